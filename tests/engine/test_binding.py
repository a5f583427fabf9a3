"""Binding changes nothing of a statement but its placeholders."""

from __future__ import annotations

import pytest

from finpath.engine.binding import bind
from finpath.engine.syntax import double_backslashes


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


def test_only_a_backslash_in_a_string_is_doubled() -> None:
    assert double_backslashes(r"""SELECT '\d''\', "a\b" FROM t""") == r"""SELECT '\\d''\\', "a\b" FROM t"""
