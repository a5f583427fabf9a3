"""Where shops are: towns with neighbours, web shops in any country, and the member that serves them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from finpath.synth.geography import COUNTRIES, INDEX
from finpath.synth.shop import ALONE, Shop

if TYPE_CHECKING:
    from finpath.synth.shop import Habit, Ties
    from finpath.synth.world import World

NORTH, SOUTH, WALLET, REMITTER = "acquirer-north", "acquirer-south", "wallet", "remitter"
_SERVED = dict.fromkeys(("NL", "DE", "BE", "GB", "SE"), NORTH) | dict.fromkeys(("ES", "IT", "FR", "PT"), SOUTH)
_ONLINE = {"NL": 20, "DE": 14, "BE": 6, "GB": 12, "SE": 4, "ES": 18, "IT": 9, "FR": 9, "PT": 4}
_ONLINE |= {"US": 2, "RO": 1, "UA": 1}
RECEIVING = ("PH", "KE", "RO", "MA", "CO", "UA", "PL")  # where families live whose relatives send money home


@dataclass(frozen=True)
class BusinessPlace:
    """One place of business."""

    country: int
    currency: str
    member: str
    region: int = -1

    def shop(self, key: str, mcc: str, life: tuple[int, int], habit: Habit, ties: Ties = ALONE) -> Shop:
        """Open a shop here."""
        return Shop(
            key=key,
            member=self.member,
            mcc=mcc,
            country=self.country,
            currency=self.currency,
            region=self.region,
            opens=life[0],
            closes=life[1],
            habit=habit,
            ties=ties,
        )


def draw_towns(world: World, rng: np.random.Generator, count: int) -> list[BusinessPlace]:
    """Draw towns that an acquirer serves, the more often the more people live there."""
    homes = world.people.region_country
    served = np.array([country.code in _SERVED for country in COUNTRIES])
    people = np.bincount(world.people.region, minlength=len(homes)) * served[homes]
    homes_drawn = rng.choice(len(homes), count, p=people / people.sum())
    return [describe_town(world, int(region)) for region in homes_drawn]


def describe_town(world: World, region: int) -> BusinessPlace:
    """Describe one town."""
    country = int(world.people.region_country[region])
    return BusinessPlace(country, COUNTRIES[country].currency, _SERVED[COUNTRIES[country].code], region)


def draw_web_seats(rng: np.random.Generator, count: int, wallet: float = 0.12) -> list[BusinessPlace]:
    """Draw seats of web shops: mostly with the acquirer of their country, some abroad, some with the wallet."""
    weights = np.array(list(_ONLINE.values()), dtype=np.float64)
    codes = np.array(list(_ONLINE))[rng.choice(len(weights), count, p=weights / weights.sum())]
    lots = rng.random((count, 3))
    return [_seat(str(code), lot, wallet) for code, lot in zip(codes, lots.tolist(), strict=True)]


def _seat(code: str, lot: list[float], wallet: float) -> BusinessPlace:
    elsewhere = NORTH if lot[0] < 0.5 else SOUTH
    member = _SERVED.get(code, elsewhere) if lot[1] > 0.15 else elsewhere
    currency = COUNTRIES[INDEX[code]].currency
    if currency not in {"EUR", "GBP", "SEK", "USD"} or (currency != "EUR" and lot[0] > 0.7):
        currency = "USD" if lot[1] > 0.5 else "EUR"
    return BusinessPlace(INDEX[code], currency, WALLET if lot[2] < wallet else member)


def draw_openings(
    world: World, rng: np.random.Generator, count: int, new: float, fails: float
) -> list[tuple[int, int]]:
    """Draw the first and last day of shops: a share is new, and a share of those gives up within weeks."""
    lots = rng.random((count, 2))
    born = rng.integers(-20, max(world.days - 15, -19), count)
    short = np.maximum(6, rng.lognormal(3.6, 0.6, count)).astype(np.int64)
    old = rng.integers(-2_500, -20, count)
    rows = zip(lots.tolist(), born.tolist(), short.tolist(), old.tolist(), strict=True)
    return [_life(world, *row, new=new, fails=fails) for row in rows]


def draw_short_life(world: World, rng: np.random.Generator, longest: int) -> tuple[int, int]:
    """Draw a short life within the calendar: a fair, a campaign, a fashion."""
    opens = int(rng.integers(0, max(2, world.days - 5)))
    return opens, opens + int(rng.integers(3, longest + 1))


def _life(world: World, lot: list[float], *dates: int, new: float, fails: float) -> tuple[int, int]:
    born, short, old = dates
    if lot[0] < new:
        return born, born + short if lot[1] < fails else 100_000
    return old, int(world.days * lot[1] / 0.06) if lot[1] < 0.06 else 100_000


def open_payee(place: BusinessPlace, key: str, opens: int, habit: Habit, ties: Ties = ALONE) -> Shop:
    """Let a private person receive here."""
    return replace(place.shop(key, "", (opens, 100_000), habit, ties), kind="payee", region=-1)


def draw_home(rng: np.random.Generator, remitter: float, abroad: float) -> BusinessPlace:
    """Draw where a private receiver lives and which member pays out; money is sent in the sender's currency."""
    codes = RECEIVING if rng.random() < abroad else tuple(_ONLINE)
    country = INDEX[codes[int(rng.integers(0, len(codes)))]]
    currency = ("EUR", "EUR", "EUR", "GBP", "USD")[int(rng.integers(0, 5))]
    return BusinessPlace(country, currency, REMITTER if rng.random() < remitter else WALLET)
