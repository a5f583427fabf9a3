"""The features of one merchant beside those of its peers.

As where rules compare (`finpath.graph.peers`): with the finest of category, rail and everyone that has enough
merchants, each with enough payments to have a value that means something.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from finpath.graph.features import Feature
from finpath.graph.peers import AT_LEAST, PEERS, SUPPORT
from finpath.output.explanation.explanation_data import Fact
from finpath.output.explanation.tables import FEATURES

Floats = npt.NDArray[np.float64]

COMPARABLE = tuple(feature for feature in FEATURES if feature.strange or feature.name in SUPPORT)


def peer_facts(profiles: Path, row: int) -> tuple[Fact, ...]:
    """The features of one merchant, those furthest from its peers first.

    Args:
        profiles: The file of all merchants.
        row: Of the merchant in it.
    """
    support = {name for result in SUPPORT.values() for name in result.split(" - ")}
    names = {feature.name for feature in COMPARABLE} | support | {"category", "rail", "transactions"}
    table = pq.read_table(profiles, columns=sorted(names))
    result = [fact for feature in COMPARABLE for fact in _fact(table, row, feature)]
    return tuple(sorted(result, key=lambda fact: (-round(fact.edge, 9), fact.feature)))


def _fact(table: pa.Table, row: int, feature: Feature) -> Iterator[Fact]:
    values, enough = _floats(table, feature.name), _support(table, feature) >= AT_LEAST
    value = float(values[row])
    if np.isnan(value):
        return
    alone = Fact(feature.name, feature.meaning, feature.unit, value)
    if not enough[row]:
        yield alone
        return
    comparable = enough & ~np.isnan(values)
    comparable[row] = False
    for words, members in _groups(table, row):
        others = values[comparable & members]
        if len(others) >= PEERS:
            below = ((others < value).sum() + (others <= value).sum()) / 2 / len(others)
            usual = float(np.median(others))
            yield Fact(
                feature.name, feature.meaning, feature.unit, value, round(float(below), 9), words, len(others), usual
            )
            return
    yield alone


def _groups(table: pa.Table, row: int) -> Iterator[tuple[str, npt.NDArray[np.bool_]]]:
    """The groups that a merchant belongs to, the finest first."""
    for column in ("category", "rail"):
        own = table[column][row].as_py()
        if own is not None:
            yield f"{column} {own}", pc.fill_null(pc.equal(table[column], own), False).to_numpy(zero_copy_only=False)  # noqa: FBT003
    yield "all kinds", np.ones(table.num_rows, np.bool_)


def _support(table: pa.Table, feature: Feature) -> Floats:
    """Payments that the value is taken over."""
    first, *less = (_floats(table, name) for name in SUPPORT.get(feature.name, "transactions").split(" - "))
    return np.asarray(first - sum(less), np.float64)


def _floats(table: pa.Table, name: str) -> Floats:
    return np.asarray(table[name].cast(pa.float64()).to_numpy(zero_copy_only=False), np.float64)
