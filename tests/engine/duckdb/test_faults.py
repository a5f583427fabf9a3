"""What DuckDB does not find is said in fields, so that nobody else has to read its texts."""

from __future__ import annotations

import pytest

from finpath.engine import DuckDB
from finpath.errors import EngineError, Lacking, StatementFault


@pytest.mark.parametrize(
    ("sql", "lacking", "name"),
    [
        ("SELECT amout FROM t", "column", "amout"),
        ("SELECT x.amout FROM t AS x", "column", "amout"),
        ("SELECT amount FROM tt", "table", "tt"),
        ("SELECT summ(amount) FROM t", "function", "summ"),
        ("SELECT sum(sum(amount)) FROM t", "", ""),
    ],
)
def test_names_what_is_not_there(sql: str, lacking: Lacking, name: str) -> None:
    with DuckDB() as engine:
        engine.materialize("t", "SELECT 1 AS amount")
        with pytest.raises(EngineError) as raised:
            engine.arrow(sql)
    statement = raised.value.statement
    assert statement is not None
    assert (statement.lacking, statement.name) == (lacking, name)
    assert " In: " not in statement.reason
    assert "Error: " not in statement.reason
    assert f"{statement.reason} In: " in str(raised.value)


def test_what_stands_in_the_data_is_left_out() -> None:
    with DuckDB() as engine, pytest.raises(EngineError) as raised:
        engine.arrow("SELECT CAST('column named \"secret\"' AS INTEGER)")
    assert isinstance(raised.value.statement, StatementFault)
    assert raised.value.statement.lacking == ""
    assert "secret" not in raised.value.statement.reason
