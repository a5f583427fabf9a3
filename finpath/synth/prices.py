"""What people pay: baskets with odd cents, price points, and round sums, native in each currency."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from finpath.synth.geography import RATES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from finpath.synth.shop import Shop

TAGGED = 0.5  # share of baskets that end as price tags do
ENDINGS = np.array([99, 95, 90, 50, 0, 49])


def draw_baskets(
    rng: np.random.Generator, typical: NDArray[np.float64], spread: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Draw baskets around a typical sum; half of them end as price tags do."""
    cents = np.maximum(50, np.round(typical * np.exp(rng.normal(0.0, 1.0, len(typical)) * spread))).astype(np.int64)
    tagged = cents // 100 * 100 + ENDINGS[rng.integers(0, len(ENDINGS), len(cents))]
    return np.where(rng.random(len(cents)) < TAGGED, np.maximum(tagged, 49), cents)


def draw_tickets(rng: np.random.Generator, shops: Sequence[Shop], shop: NDArray[np.int64]) -> NDArray[np.int64]:
    """Draw one of each shop's fixed prices, the first the most often; 0 where the shop has none."""
    counts = np.array([len(s.habit.tickets) for s in shops])
    table = np.zeros((len(shops), max(1, counts.max())), dtype=np.int64)
    for i, one in enumerate(shops):
        table[i, : len(one.habit.tickets)] = one.habit.tickets
    nth = np.floor(rng.random(len(shop)) ** 1.8 * counts[shop]).astype(np.int64)
    chosen: NDArray[np.int64] = table[shop, nth]
    return chosen


def draw_prices(rng: np.random.Generator, shops: Sequence[Shop], shop: NDArray[np.int64]) -> NDArray[np.int64]:
    """Draw a price for each payment, in hundredths of its shop's currency."""
    rate = np.array([RATES[s.currency] for s in shops])[shop]
    typical = np.array([s.habit.typical for s in shops])[shop] * rate
    loose = draw_baskets(rng, typical, np.array([s.habit.spread for s in shops])[shop])
    fixed = draw_tickets(rng, shops, shop)
    return round_whole(np.where(fixed > 0, fixed, loose), np.array([s.currency == "JPY" for s in shops])[shop])


def round_whole(cents: NDArray[np.int64], none: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Round to whole units where the currency has no hundredths."""
    return np.where(none, np.maximum(100, (cents + 50) // 100 * 100), cents)


def draw_price_points(rng: np.random.Generator, typical: int, count: int, currency: str) -> tuple[int, ...]:
    """Draw the fixed prices of one shop as a shopkeeper sets them: 9.99, 15.00, 24.95."""
    cents = typical * RATES[currency] * np.exp(rng.normal(0.0, 0.5, count))
    step = 10 ** max(0, int(np.log10(max(cents.min(), 100))) - 2) * 100
    ending = int(ENDINGS[rng.integers(0, len(ENDINGS))])
    units = np.maximum(1, np.round(cents / step)).astype(np.int64) * step
    return tuple(int(c) for c in dict.fromkeys((units - 100 + ending if ending else units).tolist()) if c > 0)
