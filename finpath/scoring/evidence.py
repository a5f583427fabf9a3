"""The weight of evidence of each family for each merchant, and one score from their sum.

Weights of evidence are log-likelihood ratios in nats (I. J. Good, "Probability and the Weighing of Evidence", 1950).
Within a family the strongest finding speaks for all: correlated reasons do not add up. Families add.
What a scorecard says adds up too, and openness alone lowers a score.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from finpath.config.tiers import PRIOR
from finpath.rules import Family, Finding

Floats = npt.NDArray[np.float64]

SPEAKS = 0.5
"""A family counts as speaking from this weight on, in nats."""

FAMILIES: tuple[str, ...] = (*(family.value for family in Family),)
ADDITIVE = frozenset({Family.CHARACTER.value, Family.OPENNESS.value})
"""What a scorecard says: its steps add up, and no group lends them to its members."""

DEPENDENT = frozenset({Family.STRANGENESS.value}) | ADDITIVE
"""Families made of what the others look at: they move a score, and are none of those that a referral needs."""


@dataclass(frozen=True)
class Evidence:
    """Weight of evidence, families by merchants, in nats.

    Args:
        weights: One row per family of `FAMILIES`, one column per merchant; below zero for openness alone.
    """

    weights: Floats

    @property
    def total(self) -> Floats:
        """The sum over families, per merchant."""
        total: Floats = self.weights.sum(axis=0)
        return total

    @property
    def score(self) -> Floats:
        """The posterior probability for the prior above, 0 to 1, rounded before anything is ranked by it."""
        posterior: Floats = np.round(1 / (1 + np.exp(-(PRIOR + self.total))), 9)
        return posterior

    @property
    def families(self) -> npt.NDArray[np.int64]:
        """How many independent families speak, per merchant."""
        own = [family not in DEPENDENT for family in FAMILIES]
        speaking: npt.NDArray[np.int64] = (self.weights[own] >= SPEAKS).sum(axis=0)
        return speaking

    def silenced(self, family: Family) -> Evidence:
        """The same as if nothing of one family had been found."""
        kept = np.array([each != family.value for each in FAMILIES])
        return Evidence(self.weights * kept[:, None])

    @property
    def without_reports(self) -> Floats:
        """The sum over independent families without reports, less what lowers: what stands if every report is wrong."""
        standing = DEPENDENT - {Family.OPENNESS.value}
        kept = [family not in standing and family != Family.REPORT.value for family in FAMILIES]
        remaining: Floats = self.weights[kept].sum(axis=0)
        return remaining


def weigh(findings: Sequence[Finding], merchants: int) -> Evidence:
    """Add up the findings of each merchant by family; shadow weighs nothing.

    The strongest of a family speaks for it; the steps of a scorecard add up.
    """
    weights = np.zeros((len(FAMILIES), merchants))
    for finding in (each for each in findings if not each.origin.shadow):
        row = FAMILIES.index(finding.origin.family)
        weight = finding.origin.weight * min(max(finding.score, 0.0), 1.0)
        known = weights[row, finding.merchant]
        weights[row, finding.merchant] = known + weight if finding.origin.family in ADDITIVE else max(known, weight)
    return Evidence(weights)
