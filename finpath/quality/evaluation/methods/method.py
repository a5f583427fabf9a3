"""What is raced: a `Method` takes a `Ground`, and gives every merchant a score, higher for more suspect."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pyarrow as pa

from finpath.conclude import Conclusion
from finpath.engine import Engine
from finpath.graph.features import CATALOGUE
from finpath.quality.evaluation.measures import Floats
from finpath.quality.evaluation.trial import Trial

AT_LEAST = 10
"""Payments below which an unsupervised method says nothing: otherwise it finds shops that are merely small."""


class MethodKind(StrEnum):
    """What a method may know, and so what it may be compared with."""

    PRODUCT = "product"
    SINGLE = "single"
    REFERENCE = "reference"


@dataclass(frozen=True)
class Ground:
    """What a method looks at: the tables that the product made in the same run.

    Args:
        engine: Where the tables are.
        found: What the product concluded.
        features: Merchants by features of the catalogue; NaN where a feature is not known.
        payments: Of each merchant.
        trial: The known answer. Only a method that learns from labels may look.
    """

    engine: Engine
    found: Conclusion
    features: Floats
    payments: Floats
    trial: Trial

    @property
    def filled(self) -> Floats:
        """The features without gaps: what is not known is taken for the middle of what is."""
        known = self.features[:, ~np.isnan(self.features).all(axis=0)]
        filled: Floats = np.where(np.isnan(known), np.nanmedian(known, axis=0), known)
        return filled

    @property
    def enough(self) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Merchants with enough payments to be strange in more than size."""
        return self.payments >= AT_LEAST


@dataclass(frozen=True)
class Method:
    """One way to rank merchants.

    Args:
        name: As the page calls it.
        kind: The product, a single method, or a reference that knows more than the product may.
        meaning: What it does, in a sentence.
        score: One number per merchant; None where it has nothing to go by.
    """

    name: str
    kind: MethodKind
    meaning: str
    score: Callable[[Ground], Floats | None]


def ground(engine: Engine, found: Conclusion, trial: Trial) -> Ground:
    """Read what every method looks at, once."""
    names = [feature.name for feature in CATALOGUE if feature.unit != "instant"]
    table = engine.arrow("SELECT * FROM merchants ORDER BY merchant")
    features = np.column_stack([_numbers(table, name) for name in names])
    return Ground(engine, found, features, _numbers(table, "transactions"), trial)


def _numbers(table: pa.Table, name: str) -> Floats:
    return np.asarray(table[name].cast(pa.float64()).to_numpy(zero_copy_only=False), np.float64)
