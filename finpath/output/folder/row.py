"""What the page of a run says of one merchant account."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class IndexRow:
    """One merchant account of the list.

    Args:
        name: What the public sees, where the provider says it; never shown of the protect lane.
        families: Kinds of indication that speak.
        reasons: Sentences, the weightiest first.
        volume_eur: What it took less what went back, as in `findings.parquet`.
        referral: The id of the referral that it is a subject of.
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
