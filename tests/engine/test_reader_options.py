"""No default of an engine's reader is left to itself: each option is stated, or named with the reason why not."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import duckdb
import pytest

from finpath.engine import DuckDB
from finpath.engine.duckdb import files
from finpath.engine.scans import CsvScan

ALONE = {"read_csv": files.CSV_ALONE, "read_parquet": files.PARQUET_ALONE}
STATED = {"read_csv": {*files.CSV, *files.OF_FILE}, "read_parquet": {*files.PARQUET}}


def named(reasons: Mapping[str, str]) -> set[str]:
    return {name.strip() for names in reasons for name in names.split(",")}


@pytest.mark.parametrize("reader", ["read_csv", "read_parquet"])
def test_every_option_of_a_reader_is_stated_or_named(reader: str) -> None:
    asked = "SELECT parameters FROM duckdb_functions() WHERE function_name = ?"
    known = {str(name) for (names,) in duckdb.connect().execute(asked, [reader]).fetchall() for name in names}
    alone = named(ALONE[reader]) | named(files.ANY_ALONE)
    assert known == STATED[reader] | alone
    assert not STATED[reader] & alone


def test_what_a_reader_is_told_is_what_is_stated(tmp_path: Path) -> None:
    sql = files.select(CsvScan(tmp_path / "t.csv", 1, ","))
    assert all(f"{name} = {value}" in sql for name, value in files.CSV.items())


def test_the_name_of_a_folder_is_no_column(tmp_path: Path) -> None:
    folder = tmp_path / "c1=9"
    folder.mkdir()
    (folder / "t.csv").write_text("a,b\n1,2\n")
    with DuckDB() as engine:
        engine.scan("raw", CsvScan(folder / "t.csv", 2, ","))
        assert engine.rows("SELECT * FROM raw") == [("1", "2")]
