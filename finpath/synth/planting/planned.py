"""Accounts and payments to be written, before they are in the provider's words."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from finpath.synth.shop import Shop


@dataclass(frozen=True)
class PlantedAccount:
    """A merchant account that something is paid to.

    Args:
        shop: Its papers are drawn from it; `region` is its model, or itself where it is there already.
        group: The planted group; empty where it is honest.
        typology: Its kind.
        new: Whether it is not there yet.
    """

    shop: Shop
    group: str
    typology: str
    new: bool

    @property
    def merchant(self) -> int:
        """The merchant that it is modelled on, or that it is."""
        return self.shop.region


@dataclass(frozen=True)
class Payer:
    """Somebody who pays.

    Args:
        like: A payer of the ledger.
        turn: 0 where it is that payer; else a new one who shops like that payer.
    """

    like: int
    turn: int = 0


@dataclass(frozen=True)
class PlannedPayment:
    """One payment.

    Args:
        account: Who is paid; None: whoever the template pays.
        provider: Whose row it is.
        payer: Who pays.
        at: Seconds since 1970 on the provider's clock.
        template: Position, in the survey's purchases, of the row that it is written like.
        price: What is paid; None: as in the template.
        kind: purchase, or what answers one.
        answers: The purchase that it answers.
    """

    account: PlantedAccount | None
    provider: str
    payer: Payer
    at: int
    template: int
    price: Decimal | None = None
    kind: str = "purchase"
    answers: PlannedPayment | None = None
