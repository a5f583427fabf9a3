"""Who shares payers with whom, beyond what activity and popularity explain.

For crowds of payers i and merchants j with `popularity` k, and payers with `activity` d, the payers of i would be
expected at j E = k_j · A_i / m times, where A_i adds up d - 1 over the payers of i and m counts all links. The larger
of the two directions is taken: the pair must surprise from both sides. A crowd is all payers of a merchant, or a part
of them, such as those who pay one exact price.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from finpath.graph.kernels.incidence import Floats, Incidence, Ints
from finpath.graph.kernels.meeting import Null, OverlapLimits


@dataclass(frozen=True)
class Hints:
    """Pairs that surprise at least a little, the kept ones among them; in no order that means anything.

    Args:
        left, right: The crowd and the merchant.
        surprise: As in `Overlap`.
    """

    left: Ints
    right: Ints
    surprise: Floats


@dataclass(frozen=True)
class Overlap:
    """Surprising pairs, and how much the payers of each crowd meet elsewhere.

    Args:
        crowd, other: The pair; crowds in order, the nearest of each first. Where crowds are merchants, it stands
            twice, once from either side, if both keep it.
        shared: Common payers.
        expected: What activity and popularity explain.
        surprise: minus log10 of the Poisson probability of so many or more.
        elsewhere: Per crowd: pairs of its payers that meet at merchants other than the kept neighbours.
        elsewhere_expected: Per crowd: the same by activity and popularity.
        activity_cap: Payers of more merchants than this were left out; 0 when none was.
        hints: Weaker pairs as well.
    """

    crowd: Ints
    other: Ints
    shared: Ints
    expected: Floats
    surprise: Floats
    elsewhere: Floats
    elsewhere_expected: Floats
    activity_cap: int
    hints: Hints

    @property
    def meeting_ratio(self) -> Floats:
        """Per crowd: times chance that its payers meet elsewhere.

        Half a meeting is added to both sides, so that few payers prove little.
        """
        return (self.elsewhere + 0.5) / (self.elsewhere_expected + 0.5)


@dataclass(frozen=True)
class Crowds:
    """The payers to compare with those of every merchant.

    Args:
        links: Crowds by payers.
        owner: The merchant that each crowd belongs to, which it is not compared with.
    """

    links: Incidence
    owner: Ints


def overlap(links: Incidence, limits: OverlapLimits | None = None, crowds: Crowds | None = None) -> Overlap:
    """Find the merchants that share more payers with a crowd than chance explains.

    Exact for payers of at most `activity_cap` merchants.

    Args:
        links: Who pays where.
        limits: Bounds of the work.
        crowds: Whom to compare with each merchant; every merchant's own payers when None.
    """
    limits = limits or OverlapLimits()
    who, owner = (crowds.links, crowds.owner) if crowds else (links, np.arange(links.merchants))
    cap = _activity_cap(*links.activities(), links.room if limits.steps is None else limits.steps)
    if cap:
        links, who = links.without(links, cap), who.without(links, cap)
    null = _null(links, who)
    met = links.meet(who, owner, null, limits)
    kept = _discoveries(met.surprise, null.tests(), limits.false_discoveries)
    crowd, other, shared = met.crowd[kept], met.other[kept], met.shared[kept]
    expected, surprise = met.expected[kept], met.surprise[kept]
    elsewhere = met.meetings
    np.subtract.at(elsewhere, crowd, shared * (shared - 1) / 2)
    hinted = met.surprise >= limits.hint
    hints = Hints(met.crowd[hinted], met.other[hinted], met.surprise[hinted])
    return Overlap(crowd, other, shared, expected, surprise, elsewhere, null.meetings(), cap, hints)


def _activity_cap(degrees: Ints, payers: Ints, steps: int) -> int:
    """The most merchants that a payer may have, for so many steps in all; 0 where everybody may stay."""
    walked = np.cumsum(payers * degrees.astype(np.float64) ** 2)
    if walked.size == 0 or walked[-1] <= steps:
        return 0
    return int(degrees[max(int(np.searchsorted(walked, steps, "right")) - 1, 0)])


def _null(links: Incidence, crowds: Incidence) -> Null:
    popularity = links.popularity.astype(np.float64)
    onward = links.reach(links)
    crowd_onward = onward if crowds is links else links.reach(crowds)
    crowd_size = crowds.popularity.astype(np.float64)
    return Null(popularity, onward, crowd_size, crowd_onward, max(popularity.sum(), 1.0))


def _discoveries(surprise: Floats, tests: float, rate: float) -> npt.NDArray[np.bool_]:
    """Benjamini and Hochberg over all ordered pairs, those that share nobody included."""
    order = np.sort(surprise)[::-1]
    bound = -np.log10(rate * np.arange(1, len(order) + 1) / tests)
    passed = np.flatnonzero(order >= bound)
    least = order[passed[-1]] if passed.size else np.inf
    return surprise >= least
