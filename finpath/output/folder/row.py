"""What the page of a run says of one case, and of one merchant account."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True)
class Sides:
    """What raises the score of one merchant and what lowers it, in nats; they add up to its evidence.

    Args:
        raises: What each reason adds, in the order of the row's reasons; 0 where a stronger one of its kind applies.
        group: What its case adds, by kind of indication.
        lowers: What the character of its trade takes away, a sentence each.
        against: What speaks for an innocent explanation, one sentence each.
        payments: Ids of payments that its strongest reason rests on, the first of them.
        resting: How many these are in all.
    """

    raises: tuple[float, ...] = ()
    group: tuple[tuple[str, float], ...] = ()
    lowers: tuple[tuple[str, float], ...] = ()
    against: tuple[str, ...] = ()
    payments: tuple[str, ...] = ()
    resting: int = 0


@dataclass(frozen=True)
class IndexRow:
    """What the page of a run says of one merchant account.

    Args:
        name: What the public sees, where the provider says it; never shown of the protect lane.
        families: Kinds of indication that speak.
        reasons: Sentences, the weightiest first.
        volume_eur: What it took less what went back, as in `findings.parquet`.
        referral: The id of the referral that it is a subject of.
        country, category: That its provider declares; nothing of payees and of the protect lane.
    """

    rank: int
    provider_id: str
    merchant_id: str
    name: str | None
    tier: str
    score: float
    families: tuple[str, ...]
    reasons: tuple[str, ...]
    payers: int
    payments: int
    volume_eur: Decimal
    first_seen: dt.datetime | None
    last_seen: dt.datetime | None
    reported: bool = False
    referral: str | None = None
    country: str | None = None
    category: str | None = None
    sides: Sides = field(default_factory=Sides)

    @property
    def against(self) -> str:
        """What speaks against it, the first of it."""
        lowers = [sentence for sentence, _ in self.sides.lowers]
        return next(iter((*self.sides.against, *lowers)), "")


@dataclass(frozen=True)
class CaseRow:
    """One case of the work list.

    Args:
        id: Of its referral.
        who: Its first accounts: what each is called, where it is, and its address on the page.
        accounts: How many it has in all.
        members: At which they are.
        reason: What weighs most, of whom, in a sentence.
        against: What speaks against it, in a sentence.
        more_against: How many more such sentences the referral has.
        volume_eur: What it took less what went back.
    """

    id: str
    who: tuple[tuple[str, str, str], ...]
    accounts: int
    members: tuple[str, ...]
    tier: str
    score: float
    reason: str
    against: str
    more_against: int
    volume_eur: Decimal
