"""What became of a case's proceeds after the merchants: where they came in, which way they went, where they rest."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Arrival:
    """Where takings came in.

    Args:
        account: Short name inside the referral: B1, B2, … No token of an account leaves.
        proceeds: Taken less returned, at least 0.
        overdrawn: Returned after the money had gone.
    """

    account: str
    currency: str
    taken: Decimal
    returned: Decimal
    proceeds: Decimal
    overdrawn: Decimal


@dataclass(frozen=True)
class Rest:
    """Where proceeds are now: what an office that recovers assets asks for.

    Args:
        balance: Known to be there, proceeds among it; None where the account was not looked into.
        share: Of all proceeds in that currency.
        hops: Transfers from where takings came in.
        stopped: Why it was not followed further; empty where nothing was seen to leave.
        provider_id, transfer_id: A transfer that brought proceeds there: that member can say whose account it is.
            Empty where they rest where they came in.
    """

    account: str
    currency: str
    proceeds: Decimal
    balance: Decimal | None
    share: float
    hops: int
    last_movement: dt.datetime
    stopped: str = ""
    provider_id: str = ""
    transfer_id: str = ""


@dataclass(frozen=True)
class Route:
    """A way by which proceeds came to where they rest.

    Args:
        accounts: From where they came in.
        complete: False where several ways are taken together.
    """

    accounts: tuple[str, ...]
    currency: str
    proceeds: Decimal
    share: float
    complete: bool


@dataclass(frozen=True)
class Passage:
    """What went from one account to another."""

    source: str
    target: str
    currency: str
    transfers: int
    proceeds: Decimal
    first_at: dt.datetime
    last_at: dt.datetime


@dataclass(frozen=True)
class Onward:
    """Proceeds, followed through transfers.

    Args:
        method: By which mixed money is apportioned: fifo (first in, first out) or pro_rata.
        as_of: Nothing later was looked at.
        notes: What the answer assumes, one sentence each.
        caps: Bounds that bit, one sentence each.
        left_out: Rows beyond those listed.
    """

    method: str
    as_of: dt.datetime
    arrivals: tuple[Arrival, ...] = ()
    resting: tuple[Rest, ...] = ()
    routes: tuple[Route, ...] = ()
    passages: tuple[Passage, ...] = ()
    notes: tuple[str, ...] = ()
    caps: tuple[str, ...] = ()
    left_out: int = 0
