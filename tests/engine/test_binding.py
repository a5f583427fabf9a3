"""Binding changes nothing of a statement but its placeholders."""

from __future__ import annotations

import datetime as dt
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlglot import exp

import finpath
from finpath.engine import binding, syntax
from finpath.engine.binding import Value, bind, literal
from finpath.engine.portable import literal_selects
from finpath.engine.syntax import double_backslashes
from finpath.errors import EngineError


@pytest.mark.parametrize(
    ("sql", "bound"),
    [
        ("SELECT a::BIGINT FROM t WHERE k = :kind", "SELECT a::BIGINT FROM t WHERE k = 'it''s'"),
        ("SELECT ':kind' FROM t -- :kind\nWHERE k = :kind", "SELECT ':kind' FROM t -- :kind\nWHERE k = 'it''s'"),
        ('SELECT ":kind", :kind FROM t', "SELECT \":kind\", 'it''s' FROM t"),
    ],
)
def test_only_a_placeholder_is_replaced(sql: str, bound: str) -> None:
    assert bind(sql, {"kind": "it's"}) == bound


def test_a_text_without_an_end_is_no_sql() -> None:
    with pytest.raises(EngineError, match="not SQL that finpath can read"):
        bind("SELECT 'it WHERE k = :kind", {"kind": 1})


def test_only_a_backslash_in_a_string_is_doubled() -> None:
    assert double_backslashes(r"""SELECT '\d''\', "a\b" FROM t""") == r"""SELECT '\\d''\\', "a\b" FROM t"""


@given(st.text(alphabet="abe':\"-/*$é \n1_,.()=", max_size=14))
def test_placeholders_are_found_where_sqlglot_finds_them(sql: str) -> None:
    try:
        expected = syntax.places(sql) if ":" in sql else ()
    except EngineError:
        with pytest.raises(EngineError):
            binding._places(sql)  # noqa: SLF001 - what is done before any value is put in
    else:
        assert binding._places(sql) == expected  # noqa: SLF001 - as above


def test_placeholders_of_our_own_statements_are_found_without_sqlglot(monkeypatch: pytest.MonkeyPatch) -> None:
    every = [sql for path in Path(finpath.__file__).parent.rglob("*.py") for _, sql in literal_selects(path)]
    expected = [syntax.places(sql) for sql in every]
    monkeypatch.setitem(sys.modules, "finpath.engine.syntax", None)
    binding._places.cache_clear()  # noqa: SLF001 - as above
    assert [binding._places(sql) for sql in every] == expected  # noqa: SLF001 - as above


@given(
    st.one_of(
        *(st.text(), st.integers(), st.booleans(), st.none(), st.dates(), st.datetimes()),
        *(st.lists(st.text()).map(tuple), st.lists(st.integers()).map(tuple)),
    )
)
def test_values_are_written_as_sqlglot_writes_them(value: Value) -> None:
    assert literal(value) == syntax.write(node(value))


def node(value: Value) -> exp.Expr:
    """A value as a tree."""
    if isinstance(value, tuple):
        return exp.Tuple(expressions=[node(item) for item in value])
    if isinstance(value, dt.date):
        kind = "TIMESTAMP" if isinstance(value, dt.datetime) else "DATE"
        return exp.cast(exp.Literal.string(str(value)), kind)
    return exp.convert(value)


def test_a_fraction_is_a_double_and_money_is_exact() -> None:
    assert [literal(each) for each in (0.8, -0.8, 1e-9)] == ["0.8e0", "-0.8e0", "1e-09"]
    assert literal(Decimal("-697416870.50153092216753577254")) == "-697416870.50153092216753577254"
