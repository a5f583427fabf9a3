"""What came in at one time."""

from __future__ import annotations

from typing import NamedTuple

from finpath.graph.trail.node import Node


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
