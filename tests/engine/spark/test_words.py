"""A call of an `fp_…` function is replaced by its meaning in Spark's words, and nothing else of a statement changes."""

from __future__ import annotations

import pytest

from finpath.engine.spark.words import to_spark_sql


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT a FROM t WHERE b = 'fp_first(x, 1)'",
        'SELECT "fp_first(x, 1)" FROM t -- fp_first(x, 1)',
        "SELECT fp_first FROM t",
    ],
)
def test_what_is_no_call_stays(sql: str) -> None:
    assert to_spark_sql(sql) == sql


def test_a_column_stands_where_its_parameter_stood() -> None:
    assert to_spark_sql("SELECT fp_first(t.x, 3) FROM t") == "SELECT (substr(CAST(t.x AS STRING), 1, 3)) FROM t"


def test_what_is_passed_is_worked_out_once() -> None:
    said = to_spark_sql("SELECT fp_logbin(sum(x)) FROM t")
    assert said.count("sum(x)") == 1
    assert "fp_given.x" in said


def test_names_of_its_own_hide_none_of_what_is_passed() -> None:
    said = to_spark_sql("SELECT fp_utc(l, 'Asia/Tokyo') FROM t")
    assert "named_struct('local', CAST(l AS TIMESTAMP_NTZ))" in said


def test_calls_stand_in_calls() -> None:
    said = to_spark_sql("SELECT fp_clean_id(fp_text(a)), fp_first(concat(b, ','), 2) FROM t")
    assert "fp_text" not in said
    assert "substr(CAST(concat(b, ',') AS STRING), 1, 2)" in said


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("SELECT a FROM t ORDER BY a, b DESC", "SELECT a FROM t ORDER BY a NULLS LAST, b DESC NULLS LAST"),
        ("SELECT a FROM t ORDER BY a NULLS FIRST LIMIT 1", "SELECT a FROM t ORDER BY a NULLS FIRST LIMIT 1"),
        (
            "SELECT max(a) OVER (ORDER BY f(a, b) ROWS 1 PRECEDING)",
            "SELECT max(a) OVER (ORDER BY f(a, b) NULLS LAST ROWS 1 PRECEDING)",
        ),
        ("SELECT p(1) WITHIN GROUP (ORDER BY a) FROM t", "SELECT p(1) WITHIN GROUP (ORDER BY a) FROM t"),
        (
            "SELECT a FROM t QUALIFY row_number() OVER (ORDER BY a) = 1 ORDER BY b\n",
            "SELECT a FROM t QUALIFY row_number() OVER (ORDER BY a NULLS LAST) = 1 ORDER BY b NULLS LAST\n",
        ),
        ("SELECT 'ORDER BY a' FROM t", "SELECT 'ORDER BY a' FROM t"),
    ],
)
def test_what_has_no_value_comes_last(sql: str, said: str) -> None:
    assert to_spark_sql(sql) == said
