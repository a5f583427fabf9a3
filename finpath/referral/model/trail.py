"""What the trail of a case is: when, how much, in which amounts, at which hours, from how many."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from finpath.referral.model.onward import Onward


@dataclass(frozen=True)
class Bar:
    """How many payments one subject took in one day or week."""

    subject: str
    start: dt.date
    payments: int


REPORTED = "reported ("
"""What moments begin with that are reports; the status follows."""


@dataclass(frozen=True)
class Moment:
    """Something that happened on a day: opened, closed, reported."""

    day: dt.date
    subject: str
    what: str

    @property
    def is_report(self) -> bool:
        """Whether somebody reported it then: `what` has the status of the report beside it."""
        return self.what.startswith(REPORTED)


@dataclass(frozen=True)
class Timeline:
    """Payments over time, and what happened meanwhile.

    Args:
        days: Length of a bar: 1 or 7.
    """

    days: int = 7
    bars: tuple[Bar, ...] = ()
    moments: tuple[Moment, ...] = ()


@dataclass(frozen=True)
class Proceeds:
    """What the group took in one currency and month; net is what neither went back nor was taken back."""

    currency: str
    month: str
    gross: Decimal
    refunded: Decimal
    charged_back: Decimal

    @property
    def net(self) -> Decimal:
        """Gross less refunds, reversals and chargebacks that stood."""
        return self.gross - self.refunded - self.charged_back


@dataclass(frozen=True)
class PricePoint:
    """One exact amount that was paid more than once, and at how many members of the group.

    Args:
        peers: How many of the peers are paid exactly this more than once; None where there are too few peers.
    """

    currency: str
    amount: Decimal
    payments: int
    members: int
    peers: int | None = None


@dataclass(frozen=True)
class Peers:
    """Merchants outside the case that its prices stand beside.

    Args:
        what: What they have in common with the case's first account: "category 5734", "rail card", everyone.
        merchants: How many they are.
    """

    what: str = ""
    merchants: int = 0


@dataclass(frozen=True)
class Clock:
    """Payments by weekday and hour of the payer's own clock, Monday 00:00 first, where that is known."""

    counts: tuple[int, ...] = ()
    unknown: int = 0

    @property
    def known(self) -> int:
        """Payments whose hour is known."""
        return sum(self.counts)


@dataclass(frozen=True)
class Payers:
    """Who paid, as counts alone.

    Args:
        total: Different payers; None where they are fewer than five.
        at_several: Payers of two or more members of the group; None when too few to say.
        countries: Payers by country; countries with few are taken together.
        other: Payers in all other countries, or in none known; 0 where they are withheld.
    """

    total: int | None = 0
    at_several: int | None = None
    countries: tuple[tuple[str, int], ...] = ()
    other: int = 0


@dataclass(frozen=True)
class Trail:
    """Where the money went, when, in which amounts, from how many.

    Args:
        onward: Where proceeds went from the merchants on; None where nobody gave accounts that they settle to.
    """

    timeline: Timeline = Timeline()
    proceeds: tuple[Proceeds, ...] = ()
    prices: tuple[PricePoint, ...] = ()
    clock: Clock = Clock()
    payers: Payers = Payers()
    peers: Peers = Peers()
    onward: Onward | None = None
