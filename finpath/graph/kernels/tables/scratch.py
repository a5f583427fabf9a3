"""Tables under names of their own for one graph, all of which are dropped in the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import count

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from finpath.engine.binding import Value
from finpath.engine.engine import Engine
from finpath.graph.kernels.meeting import Floats, Ints

Numbers = Ints | Floats


class Scratch:
    """What is kept in an engine for one graph; each table is written, so that none remembers how it was made."""

    def __init__(self, engine: Engine, prefix: str) -> None:
        """Keep nothing yet.

        Args:
            engine: Where the links are.
            prefix: What the names begin with.
        """
        self.engine = engine
        self._prefix, self._number, self._kept = prefix, count(1), set[str]()

    def keep(self, sql: str, params: Mapping[str, Value] | None = None) -> str:
        """Run a SELECT and keep its rows.

        Returns:
            The name of the table.
        """
        name = self._named()
        self.engine.materialize(name, sql, params)
        return name

    def put(self, columns: Mapping[str, Numbers]) -> str:
        """Keep vectors as the columns of a table.

        Returns:
            The name of the table.
        """
        name = self._named()
        self.engine.register(name, pa.table({column: pa.array(values) for column, values in columns.items()}))
        return name

    def take(self, sql: str, params: Mapping[str, Value] | None = None) -> dict[str, npt.NDArray[np.int64]]:
        """The columns of a SELECT of numbers, rows in any order."""
        rows = self.engine.arrow(sql, params)
        return {name: rows[name].to_numpy() for name in rows.column_names}

    def many(self, sql: str, names: Sequence[str], params: Mapping[str, Value] | None = None) -> list[Ints]:
        """Columns of integers of a SELECT that may answer millions of rows, in any order."""
        batches = list(self.engine.batches(sql, params))
        columns = ([batch.column(name).to_numpy(zero_copy_only=False) for batch in batches] for name in names)
        return [np.concatenate([np.empty(0, np.int64), *column]) for column in columns]

    def vector(self, sql: str, size: int) -> Ints:
        """What a SELECT of `place` and `value` (integers) says, in the order of places; 0 where it says nothing."""
        vector = np.zeros(size, np.int64)
        said = self.take(sql)
        vector[said["place"]] = said["value"]
        return vector

    def drop(self, *names: str) -> None:
        """Forget tables before the end."""
        self.engine.drop(*names)
        self._kept -= set(names)

    def clear(self) -> None:
        """Forget all that is still kept."""
        self.drop(*sorted(self._kept))

    def _named(self) -> str:
        name = f"{self._prefix}_{next(self._number)}"
        self._kept.add(name)
        return name
