"""No single column or join gives the planted away: a small tree on each stays near what chance and structure allow."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from sklearn.metrics import average_precision_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.tree import DecisionTreeClassifier

from tests.synth.columns import features, merchants
from tests.synth.joins import joins

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from tests.synth.columns import Merchants
    from tests.synth.reading import Coalition

MOST = 0.25


def looks(coalition: Coalition, who: Merchants) -> Iterator[tuple[str, dict[str, NDArray[np.float64]]]]:
    """Look at every column of transactions and merchants, then at every join."""
    for table in ("transactions", "merchants"):
        rows = coalition.tables[table]
        at = who.position(rows)
        for name in rows.column_names:
            yield f"{table}.{name}", features(rows, name, at, len(who.keys))
    yield from joins(coalition, who)


def precision(numbers: NDArray[np.float64], planted: NDArray[np.bool_]) -> float:
    """Cross-fit a depth-2 tree and measure it on what it has not seen."""
    numbers = np.nan_to_num(numbers.astype(np.float64), nan=-1e18, posinf=1e18, neginf=-1e17)
    tree = DecisionTreeClassifier(max_depth=2, random_state=0)
    folds = StratifiedKFold(5, shuffle=True, random_state=0)
    scores = cross_val_predict(tree, numbers, planted, cv=folds, method="predict_proba")[:, 1]
    return float(average_precision_score(planted, scores))


def fitted(numbers: NDArray[np.float64], planted: NDArray[np.bool_]) -> float:
    """Measure a tree on what it was grown on: a quick bound on what it can tell."""
    numbers = np.nan_to_num(numbers.astype(np.float32), nan=-1e18, posinf=1e18, neginf=-1e17)
    tree = DecisionTreeClassifier(max_depth=2, random_state=0).fit(numbers, planted)
    leaf = tree.tree_.apply(numbers)
    hits, size = np.bincount(leaf, planted), np.maximum(np.bincount(leaf), 1)
    order = np.argsort(-hits / size)
    found, seen = np.cumsum(hits[order]), np.cumsum(size[order])
    return float((found / seen * hits[order]).sum() / planted.sum())


def judged(coalition: Coalition) -> dict[str, tuple[float, str]]:
    """Give the worst precision of each column and join, and the feature that it comes from.

    Every look is judged with all its numbers at once; of the single numbers, the one that promises most.
    """
    who = merchants(coalition)
    names = {f"{row['provider_id']}/{row['merchant_id']}" for row in coalition.truth}
    planted = np.array([key in names for key in who.keys])
    worst = {}
    for look, found in looks(coalition, who):
        promise = max(found, key=lambda name: fitted(found[name][:, None], planted))
        tries = {promise: precision(found[promise][:, None], planted)}
        tries["all at once"] = precision(np.stack(list(found.values()), axis=1), planted)
        best = max(tries, key=lambda name: tries[name])
        worst[look] = (tries[best], best)
    return worst


def test_no_column_or_join_gives_the_planted_away(coalition: Coalition) -> None:
    worst = judged(coalition)
    told = {look: found for look, found in worst.items() if found[0] > MOST}
    assert not told
