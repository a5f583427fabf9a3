"""Whom a referral is about: merchant accounts, what they took, what speaks of them, and roles that a person gave."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from finpath.config.roles import Given, Role


@dataclass(frozen=True)
class Description:
    """What the provider says about a merchant account.

    Args:
        domain: The host name, defanged: for people to read.
        domain_token: Its keyed hash: for programs to compare.
    """

    name: str | None = None
    descriptor: str | None = None
    domain: str | None = None
    domain_token: str | None = None
    category: str | None = None
    country: str | None = None
    opened_on: dt.date | None = None
    closed_on: dt.date | None = None
    close_reason: str | None = None


@dataclass(frozen=True)
class Trade:
    """What a merchant account took.

    Args:
        payers: Different ones; None where they are fewer than five.
        volume_eur: Before anything came back; in `findings.parquet`, it is what was left.
        returned_eur: What came back.
    """

    payers: int | None
    payments: int
    volume_eur: Decimal
    returned_eur: Decimal
    first_seen: dt.datetime | None
    last_seen: dt.datetime | None


@dataclass(frozen=True)
class Voice:
    """One family's weight of evidence about one merchant, in nats.

    Args:
        family: The kind of indication.
        own: What the merchant's own strongest reason carries.
        group: What it hears from its group on top of that.
    """

    family: str
    own: float
    group: float

    @property
    def weight(self) -> float:
        """What counts in the score."""
        return self.own + self.group


@dataclass(frozen=True)
class Subject:
    """One merchant account that the case is about, by its provider's own id.

    Args:
        label: Short name inside this referral: M1, M2, …
        given: Who gave it its role; nobody where that is unknown.
    """

    label: str
    provider_id: str
    merchant_id: str
    entity_id: str
    tier: str
    score: float
    rank: int
    about: Description
    trade: Trade
    voices: tuple[Voice, ...] = ()
    role: Role = Role.UNKNOWN
    given: Given | None = None
