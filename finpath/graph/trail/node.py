"""Where money can lie: an account in one currency."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

import numpy as np
import pyarrow as pa

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


def units(amount: Decimal) -> int:
    """An amount in hundred-millionths.

    >>> units(Decimal("12.5"))
    1250000000
    """
    return int(amount.scaleb(8))


def all_units(amounts: pa.ChunkedArray) -> list[int]:
    """A column of amounts, DECIMAL(38, 8) without NULL, in hundred-millionths.

    >>> all_units(pa.chunked_array([pa.array([Decimal("12.5"), Decimal("-0.00000001")], pa.decimal128(38, 8))]))
    [1250000000, -1]
    >>> all_units(pa.chunked_array([pa.array([Decimal("-500000000000")], pa.decimal128(38, 8))]))
    [-50000000000000000000]
    """
    units: list[int] = []
    for chunk in amounts.cast(pa.decimal128(38, 8)).chunks:
        if not len(chunk):
            continue
        # Sixteen bytes each, the lower eight first; only the upper ones have a sign.
        halves = np.frombuffer(chunk.buffers()[1], np.int64)[2 * chunk.offset : 2 * (chunk.offset + len(chunk))]
        low, high = halves[::2], halves[1::2]
        if (high == low >> 63).all():
            units += low.tolist()
        else:
            unsigned = low.copy().view(np.uint64).tolist()
            units += [(upper << 64) + lower for upper, lower in zip(high.tolist(), unsigned, strict=True)]
    return units


def money(amount: int) -> Decimal:
    """Hundred-millionths as an amount.

    >>> money(1_250_000_000)
    Decimal('12.50000000')
    """
    return Decimal(amount).scaleb(-8)
