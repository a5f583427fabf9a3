"""No divisor is zero: as the text says it, and as sqlglot's tree does."""

from __future__ import annotations

import pytest
import sqlglot
from sqlglot import exp

from finpath.engine import syntax
from finpath.engine.binding import bind
from finpath.engine.portable import guard_divisions
from finpath.rules import Rule, catalogue


def tree(sql: str) -> exp.Expr:
    """What a statement says, remarks and literal divisors aside: those were never zero."""

    def plain(each: exp.Expr) -> exp.Expr:
        each.comments = None
        return each.this if isinstance(each, exp.Nullif) and isinstance(each.this, exp.Literal) else each

    return sqlglot.parse_one(sql, dialect="duckdb").transform(plain)


@pytest.mark.parametrize(
    ("sql", "safe"),
    [
        ("SELECT a / b", "SELECT a / NULLIF(b, 0)"),
        ("SELECT t.a/t.b + 1", "SELECT t.a/NULLIF(t.b, 0) + 1"),
        ("SELECT a / (b - c) * d", "SELECT a / NULLIF((b - c), 0) * d"),
        ("SELECT a / f(b / c, ')')", "SELECT a / NULLIF(f(b / NULLIF(c, 0), ')'), 0)"),
        ("SELECT a / 2e0, b / 7 -- c / d", "SELECT a / 2e0, b / 7 -- c / d"),
        ("SELECT a / nullif(b, 0), 'a / b', \"a / b\"", "SELECT a / nullif(b, 0), 'a / b', \"a / b\""),
        ("SELECT a / :full", "SELECT a / NULLIF(:full, 0)"),
    ],
)
def test_a_divisor_is_guarded_in_the_text(sql: str, safe: str) -> None:
    assert guard_divisions(sql) == safe


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT a / -b",
        "SELECT a / sum(b) OVER (ORDER BY c)",
        "SELECT a / b::DOUBLE",
        "SELECT a / CASE WHEN b THEN 1 ELSE 0 END",
        "SELECT a / CAST(b AS DOUBLE)",
        "SELECT a // b",
        'SELECT a / "b"',
        "SELECT a / count(*) FILTER (WHERE b)",
        "SELECT a / /* of */ b",
    ],
)
def test_what_is_not_plain_is_guarded_in_the_tree(sql: str) -> None:
    assert tree(guard_divisions(sql)) == tree(syntax.guard_divisions(sql))


@pytest.mark.parametrize("rule", catalogue(), ids=lambda rule: str(rule.id))
def test_rules_are_guarded_alike(rule: Rule) -> None:
    sql = bind(rule.sql, rule.thresholds)
    assert tree(guard_divisions(sql)) == tree(syntax.guard_divisions(sql))
