"""What a statement asks of its rows is read from the statement, and measured by it."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
import pytest

from finpath.engine import DuckDB, Engine, Limits
from finpath.engine.conditions import measuring_stages

SHOPS = {"merchant": [0, 1, 2, 3], "payers": [20, 9, 2, 30], "share": [0.9, 0.9, 0.9, None], "kind": [1, 1, 1, 1]}


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with DuckDB(Limits(threads=1)) as engine:
        engine.register("shops", pa.table(SHOPS))
        yield engine


def test_names_each_comparison_with_a_threshold_and_no_other() -> None:
    sql = """
        SELECT s.merchant AS subject_id
        FROM shops AS s
        WHERE s.payers BETWEEN :low AND :high AND :least < s.share - s.usual AND s.kind = 1
    """
    (found,) = measuring_stages(sql, {"low": 1, "high": 9, "least": 0.5})
    assert [(each.value, each.asks) for each in found.conditions] == [
        ("payers", "at least"),
        ("payers", "at most"),
        ("share - usual", "more than"),
    ]
    assert ":" not in found.sql


def test_measures_who_is_asked_and_leaves_out_what_is_not_known(engine: Engine) -> None:
    sql = "SELECT merchant AS subject_id FROM shops WHERE payers >= :payers AND share >= :share AND kind = 1"
    (stage,) = measuring_stages(sql, {"payers": 12, "share": 0.5})
    measured = (
        engine.arrow(stage.sql).sort_by("merchant").select(["merchant", "value_1", "bar_1", "unmet", "closeness"])
    )
    assert list(zip(*measured.to_pydict().values(), strict=True)) == [
        (0, 20, 12, 0, 1),
        (1, 9, 12, 1, 0.75),
        (2, 2, 12, 1, pytest.approx(1 / 6)),
    ]


def test_a_row_that_fails_what_is_no_threshold_is_not_measured(engine: Engine) -> None:
    (stage,) = measuring_stages(
        "SELECT merchant AS subject_id FROM shops WHERE payers >= :payers AND kind = 2", {"payers": 12}
    )
    assert engine.rows(stage.sql) == []


def test_less_is_close_to_a_bar_above_as_more_is_to_a_bar_below(engine: Engine) -> None:
    (stage,) = measuring_stages("SELECT merchant AS subject_id FROM shops WHERE payers <= :most", {"most": 15})
    measured = engine.arrow(stage.sql).sort_by("merchant")
    assert measured["closeness"].to_pylist() == [0.75, 1, 1, 0.5]


def test_a_part_is_measured_before_the_whole(engine: Engine) -> None:
    sql = """
        WITH few AS (SELECT s.* FROM shops AS s WHERE s.payers <= :most)
        SELECT merchant AS subject_id FROM few WHERE share >= :share GROUP BY merchant
    """
    first, last = measuring_stages(sql, {"most": 10, "share": 0.5}, ("few",))
    assert [each.value for each in (*first.conditions, *last.conditions)] == ["payers", "share"]
    assert sorted(engine.arrow(last.sql)["merchant"].to_pylist()) == [1, 2]


def test_a_statement_without_thresholds_asks_nothing() -> None:
    assert measuring_stages("SELECT merchant AS subject_id FROM shops WHERE kind = 1", {}) == ()
