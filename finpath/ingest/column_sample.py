"""A sample of a column's texts, and their shapes: every digit written as 9, every letter as a."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from finpath.engine import Engine

SAMPLE = "sample"
"""The engine's name of the rows that are looked at first; where they leave a doubt, all are."""

FIRST = 2_000
"""How many they are."""

SHAPES = """
    WITH said AS (
        SELECT {value} AS said
        FROM {source}
    ),
    nines AS (
        SELECT fp_nines(said) AS said,
               count(*)       AS times
        FROM said
        WHERE said IS NOT NULL
        GROUP BY 1
    )
    SELECT fp_replace(said, '[A-Za-z]+', 'a') AS shape,
           sum(times)                         AS times
    FROM nines
    GROUP BY 1
    ORDER BY 2 DESC, shape
    LIMIT 1000
"""


@contextmanager
def take_sample(engine: Engine, source: str, values: Mapping[str, str]) -> Iterator[None]:
    """Keep the texts of some rows as the table `SAMPLE`, until the end of the block.

    Args:
        engine: Holds the source.
        source: Name of a table or view.
        values: Name to SQL expression of the text.
    """
    columns = ", ".join(f"{value} AS {name}" for name, value in values.items()) or "1 AS one"
    with engine.scratch() as scratch:
        scratch.make(SAMPLE, f"SELECT {columns} FROM {source} LIMIT {FIRST}")  # noqa: S608
        yield


def count_shapes(engine: Engine, source: str, value: str) -> Mapping[str, int]:
    """Count the shapes of a column, the most frequent first.

    Args:
        engine: Holds the source.
        source: Name of a table or view.
        value: SQL expression of the text, trimmed, NULL where it is empty.
    """
    rows = engine.arrow(SHAPES.format(value=value, source=source)).to_pylist()
    return {row["shape"]: int(row["times"]) for row in rows}
