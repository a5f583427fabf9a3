"""What a shop is before it has papers: how it trades, and which identifiers it shares with whom."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, kw_only=True)
class Habit:
    """How a shop trades; ordinary and planted shops are told apart by none of these alone."""

    typical: int = 2_500  # cents: the middle of a basket
    spread: float = 0.7  # of the logarithm of a basket
    tickets: tuple[int, ...] = ()  # cents: fixed prices instead of baskets
    clock: str = "day"  # a profile of clock.py
    foreign: float = 0.1  # share of customers from anywhere
    keen: float = 0.0  # share of customers who share one hobby
    taste: int = 0  # that hobby
    loyalty: float = 2.0  # payments of one customer, in the mean
    rise: float = 1.0  # below 1: starts with a rush; above 1: grows
    every: int = 0  # days between payments of one subscriber; 0: no subscription
    present: bool = False  # the card is there


@dataclass(frozen=True, kw_only=True)
class Ties:
    """Keys of identifiers: shops of one key have one identifier. Empty: the shop's own."""

    controller: str = ""
    entity: str = ""
    account: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    brand: str = ""
    parent: str = ""
    sweep: str = ""  # where the settlement account pays out to
    home: int = -1  # country of who controls them; below 0: the shop's own

    def sharing(self, key: str, names: Iterable[str]) -> Ties:
        """Let these identifiers be the key's."""
        return replace(self, **dict.fromkeys(names, key))  # type: ignore[arg-type]  # `home` is no paper


ALONE = Ties()


@dataclass(frozen=True, kw_only=True)
class Shop:
    """One merchant account at one member."""

    key: str  # unique: every identifier is drawn from it
    member: str
    kind: str = "merchant"
    mcc: str
    country: int
    currency: str = "EUR"
    region: int = -1
    opens: int = -400  # day of the coalition's calendar; below 0: before it
    closes: int = 100_000
    habit: Habit = Habit()
    ties: Ties = ALONE
    kin: bool = False  # relatives pay: most of them say so
