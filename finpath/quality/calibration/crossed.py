"""What each merchant would have been given by a line that never saw its case."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from finpath.quality.calibration.fit import Fit
from finpath.quality.calibration.judged import Bools, Floats, JudgedMerchant

FOLDS = 5


def crossed(judged: JudgedMerchant, fit: Fit) -> Floats:
    """Probabilities for each merchant from the other folds; a case lies in one fold alone."""
    said = np.zeros(len(judged.evidence))
    for held in folds(judged):
        seen = JudgedMerchant(judged.evidence[~held], judged.confirmed[~held], judged.case[~held])
        said[held] = fit(seen).score(judged.evidence[held])
    return said


def folds(judged: JudgedMerchant) -> Iterator[Bools]:
    """Which merchants each fold holds out: five of about as many, split alike, the same every time."""
    from sklearn.model_selection import StratifiedGroupKFold  # noqa: PLC0415 - slow to import: only when asked

    split = StratifiedGroupKFold(FOLDS).split(judged.evidence[:, None], judged.confirmed, judged.case)
    for _, held in split:
        chosen = np.zeros(len(judged.evidence), np.bool_)
        chosen[held] = True
        yield chosen
