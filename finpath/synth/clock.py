"""When people pay: hours of the payer's own clock, days of the week, and the life of a shop."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from finpath.synth.world import DAY, START

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from finpath.synth.shop import Shop
    from finpath.synth.world import World

# Weight of each hour, midnight first.
_HOURS = {
    "day": "000000013679aa99a9875310",
    "lunch": "000000123346ab8545799731",
    "evening": "31100001233445556678aa96",
    "night": "a9753211111222233345679a",
    "any": "554333345667777777778877",
}
_WEEKEND = {"day": 0.15, "lunch": 0.1, "evening": 0.3, "night": 0.35, "any": 0.05}
PROFILES = {name: np.array([int(mark, 16) + 0.02 for mark in marks]) for name, marks in _HOURS.items()}
_NAMES = tuple(PROFILES)
_EDGES = np.stack([np.cumsum(profile / profile.sum()) for profile in PROFILES.values()])
SATURDAY = 2  # 2026-01-01 is a Thursday: day 2 of the calendar is a Saturday


def draw_seconds(rng: np.random.Generator, profile: NDArray[np.int64]) -> NDArray[np.int64]:
    """Draw the second of the local day by profile."""
    lot = rng.random(len(profile))
    hour = np.zeros(len(profile), dtype=np.int64)
    for k in range(len(_NAMES)):
        mine = profile == k
        hour[mine] = np.minimum(np.searchsorted(_EDGES[k], lot[mine]), 23)
    return hour * 3_600 + rng.integers(0, 3_600, len(profile))


def profile_numbers(shops: Sequence[Shop]) -> NDArray[np.int64]:
    """Give the number of every shop's profile."""
    return np.array([_NAMES.index(shop.habit.clock) for shop in shops])


def shop_lifetimes(world: World, shops: Sequence[Shop]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give the first day of every shop within the calendar, and the day after its last."""
    opens = np.clip([shop.opens for shop in shops], 0, world.days - 1)
    return opens, np.clip([shop.closes for shop in shops], opens + 1, world.days)


def draw_days(
    world: World, rng: np.random.Generator, shops: Sequence[Shop], shop: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Draw a day of each shop's life: some shops rush at the start, some grow, some live at weekends."""
    opens, ends = shop_lifetimes(world, shops)
    rise = np.array([s.habit.rise for s in shops])[shop]
    life = (ends - opens)[shop]
    day = opens[shop] + np.floor(rng.random(len(shop)) ** (1 / rise) * life).astype(np.int64)
    weekend = np.array([_WEEKEND[s.habit.clock] for s in shops])[shop]
    saturday = day + (SATURDAY - day) % 7 + rng.integers(0, 2, len(shop))
    moves = (rng.random(len(shop)) < weekend) & (saturday < ends[shop])
    return np.where(moves, saturday, day)


def draw_moments(
    world: World, rng: np.random.Generator, shops: Sequence[Shop], shop: NDArray[np.int64], offset: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Draw an instant in UTC for each payment from its shop's life and its payer's clock."""
    day = draw_days(world, rng, shops, shop)
    return utc_instants(world, day, draw_seconds(rng, profile_numbers(shops)[shop]), offset)


def utc_instants(
    world: World, day: NDArray[np.int64], second: NDArray[np.int64], offset: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Turn local days and seconds into UTC, wrapped into the day so that no shop is paid before it opens."""
    local = (second - offset * 3_600) % DAY
    return START + np.clip(day, 0, world.days - 1) * DAY + local
