"""Gradient boosting that is shown the answer of other groups: what the features allow at best, not a competitor."""

from __future__ import annotations

import numpy as np
from threadpoolctl import threadpool_limits

from finpath.quality.evaluation.measures import Bools, Floats
from finpath.quality.evaluation.methods.method import Ground, Method, MethodKind
from finpath.quality.evaluation.trial import Ints

FOLDS = 5
LEAST = 20
"""Planted merchants below which there is nothing to learn from."""


def _score(ground: Ground) -> Floats | None:
    from sklearn.model_selection import StratifiedGroupKFold  # noqa: PLC0415 - slow to import: only when asked

    planted = ground.trial.planted
    group = _groups(ground)
    if planted.sum() < LEAST or len(np.unique(group[planted])) < FOLDS:
        return None
    known = np.column_stack([ground.features, ground.found.scores.own.weights.T])
    score = np.zeros(len(planted))
    folds = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=0)
    with threadpool_limits(limits=1):  # sums in one order give the same trees everywhere
        for learn, tell in folds.split(known, planted, group):
            score[tell] = _fold(known, planted, learn)[tell]
    return np.round(score, 9)


def _groups(ground: Ground) -> Ints:
    """A planted group is one; every innocent merchant is one of its own."""
    planted, group = ground.trial.planted, np.arange(len(ground.payments))
    _, member = np.unique(ground.trial.group[planted], return_inverse=True)
    group[planted] = len(group) + member
    return group


def _fold(known: Floats, planted: Bools, learn: Ints) -> Floats:
    """What a model that saw some merchants says of all, from the features that it saw at all."""
    from sklearn.ensemble import HistGradientBoostingClassifier  # noqa: PLC0415 - slow to import: only when asked

    seen = ~np.isnan(known[learn]).all(axis=0)
    model = HistGradientBoostingClassifier(random_state=0, class_weight="balanced", max_iter=150)
    told: Floats = model.fit(known[learn][:, seen], planted[learn]).predict_proba(known[:, seen])[:, 1]
    return told


BOOSTING = Method(
    "gradient boosting with labels",
    MethodKind.REFERENCE,
    f"Learns from the answer for other groups ({FOLDS} folds, no group in two) over all features and all evidence:"
    " what the signal allows, not a competitor.",
    _score,
)
