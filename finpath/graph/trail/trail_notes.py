"""What a trail assumes, and which bounds it met, in sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from finpath.graph.trail.merchant_proceeds import Takings
from finpath.graph.trail.node import Node
from finpath.graph.trail.order import DAY
from finpath.graph.trail.spread import Scene
from finpath.graph.trail.stops import BOUNDS, Stop

RULES = {
    "fifo": "Out of a mixed account, what came in first is taken to go out first (Clayton's Case).",
    "pro_rata": "Each payment out of a mixed account is taken to be rateably of all that was there at that moment.",
}
UNKNOWN = (
    "Balances before the data begin are not known: what left an account beyond what was seen to come is taken to be"
    " money of others that came just in time."
)
CREDITED = (
    "Takings at {count} settlement account(s) are credited as customers paid, less what went back; what the provider"
    " kept as its fee is not seen."
)
SETTLED = "At {count} settlement account(s), takings wait with the provider until its transfers settle them."
UNFOLLOWED = "Takings in {currencies} are not seen to leave in that currency: an exchange is not followed."
BY_DATE = "Some transfers have dates alone: within a day, what an account got it is taken to have had to pay out."
NO_TRANSFERS = "No transfer out of a settlement account is known: where the money went on is not known."
NAMELESS = "{count} merchant(s) name no settlement account: their takings are not in the trail."
STOPPED = "The trail of proceeds stopped at {count} account(s): {reason}."
TOGETHER = "Of some accounts, the ways by which proceeds came were too many to tell apart."


def notes(method: str, scene: Scene, takings: Takings) -> tuple[str, ...]:
    """What the answer assumes, one sentence each."""
    entered = {node for node, inflow in scene.takings.items() if any(inflow.ours)}
    settled = len(entered & scene.settlers.keys())
    lines = [RULES[method], UNKNOWN]
    lines += [CREDITED.format(count=len(entered) - settled)] if len(entered) > settled else []
    lines += [SETTLED.format(count=settled)] if settled else []
    lines += [NAMELESS.format(count=takings.nameless)] if takings.nameless else []
    lines += [] if takings.outlets else [NO_TRANSFERS]
    lines += [BY_DATE] if scene.tick == DAY and scene.transfers else []
    paying = {node.account for node in takings.outlets}
    stuck = {node.currency for node in entered - takings.outlets if node.account in paying}
    lines += [UNFOLLOWED.format(currencies=", ".join(sorted(stuck)))] if stuck else []
    return tuple(lines)


def caps(stopped: Mapping[Node, Stop], several: bool) -> tuple[str, ...]:  # noqa: FBT001 - the last of two
    """Bounds that bit."""
    counts = Counter(stopped.values())
    lines = [STOPPED.format(count=counts[reason], reason=reason) for reason in BOUNDS if counts[reason]]
    return (*lines, TOGETHER) if several else tuple(lines)
