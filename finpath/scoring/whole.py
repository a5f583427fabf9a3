"""Merchants as wholes: what all members together see of a card acceptor, laid onto each account that is a view of it.

One issuer sees one slice of a shop. The rules are asked of the whole shop; what they answer is said of each account,
with how many members saw it. Whose word it rests on is asked of the slices alone: see `finpath.scoring.authors`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from finpath.rules import Finding
from finpath.scoring.character import CARD_IDS

Ints = npt.NDArray[np.int64]

TOGETHER = "Seen together by {members} members: "


def _none() -> Ints:
    return np.zeros(0, np.int64)


@dataclass(frozen=True)
class Whole:
    """What merchants show as wholes; empty where no merchant is seen by several organisations.

    Args:
        findings: About nodes.
        node: Of each account; empty where every account is alone.
        one: Nodes that share payers or a controller …
        two: … with these.
    """

    findings: Sequence[Finding] = ()
    node: Ints = field(default_factory=_none)
    one: Ints = field(default_factory=_none)
    two: Ints = field(default_factory=_none)

    def ties(self) -> tuple[Ints, Ints]:
        """Pairs of accounts that are tied: views of one merchant, and merchants that strangers tie."""
        views = np.flatnonzero(self.node != np.arange(len(self.node)))
        return np.concatenate([self.one, self.node[views]]), np.concatenate([self.two, views])

    def strongest(self, values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Give each account the largest value of all views of its merchant."""
        if not len(self.node):
            return values
        most = np.full(len(values), -np.inf)
        np.maximum.at(most, self.node, values)
        return most[self.node]

    def lay_on(self, seen: Sequence[Finding]) -> list[Finding]:
        """Say of each account what is found of the whole merchant, or of itself where that is more.

        Args:
            seen: Findings about accounts, each with its own payments alone.
        """
        if not len(self.node):
            return list(seen)
        views = defaultdict[int, list[int]](list)
        for account, node in enumerate(self.node.tolist()):
            views[node].append(account)
        slices = (each for each in seen if each.origin.id not in CARD_IDS)  # the character of a trade is the whole's
        strongest = {(each.origin.id, each.merchant): each for each in slices}
        for finding in self.findings:
            accounts = views[finding.merchant]
            for account in accounts:
                own = strongest.get((finding.origin.id, account))
                if own is None or own.score < finding.score:
                    strongest[finding.origin.id, account] = _view(finding, account, len(accounts))
        return list(strongest.values())


def _view(finding: Finding, account: int, members: int) -> Finding:
    if members == 1:
        return finding
    origin = replace(finding.origin, sentence=TOGETHER + finding.origin.sentence)
    return replace(finding, origin=origin, merchant=account, facts={**finding.facts, "members": members})
