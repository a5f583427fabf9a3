"""What a column holds is the same, whether DuckDB describes it or Arrow does."""

from __future__ import annotations

from finpath.engine import DuckDB
from finpath.engine.engine import Engine

COLUMNS = {
    "BOOLEAN": "true",
    "BIGINT": "1",
    "INTEGER": "1",
    "SMALLINT": "1",
    "UBIGINT": "1",
    "HUGEINT": "1",
    "DOUBLE": "1",
    "FLOAT": "1",
    "DECIMAL(18, 0)": "1",
    "DECIMAL(38, 8)": "1",
    "VARCHAR": "'a'",
    "DATE": "'2026-06-30'",
    "TIMESTAMP": "'2026-06-30'",
    "TIMESTAMP WITH TIME ZONE": "'2026-06-30'",
    "BLOB": "'a'",
    "BIGINT[]": "[1]",
    "STRUCT(a BIGINT)": "{'a': 1}",
}


def test_a_column_is_described_as_arrow_describes_it() -> None:
    columns = ", ".join(f'CAST({value} AS {kind}) AS "{kind}"' for kind, value in COLUMNS.items())
    with DuckDB() as engine:
        engine.materialize("every", f"SELECT {columns}, sum(1) AS whole, 1 / 2 AS half")
        assert engine._kinds("every") == Engine._kinds(engine, "every")  # noqa: SLF001 - the one that Spark is asked with
