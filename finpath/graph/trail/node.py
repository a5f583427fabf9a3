"""Where money can lie: an account in one currency."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

UNIT = 10**8
"""Money has eight places; inside a trail it is counted in whole hundred-millionths, which add up exactly."""


class Node(NamedTuple):
    """One account in one currency.

    Args:
        account: Its token.
        currency: ISO 4217, or a crypto asset's ticker.
        held: Whether the money is still with the provider that will settle it to the account.
    """

    account: str
    currency: str
    held: bool = False


class Transfer(NamedTuple):
    """One transfer of money.

    Args:
        at: Microseconds since 1970, UTC.
        amount: Hundred-millionths.
    """

    at: int
    provider_id: str
    transfer_id: str
    source: Node
    target: Node
    amount: int


class Taking(NamedTuple):
    """What customers paid into a settlement account at one time, less what went back to them.

    Args:
        at: Microseconds since 1970, UTC.
        node: Whose it is.
        ours: Whether merchants of the case took it, and not others that settle to the same account.
        paid: Hundred-millionths.
        returned: Refunds, reversals and chargebacks less representments, in hundred-millionths.
    """

    at: int
    node: Node
    ours: bool
    paid: int
    returned: int


def units(amount: Decimal) -> int:
    """An amount in hundred-millionths.

    >>> units(Decimal("12.5"))
    1250000000
    """
    return int(amount.scaleb(8))


def money(amount: int) -> Decimal:
    """Hundred-millionths as an amount.

    >>> money(1_250_000_000)
    Decimal('12.50000000')
    """
    return Decimal(amount).scaleb(-8)
