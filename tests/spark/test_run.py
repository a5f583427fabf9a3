"""The whole way on Spark gives what it gives on DuckDB."""

from __future__ import annotations

from pathlib import Path

import pytest

import finpath
from finpath import Spark, read_config, synth
from tests.running import CASE, KEY, tree

pytestmark = pytest.mark.spark


def test_a_run_folder_is_the_same_on_both_engines(
    spark: Spark, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FINPATH_KEY", KEY)
    (tmp_path / "case.toml").write_text(CASE)
    case = read_config(tmp_path / "case.toml")
    synth.write(tmp_path / "contributions", payers=400, merchants=80, days=40)
    finpath.run(tmp_path / "contributions", tmp_path / "duckdb", config=case)
    finpath.run(tmp_path / "contributions", tmp_path / "spark", config=case, engine=spark)
    one, other = tree(tmp_path / "duckdb"), tree(tmp_path / "spark")
    assert sorted(name for name in {*one, *other} if one.get(name) != other.get(name)) == []
