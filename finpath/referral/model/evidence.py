"""What a referral rests on: files as they came, and the rows in them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Exhibit:
    """A contributed file that evidence rows come from."""

    number: int
    provider_id: str
    path: str
    sha256: str


@dataclass(frozen=True)
class EvidenceRow:
    """One transaction that a reason rests on, and where it stands: file and row.

    Args:
        eur: What the amount was worth on that day; None where no rate is known.
        payer: Token of who paid; only the member that contributed the row can say whose it is.
    """

    subject: str
    transaction_id: str
    occurred_at: dt.datetime
    kind: str
    amount: Decimal
    currency: str
    file: int
    row: int
    rules: tuple[str, ...]
    rail: str = ""
    eur: Decimal | None = None
    payer: str = ""
