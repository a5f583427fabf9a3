"""A person's decisions as they meet a ledger: edges that hold, and borders that no edge crosses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from finpath.config import IdentityDecision, IdentityDecisions
from finpath.engine import Engine

EDGES = pa.schema(
    [
        ("merchant", pa.int64()),
        ("other", pa.int64()),
        ("relation", pa.string()),
        ("valid_from", pa.date32()),
        ("source", pa.string()),
    ]
)
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Applied:
    """Decisions as they meet a ledger.

    Args:
        edges: Merged accounts, each to the first of its merge.
        sides: Of each account, 1 where nobody split it off; accounts of different sides have nothing to do with each
            other.
        notes: What could not be applied.
    """

    edges: pa.Table
    sides: Ints
    notes: tuple[str, ...]

    def apart(self, left: Ints, right: Ints) -> Bools:
        """Which edges cross the border of a split."""
        return np.asarray(self.sides[left] != self.sides[right], np.bool_)


@dataclass(frozen=True)
class Decided:
    """What ties between accounts are drawn from, beside the tables.

    Args:
        engine: Where the tables are.
        decided: What a person decided, as it meets this ledger.
        earlier: Entity ids of an earlier run.
        merchants: How many accounts the ledger has.
    """

    engine: Engine
    decided: Applied
    earlier: pa.Table
    merchants: int


def apply(decisions: IdentityDecisions, numbers: Mapping[str, int], merchants: int) -> Applied:
    """Find the accounts that decisions name.

    Args:
        decisions: What a person decided.
        numbers: Of each account of the ledger that they name, by "provider/merchant".
        merchants: How many accounts the ledger has.
    """
    rows = [row for merge in decisions.merges for row in _merged(merge, numbers)]
    columns = list(zip(*rows, strict=True)) or [()] * len(EDGES)
    edges = pa.table([pa.array(column, kind.type) for column, kind in zip(columns, EDGES, strict=True)], schema=EDGES)
    every = (*decisions.merges, *decisions.splits)
    notes = tuple(note for decision in every for note in _missing(decision, numbers))
    return Applied(edges, _sides(decisions.splits, numbers, merchants), notes)


def _sides(splits: Sequence[IdentityDecision], numbers: Mapping[str, int], merchants: int) -> Ints:
    """Number the sides of all borders: who is within the same splits is on the same side."""
    within: dict[int, list[int]] = {}
    for place, split in enumerate(splits):
        for name in split.accounts:
            if name in numbers:
                within.setdefault(numbers[name], []).append(place)
    order = {kept: side for side, kept in enumerate(sorted({tuple(each) for each in within.values()}), 2)}
    sides = np.ones(merchants, np.int64)
    for merchant, kept in within.items():
        sides[merchant] = order[tuple(kept)]
    return sides


def _merged(merge: IdentityDecision, numbers: Mapping[str, int]) -> list[tuple[int, int, str, object, str]]:
    here = sorted(numbers[name] for name in merge.accounts if name in numbers)
    source = f"decided by {merge.by}: {merge.why}"
    return [(here[0], other, merge.relation, merge.on, source) for other in here[1:]]


def _missing(decision: IdentityDecision, numbers: Mapping[str, int]) -> list[str]:
    what = "merge" if decision.relation else "split"
    return [
        f"The {what} that {decision.by} decided on {decision.on} names {name}, which is in no contribution."
        for name in decision.accounts
        if name not in numbers
    ]
