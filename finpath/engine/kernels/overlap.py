"""Who shares payers with whom, beyond what activity and popularity explain.

For crowds of payers i and merchants j with `popularity` k, and payers with `activity` d, the payers of i would be
expected at j E = k_j · A_i / m times, where A_i adds up d - 1 over the payers of i and m counts all links. The larger
of the two directions is taken: the pair must surprise from both sides. A crowd is all payers of a merchant, or a part
of them, such as those who pay one exact price.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse, special

from finpath.engine.kernels.incidence import Floats, Incidence, Ints

UNDERFLOW = 1e-300

FAR = 1.5
"""Standard deviations: of two common payers or more, no closer count is rarer by chance than once in a hundred."""


@dataclass(frozen=True)
class OverlapLimits:
    """Bounds of the work, each stated in the coverage when it bites.

    Args:
        shared: Pairs with fewer common payers are not looked at.
        nearest: Neighbours kept per merchant, the most surprising first.
        steps: Payer-merchant-merchant steps that may be walked; payers with the most merchants are left out first.
        false_discoveries: Expected share of kept pairs that are chance (Benjamini and Hochberg 1995).
        threads: At work at the same time; they change no result.
        hint: Surprise from which a pair is a hint: too little to keep alone, something among many.
    """

    shared: int = 3
    nearest: int = 30
    steps: int = 600_000_000
    false_discoveries: float = 0.001
    threads: int = 1
    hint: float = 2.0

    @property
    def far(self) -> float:
        """Standard deviations above expectation below which no pair can be a discovery."""
        return FAR if self.shared > 1 and self.false_discoveries <= 0.01 else -np.inf  # noqa: PLR2004 - as FAR says


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


@dataclass(frozen=True)
class _Null:
    """What the null model needs of the whole graph."""

    popularity: Floats
    onward: Floats
    crowd_size: Floats
    crowd_onward: Floats
    links: float

    def expected(self, crowd: Ints, j: Ints) -> Floats:
        there, back = self.crowd_onward[crowd] * self.popularity[j], self.onward[j] * self.crowd_size[crowd]
        return np.maximum(there, back) / self.links

    def meetings(self) -> Floats:
        """Pairs of payers of each crowd that would meet at any merchant."""
        squares = float((self.popularity**2).sum())
        return (self.crowd_onward / self.links) ** 2 * squares / 2

    def tests(self) -> float:
        """Crowds times merchants: the pairs that were there to surprise, those that share nobody included."""
        return max(float((self.crowd_size > 0).sum()) * float((self.popularity > 0).sum()), 1.0)


def overlap(links: Incidence, limits: OverlapLimits | None = None, crowds: Crowds | None = None) -> Overlap:
    """Find the merchants that share more payers with a crowd than chance explains.

    Exact for payers of at most `activity_cap` merchants. Works in blocks of rows, so memory stays bounded.

    Args:
        links: Who pays where.
        limits: Bounds of the work.
        crowds: Whom to compare with each merchant; every merchant's own payers when None.
    """
    limits = limits or OverlapLimits()
    crowds = crowds or Crowds(links, np.arange(links.matrix.shape[0]))
    cap = _activity_cap(links.activity, limits.steps)
    if cap:
        busy = links.activity > cap
        links, crowds = links.without(busy), Crowds(crowds.links.without(busy), crowds.owner)
    null = _null(links, crowds.links)
    paid = links.matrix.T.tocsr()
    with ThreadPoolExecutor(limits.threads) as pool:
        blocks = list(pool.map(lambda rows: _block(paid, crowds, null, rows, limits), _blocks(links, crowds.links)))
    pairs = [np.concatenate(parts) for parts in zip(*(block.pairs for block in blocks), strict=True)]
    kept = _discoveries(pairs[4], null.tests(), limits.false_discoveries)
    crowd, other, shared, expected, surprise = (column[kept] for column in pairs)
    elsewhere = np.concatenate([block.meetings for block in blocks])
    np.subtract.at(elsewhere, crowd, shared * (shared - 1) / 2)
    hinted = pairs[4] >= limits.hint
    hints = Hints(pairs[0][hinted], pairs[1][hinted], pairs[4][hinted])
    return Overlap(crowd, other, shared, expected, surprise, elsewhere, null.meetings(), cap, hints)


@dataclass(frozen=True)
class _Block:
    pairs: tuple[Ints, Ints, Ints, Floats, Floats]
    meetings: Floats


def _activity_cap(activity: Ints, steps: int) -> int:
    degrees, payers = np.unique(activity, return_counts=True)
    walked = np.cumsum(payers * degrees.astype(np.float64) ** 2)
    return 0 if walked.size == 0 or walked[-1] <= steps else int(degrees[np.searchsorted(walked, steps, "right") - 1])


def _null(links: Incidence, crowds: Incidence) -> _Null:
    popularity = links.popularity.astype(np.float64)
    others = np.maximum(links.activity - 1, 0).astype(np.float64)
    crowd_size = crowds.popularity.astype(np.float64)
    return _Null(popularity, links.matrix @ others, crowd_size, crowds.matrix @ others, max(popularity.sum(), 1.0))


def _blocks(links: Incidence, crowds: Incidence, steps: int = 20_000_000) -> Iterator[slice]:
    """Ranges of crowds whose products stay below a number of steps."""
    work = np.cumsum(crowds.matrix @ links.activity.astype(np.float64))
    if not len(work):
        yield slice(0, 0)
    start = 0
    while start < len(work):
        done = work[start - 1] if start else 0.0
        end = max(int(np.searchsorted(work, done + steps, "right")), start + 1)
        yield slice(start, end)
        start = end


def _block(paid: sparse.csr_array, crowds: Crowds, null: _Null, rows: slice, limits: OverlapLimits) -> _Block:
    i, j, shared = _common(crowds, paid, rows, limits)
    pairs = shared * (shared - 1) / 2
    meetings: Floats = np.bincount(i - rows.start, pairs, rows.stop - rows.start).astype(np.float64)
    many = shared >= limits.shared
    i, j, shared = i[many], j[many], shared[many]
    expected = null.expected(i, j)
    above = (shared - expected) / np.sqrt(expected + 1)
    far = np.flatnonzero(above >= limits.far)
    nearest = far[_nearest(i[far], above[far], j[far], limits.nearest)]
    i, j, shared, expected = i[nearest], j[nearest], shared[nearest], expected[nearest]
    return _Block((i, j, shared.astype(np.int64), expected, improbability(shared, expected)), meetings)


def _common(crowds: Crowds, paid: sparse.csr_array, rows: slice, limits: OverlapLimits) -> tuple[Ints, Ints, Floats]:
    """Crowds, the merchants that they do not belong to, and how many payers those share; one alone meets nobody."""
    common = (crowds.links.matrix[rows] @ paid).tocoo()
    meet = np.flatnonzero(common.data >= min(limits.shared, 2))
    i, j = common.row[meet] + rows.start, common.col[meet]
    apart = crowds.owner[i] != j
    shared: Floats = common.data[meet][apart].astype(np.float64)
    return i[apart].astype(np.int64), j[apart].astype(np.int64), shared


def _nearest(row: Ints, weight: Floats, column: Ints, most: int) -> Ints:
    """Positions of the heaviest entries of each row; ties go to the smaller column."""
    order = np.lexsort((column, -np.round(weight, 9), row))
    ordered = row[order]
    first = np.searchsorted(ordered, ordered, "left")
    return order[np.arange(len(order)) - first < most]


def improbability(shared: Floats, expected: Floats) -> Floats:
    """Minus log10 of the Poisson tail, by its leading terms where it underflows."""
    tail = special.pdtrc(shared - 1, expected)
    far = -(shared * np.log(expected) - expected - special.gammaln(shared + 1)) / np.log(10)
    with np.errstate(divide="ignore"):
        surprise: Floats = np.where(tail > UNDERFLOW, -np.log10(tail), far)
    return surprise


def _discoveries(surprise: Floats, tests: float, rate: float) -> npt.NDArray[np.bool_]:
    """Benjamini and Hochberg over all ordered pairs, those that share nobody included."""
    order = np.sort(surprise)[::-1]
    bound = -np.log10(rate * np.arange(1, len(order) + 1) / tests)
    passed = np.flatnonzero(order >= bound)
    least = order[passed[-1]] if passed.size else np.inf
    return surprise >= least
