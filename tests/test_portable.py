"""The SQL of every step is what DuckDB and Spark run alike: as it is written, and as it is put together in a run."""

from __future__ import annotations

from pathlib import Path

import pytest

import finpath
from finpath import read_config, synth
from finpath.engine import DuckDB, binding, portable
from finpath.engine.engine import Params
from tests.ingest.coalition import Coalition, rows
from tests.running import CASE, KEY


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Every statement that a step hands to the engine from here on."""
    heard: set[str] = set()

    def listen(sql: str, values: Params | None = None) -> str:
        heard.add(sql)
        return binding.bind(sql, values)

    monkeypatch.setattr("finpath.engine.duckdb.engine.bind", listen)
    return heard


def faults(said: set[str]) -> dict[str, str]:
    """Each fault, with one statement that has it; what the engine says to itself is its own."""
    own = sorted(sql for sql in said if "rowid" not in sql and "FROM arriving" not in sql)
    assert own
    return {fault: sql for sql in own for fault in portable.faults(sql)}


def test_what_is_written_is_portable() -> None:
    assert portable.check_portability(Path(finpath.__file__).parent) == []


def test_what_a_run_says_is_portable(said: set[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FINPATH_KEY", KEY)
    (tmp_path / "case.toml").write_text(CASE)
    synth.write(tmp_path / "contributions", payers=1_000, merchants=300, days=60)
    finpath.run(tmp_path / "contributions", tmp_path / "run", config=read_config(tmp_path / "case.toml"))
    assert faults(said) == {}


def test_what_a_load_of_two_sides_says_is_portable(said: set[str], tmp_path: Path) -> None:
    with DuckDB() as engine:
        coalition = Coalition(tmp_path, engine)
        coalition.hand_in("one", {"t.csv": rows({"network_reference": "7", "mcc": "5411", "purpose_text": "gift"})})
        coalition.hand_in("two", {"t.csv": rows({"network_reference": "7"}, {}, {})}, kind="issuer")
        coalition.load()
    assert faults(said) == {}


def test_a_type_that_only_one_engine_knows_is_told() -> None:
    assert portable.faults("SELECT CAST(a AS STRING), CAST(b AS TIMESTAMP), CAST(c AS INTEGER) FROM t") == []
    assert "VARCHAR" in portable.faults("SELECT CAST(a AS VARCHAR) FROM t")[0]


def test_a_number_of_a_row_is_cast_where_it_is_kept() -> None:
    assert "cast it" in portable.faults("SELECT row_number() OVER (ORDER BY a) - 1 AS n FROM t")[0]
    assert portable.faults("SELECT CAST(row_number() OVER (ORDER BY a) AS BIGINT) - 1 AS n FROM t") == []
    assert portable.faults("SELECT a FROM t QUALIFY row_number() OVER (ORDER BY a) = 1") == []


def test_what_is_grouped_is_qualified_in_the_next_part() -> None:
    best = "SELECT a, sum(b) AS c FROM t GROUP BY a QUALIFY row_number() OVER (ORDER BY sum(b)) = 1"
    assert "QUALIFY" in portable.faults(best)[0]


def test_what_is_sorted_by_is_reckoned_in_the_part_before() -> None:
    assert "ORDER BY" in portable.faults("SELECT a FROM t ORDER BY sum(b) OVER (PARTITION BY a), a")[0]
    assert portable.faults("SELECT a FROM t QUALIFY row_number() OVER (ORDER BY b) = 1 ORDER BY a") == []
