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


def all_fitted(numbers: NDArray[np.float64], planted: NDArray[np.bool_]) -> float:
    """Measure a tree on what it was grown on: it never does better on what it has not seen, but for luck."""
    numbers = np.nan_to_num(numbers.astype(np.float64), nan=-1e18, posinf=1e18, neginf=-1e17)
    tree = DecisionTreeClassifier(max_depth=2, random_state=0).fit(numbers, planted)
    return leaf_precision(tree.apply(numbers), planted)


def fitted(numbers: NDArray[np.float64], planted: NDArray[np.bool_]) -> float:
    """Measure what a tree of depth two on one number tells of what it was grown on.

    The same tree as scikit-learn's, without what checking four thousand calls costs.
    """
    numbers = np.nan_to_num(numbers.astype(np.float32), nan=-1e18, posinf=1e18, neginf=-1e17)
    order = np.argsort(numbers, kind="stable")
    values, hits = numbers[order], planted[order]
    leaf = np.zeros(len(values), dtype=np.int64)
    middle = cut(values, hits)
    for start, end in ((0, middle), (middle, len(values))):
        half = start + cut(values[start:end], hits[start:end])
        leaf[start:half], leaf[half:end] = 2 * start, 2 * half + 1
    return leaf_precision(np.unique(leaf, return_inverse=True)[1], hits)


def cut(values: NDArray[np.floating], hits: NDArray[np.bool_]) -> int:
    """Find where a sorted column is best cut in two by Gini impurity; 0 where it cannot be."""
    places = np.flatnonzero(values[1:] != values[:-1]) + 1
    if not len(places) or hits.all() or not hits.any():
        return 0
    found = np.cumsum(hits)
    left, whole, total = found[places - 1], len(values), found[-1]
    right = total - left
    purity = (left**2 + (places - left) ** 2) / places + (right**2 + (whole - places - right) ** 2) / (whole - places)
    return int(places[int(np.argmax(purity))])


def leaf_precision(leaf: NDArray[np.int64], planted: NDArray[np.bool_]) -> float:
    """Average the precision over the leaves, the purest first."""
    hits, size = np.bincount(leaf, planted), np.maximum(np.bincount(leaf), 1)
    order = np.argsort(-hits / size)
    found, seen = np.cumsum(hits[order]), np.cumsum(size[order])
    return float((found / seen * hits[order]).sum() / planted.sum())


def judged(coalition: Coalition) -> dict[str, tuple[float, str]]:
    """Give the worst precision of each column and join, and the feature that it comes from.

    Every look is judged with all its numbers at once; of the single numbers, the one that promises most. Trees are
    cross-fitted only where they tell too much of what they were grown on.
    """
    who = merchants(coalition)
    names = {f"{row['provider_id']}/{row['merchant_id']}" for row in coalition.truth}
    planted = np.array([key in names for key in who.keys])
    worst = {}
    for look, found in looks(coalition, who):
        promises = {name: fitted(numbers, planted) for name, numbers in found.items()}
        promise = max(promises, key=lambda name: promises[name])
        together = np.stack(list(found.values()), axis=1)
        tries = {promise: promises[promise], "all at once": all_fitted(together, planted)}
        for name, numbers in ((promise, found[promise][:, None]), ("all at once", together)):
            if tries[name] > MOST:
                tries[name] = precision(numbers, planted)
        best = max(tries, key=lambda name: tries[name])
        worst[look] = (tries[best], best)
    return worst


def test_no_column_or_join_gives_the_planted_away(coalition: Coalition) -> None:
    worst = judged(coalition)
    told = {look: found for look, found in worst.items() if found[0] > MOST}
    assert not told


def test_quick_tree_is_the_tree() -> None:
    rng = np.random.default_rng(3)
    for number in range(20):
        planted = rng.random(400) < 0.1
        numbers = np.round(rng.normal(0, 1, 400) + planted * number / 10, 1)
        assert abs(fitted(numbers, planted) - all_fitted(numbers[:, None].astype(np.float32), planted)) < 1e-9
