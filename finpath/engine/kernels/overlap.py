"""Who shares payers with whom, beyond what activity and popularity explain.

For merchants i and j with `popularity` k, and payers with `activity` d, the payers of i would be expected at j
E = k_j · A_i / m times, where A_i adds up d - 1 over the payers of i and m counts all links. The larger of the two
directions is taken: the pair must surprise from both sides.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from finpath.engine.kernels.incidence import Floats, Incidence, Ints

UNDERFLOW = 1e-300


@dataclass(frozen=True)
class OverlapLimits:
    """Bounds of the work, each stated in the coverage when it bites.

    Args:
        shared: Pairs with fewer common payers are not looked at.
        nearest: Neighbours kept per merchant, the most surprising first.
        steps: Payer-merchant-merchant steps that may be walked; payers with the most merchants are left out first.
        false_discoveries: Expected share of kept pairs that are chance (Benjamini and Hochberg 1995).
    """

    shared: int = 3
    nearest: int = 30
    steps: int = 600_000_000
    false_discoveries: float = 0.001


@dataclass(frozen=True)
class Overlap:
    """Surprising pairs, and how much the payers of each merchant meet elsewhere.

    Args:
        merchant, other: The pair; each pair stands twice, once from either side, where both keep it.
        shared: Common payers.
        expected: What activity and popularity explain.
        surprise: minus log10 of the Poisson probability of so many or more.
        elsewhere: Per merchant: pairs of its payers that meet at merchants other than the kept neighbours.
        elsewhere_expected: Per merchant: the same by activity and popularity.
        activity_cap: Payers of more merchants than this were left out; 0 when none was.
    """

    merchant: Ints
    other: Ints
    shared: Ints
    expected: Floats
    surprise: Floats
    elsewhere: Floats
    elsewhere_expected: Floats
    activity_cap: int


@dataclass(frozen=True)
class _Null:
    """What the null model needs of the whole graph."""

    popularity: Floats
    onward: Floats
    links: float
    tests: float

    def expected(self, i: Ints, j: Ints) -> Floats:
        return np.maximum(self.onward[i] * self.popularity[j], self.onward[j] * self.popularity[i]) / self.links

    def meetings(self, i: Ints) -> Floats:
        """Pairs of payers of i that would meet at any other merchant."""
        squares = float((self.popularity**2).sum())
        return (self.onward[i] / self.links) ** 2 * squares / 2


def overlap(links: Incidence, limits: OverlapLimits | None = None) -> Overlap:
    """Find the pairs of merchants that share more payers than chance explains.

    Exact for payers of at most `activity_cap` merchants. Works in blocks of rows, so memory stays bounded.
    """
    limits = limits or OverlapLimits()
    cap = _activity_cap(links.activity, limits.steps)
    bounded = links.without(links.activity > cap) if cap else links
    null = _null(bounded)
    blocks = [_block(bounded, null, rows, limits) for rows in _blocks(bounded)]
    pairs = [np.concatenate(parts) for parts in zip(*(block.pairs for block in blocks), strict=True)]
    kept = _discoveries(pairs[4], null.tests, limits.false_discoveries)
    merchant, other, shared, expected, surprise = (column[kept] for column in pairs)
    elsewhere = np.concatenate([block.meetings for block in blocks])
    np.subtract.at(elsewhere, merchant, shared * (shared - 1) / 2)
    everyone = np.arange(len(null.popularity))
    return Overlap(merchant, other, shared, expected, surprise, elsewhere, null.meetings(everyone), cap)


@dataclass(frozen=True)
class _Block:
    pairs: tuple[Ints, Ints, Ints, Floats, Floats]
    meetings: Floats


def _activity_cap(activity: Ints, steps: int) -> int:
    degrees, payers = np.unique(activity, return_counts=True)
    walked = np.cumsum(payers * degrees.astype(np.float64) ** 2)
    return 0 if walked.size == 0 or walked[-1] <= steps else int(degrees[np.searchsorted(walked, steps, "right") - 1])


def _null(links: Incidence) -> _Null:
    popularity = links.popularity.astype(np.float64)
    onward = links.matrix @ np.maximum(links.activity - 1, 0).astype(np.float64)
    active = float((popularity > 0).sum())
    return _Null(popularity, onward, max(float(popularity.sum()), 1.0), max(active * (active - 1), 1.0))


def _blocks(links: Incidence, steps: int = 20_000_000) -> Iterator[slice]:
    """Ranges of rows whose products stay below a number of steps."""
    work = np.cumsum(links.matrix @ links.activity.astype(np.float64))
    start = 0
    while start < len(work):
        done = work[start - 1] if start else 0.0
        end = max(int(np.searchsorted(work, done + steps, "right")), start + 1)
        yield slice(start, end)
        start = end


def _block(links: Incidence, null: _Null, rows: slice, limits: OverlapLimits) -> _Block:
    common = (links.matrix[rows] @ links.matrix.T).tocoo()
    i, j, shared = common.row + rows.start, common.col, common.data.astype(np.float64)
    size = rows.stop - rows.start
    apart = i != j
    meetings: Floats = np.bincount(common.row[apart], (shared * (shared - 1) / 2)[apart], size).astype(np.float64)
    many = apart & (shared >= limits.shared)
    i, j, shared = i[many].astype(np.int64), j[many].astype(np.int64), shared[many]
    expected = null.expected(i, j)
    nearest = _nearest(i, (shared - expected) / np.sqrt(expected + 1), j, limits.nearest)
    i, j, shared, expected = i[nearest], j[nearest], shared[nearest], expected[nearest]
    return _Block((i, j, shared.astype(np.int64), expected, _surprise(shared, expected)), meetings)


def _nearest(row: Ints, weight: Floats, column: Ints, most: int) -> Ints:
    """Positions of the heaviest entries of each row; ties go to the smaller column."""
    order = np.lexsort((column, -np.round(weight, 9), row))
    ordered = row[order]
    first = np.searchsorted(ordered, ordered, "left")
    return order[np.arange(len(order)) - first < most]


def _surprise(shared: Floats, expected: Floats) -> Floats:
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
