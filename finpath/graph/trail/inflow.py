"""What customers paid into one settlement account, in the order of time, less what went back to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, compress


@dataclass(frozen=True)
class Inflow:
    """One entry for each time; at one time, first what merchants of the case took.

    Args:
        at: Microseconds since 1970, UTC.
        ours: Whether merchants of the case took it, and not others that settle to the same account.
        paid: Hundred-millionths.
        returned: Refunds, reversals and chargebacks less representments, in hundred-millionths.
    """

    at: Sequence[int]
    ours: Sequence[bool]
    paid: Sequence[int]
    returned: Sequence[int]

    @cached_property
    def net(self) -> list[int]:
        """What was paid less what went back, each time."""
        return [paid - returned for paid, returned in zip(self.paid, self.returned, strict=True)]

    @cached_property
    def paid_by(self) -> list[int]:
        """All that had been paid by each time."""
        return list(accumulate(self.paid))

    @cached_property
    def taken(self) -> int:
        """What merchants of the case took in all."""
        return sum(compress(self.paid, self.ours))

    @cached_property
    def given_back(self) -> int:
        """What they gave back in all."""
        return sum(compress(self.returned, self.ours))

    @property
    def others(self) -> int:
        """What others took in all."""
        return sum(self.paid) - self.taken
