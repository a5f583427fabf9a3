"""The texts of a column in, the shapes that they have and how often out: every digit is a 9, every letter an a."""

from __future__ import annotations

from collections.abc import Mapping

from finpath.engine import Engine

SAMPLE = 2_000
"""Values that are looked at first; where they leave a doubt, all are."""

SHAPES = """
    , nines AS (
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


def shapes(engine: Engine, source: str, value: str, *, everything: bool) -> Mapping[str, int]:
    """Count the shapes of a column, the most frequent first.

    Args:
        engine: Holds the source.
        source: Name of a table or view.
        value: SQL expression of the text, trimmed, NULL where it is empty.
        everything: Whether all rows are looked at, or only some.
    """
    limit = "" if everything else f" LIMIT {SAMPLE}"
    rows = engine.rows(f"WITH said AS (SELECT {value} AS said FROM {source}{limit}){SHAPES}")  # noqa: S608
    return {str(shape): int(str(times)) for shape, times in rows}
