"""Judged merchants and a way to fit in; out comes what each would have been told by a line that never saw its case."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from finpath.quality.calibration.fit import Fit
from finpath.quality.calibration.judged import Bools, Floats, Judged

FOLDS = 5


def crossed(judged: Judged, fit: Fit) -> Floats:
    """Probabilities for each merchant from the other folds; a case lies in one fold alone."""
    said = np.zeros(len(judged.evidence))
    for held in folds(judged):
        seen = Judged(judged.evidence[~held], judged.confirmed[~held], judged.case[~held])
        said[held] = fit(seen).score(judged.evidence[held])
    return said


def folds(judged: Judged) -> Iterator[Bools]:
    """Which merchants each fold holds out: five of about as many, split alike, the same every time."""
    from sklearn.model_selection import StratifiedGroupKFold  # noqa: PLC0415 - slow to import: only when asked

    split = StratifiedGroupKFold(FOLDS).split(judged.evidence[:, None], judged.confirmed, judged.case)
    for _, held in split:
        chosen = np.zeros(len(judged.evidence), np.bool_)
        chosen[held] = True
        yield chosen
