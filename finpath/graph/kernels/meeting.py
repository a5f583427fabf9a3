"""What is asked of crowds and merchants, and what is answered: which pairs share payers, against chance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

UNDERFLOW = 1e-300

FAR = 1.5
"""Standard deviations: of two common payers or more, no closer count is rarer by chance than once in a hundred."""


@dataclass(frozen=True)
class OverlapLimits:
    """Bounds of the work, each stated in the coverage when it bites.

    Args:
        shared: Pairs with fewer common payers are not looked at.
        nearest: Neighbours kept per merchant, the most surprising first.
        steps: Payer-merchant-merchant steps that may be walked, as many as there is room for when None; payers with the
            most merchants are left out first.
        false_discoveries: Expected share of kept pairs that are chance (Benjamini and Hochberg 1995).
        threads: At work at the same time; they change no result.
        hint: Surprise from which a pair is a hint: too little to keep alone, something among many.
    """

    shared: int = 3
    nearest: int = 30
    steps: int | None = None
    false_discoveries: float = 0.001
    threads: int = 1
    hint: float = 2.0

    @property
    def fewest(self) -> int:
        """Common payers from which a pair is counted at all: one payer alone meets nobody."""
        return min(self.shared, 2)

    @property
    def far(self) -> float:
        """Standard deviations above expectation below which no pair can be a discovery."""
        return FAR if self.shared > 1 and self.false_discoveries <= 0.01 else -np.inf  # noqa: PLR2004 - as FAR says


@dataclass(frozen=True)
class Null:
    """What the null model needs of the whole graph; counts, as floats.

    Args:
        popularity: Of each merchant.
        onward: Per merchant: other merchants of its payers, added up.
        crowd_size, crowd_onward: The same two of each crowd.
        links: All of them.
    """

    popularity: Floats
    onward: Floats
    crowd_size: Floats
    crowd_onward: Floats
    links: float

    def expected(self, crowd: Ints, j: Ints) -> Floats:
        """Common payers by chance, from the side that expects more."""
        there, back = self.crowd_onward[crowd] * self.popularity[j], self.onward[j] * self.crowd_size[crowd]
        return np.maximum(there, back) / self.links

    def meetings(self) -> Floats:
        """Pairs of payers of each crowd that would meet at any merchant."""
        squares = float((self.popularity**2).sum())
        return (self.crowd_onward / self.links) ** 2 * squares / 2

    def tests(self) -> float:
        """Crowds times merchants: the pairs that were there to surprise, those that share nobody included."""
        return max(float((self.crowd_size > 0).sum()) * float((self.popularity > 0).sum()), 1.0)


@dataclass(frozen=True)
class Met:
    """The nearest merchants of each crowd, and how much its payers meet in all.

    Args:
        crowd, other: The pair; crowds in order, the nearest of each first.
        shared: Common payers.
        expected: What activity and popularity explain.
        surprise: minus log10 of the Poisson probability of so many or more.
        meetings: Per crowd: pairs of its payers that meet at other merchants.
    """

    crowd: Ints
    other: Ints
    shared: Ints
    expected: Floats
    surprise: Floats
    meetings: Floats


def improbability(shared: Floats, expected: Floats) -> Floats:
    """Minus log10 of the Poisson tail, by its leading terms where it underflows."""
    if not len(shared):
        return np.empty(0)
    from scipy import special  # noqa: PLC0415 - slow to import: only where any pair is looked at

    tail = special.pdtrc(shared - 1, expected)
    far = -(shared * np.log(expected) - expected - special.gammaln(shared + 1)) / np.log(10)
    with np.errstate(divide="ignore"):
        surprise: Floats = np.where(tail > UNDERFLOW, -np.log10(tail), far)
    return surprise
