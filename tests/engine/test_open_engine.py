"""An engine that cannot begin says what is missing, in one sentence."""

from __future__ import annotations

import sys

import pytest

from finpath.engine import DuckDB, Limits, open_engine
from finpath.errors import ConfigError


def test_duckdb_is_one() -> None:
    with open_engine("duckdb", None, Limits()) as engine:
        assert isinstance(engine, DuckDB)


def test_an_unknown_one_is_refused() -> None:
    with pytest.raises(ConfigError, match="known are duckdb and spark"):
        open_engine("sqlite", None, Limits())


def test_a_master_is_for_spark_alone() -> None:
    with pytest.raises(ConfigError, match="for --engine spark"):
        open_engine("duckdb", "local[2]", Limits())


def test_what_to_install_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    with pytest.raises(ConfigError, match=r"finpath\[spark\]"):
        open_engine("spark", None, Limits())


@pytest.mark.spark
def test_java_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(ConfigError, match="Java"):
        open_engine("spark", None, Limits())


@pytest.mark.spark
def test_nobody_answers() -> None:
    with pytest.raises(ConfigError, match=r"No master of Spark answers at spark://127\.0\.0\.1:9"):
        open_engine("spark", "spark://127.0.0.1:9", Limits())
