"""The engine keeps its word: limits, spilling, and nothing left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from finpath.engine import DuckDB, Limits, ParquetScan
from finpath.engine.scans import lines
from finpath.errors import ConfigError, EngineError


def test_values_are_bound_as_literals() -> None:
    with DuckDB() as engine:
        assert engine.scalar("SELECT length(:text)", {"text": "it's; DROP TABLE x"}) == 18


def test_a_missing_value_is_named() -> None:
    with DuckDB() as engine, pytest.raises(EngineError, match=":share"):
        engine.scalar("SELECT 1 WHERE 1 > :share")


def test_batches_pass_through_python_in_order() -> None:
    schema = pa.schema([("i", pa.int64())])
    with DuckDB() as engine:
        engine.map_batches("doubled", "SELECT i FROM range(300000) AS r(i)", lambda batch: batch, schema)
        assert engine.scalar("SELECT count(*) FROM doubled") == 300_000


def test_rows_are_numbered_in_the_order_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "rows.parquet"
    pq.write_table(pa.table({"i": range(1_000_000)}), path, row_group_size=50_000)
    # So many values in one IN are a join to the engine, and a join keeps no order.
    sql = "SELECT c0, c0 IN ('1', '2', '3', '4', '5', '6', '7', '8', '9') AS small FROM raw"
    with DuckDB(Limits(threads=2)) as engine:
        engine.scan("raw", ParquetScan(path, (("i", "int64"),)))
        engine.numbered("numbered", sql)
        assert engine.scalar("SELECT count(*) FROM numbered WHERE CAST(c0 AS BIGINT) + 1 <> position") == 0


LARGE = "SELECT i, concat('secret-', CAST(i AS VARCHAR)) AS s FROM range(300000) AS r(i)"


def test_a_large_table_is_kept_on_disk_where_nobody_can_read_it_and_answers_alike(tmp_path: Path) -> None:
    sql = "SELECT count(*), sum(i), min(s), max(s) FROM large"
    with DuckDB(Limits(memory="400MB", temp_dir=tmp_path)) as engine:
        engine.materialize("large", LARGE)
        in_memory = engine.rows(sql)
        engine.drop("large")
        table = engine.materialize("large", LARGE, size=10**9)
        assert (table.columns, engine.rows(sql)) == (("i", "s"), in_memory)
        (file,) = (path for path in tmp_path.rglob("*.parquet"))
        assert b"secret" not in file.read_bytes()
        with pytest.raises(OSError, match=r"(?i)encrypted|decrypt"):
            pq.read_table(file)
        engine.materialize("large", "SELECT 1 AS i, 'new' AS s", size=10**9)
        assert engine.rows(sql) == [(1, 1, "new", "new")]
        assert not file.exists()
        engine.drop("large")
        assert not list(tmp_path.rglob("*.parquet"))


def test_a_large_table_may_be_made_of_itself(tmp_path: Path) -> None:
    with DuckDB(Limits(memory="400MB", temp_dir=tmp_path)) as engine:
        for table in (LARGE, "SELECT * FROM large WHERE i < 7"):
            engine.materialize("large", table, size=10**9)
        assert engine.scalar("SELECT count(*) FROM large") == 7


def test_rows_are_numbered_in_their_order_on_disk_too(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("".join(f"{number}\n" for number in range(300_000)))
    with DuckDB(Limits(memory="400MB", threads=2, temp_dir=tmp_path)) as engine:
        engine.scan("raw", lines(path))
        engine.numbered("numbered", "SELECT c0 FROM raw", size=10**9)
        assert engine.scalar("SELECT count(*) FROM numbered WHERE CAST(c0 AS BIGINT) + 1 = position") == 300_000
        engine.drop("numbered")
        assert not list(tmp_path.rglob("*.parquet"))


def test_a_text_file_larger_than_memory_is_read(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    line = "x" * (1 << 16) + "\n"
    path.write_text(line * 2_000)
    with DuckDB(Limits(memory="150MB", threads=2, temp_dir=tmp_path)) as engine:
        engine.scan("raw", lines(path))
        assert engine.rows("SELECT count(*), max(length(c0)) FROM raw") == [(2_000, 1 << 16)]


def test_a_large_table_that_finds_no_room_is_refused_before_it_is_made(tmp_path: Path) -> None:
    with DuckDB(Limits(memory="400MB", temp_dir=tmp_path)) as engine, pytest.raises(EngineError, match="--temp-dir"):
        engine.materialize("large", LARGE, size=10**18)


def test_a_run_spills_below_its_memory_limit_and_cleans_up(tmp_path: Path) -> None:
    with DuckDB(Limits(memory="200MB", threads=2, temp_dir=tmp_path)) as engine:
        engine.materialize("big", "SELECT i, fp_sha256(CAST(i AS VARCHAR)) AS s FROM range(2000000) AS r(i)")
        assert engine.scalar("SELECT count(*) FROM (SELECT s, count(*) AS n FROM big GROUP BY s) AS g") == 2_000_000
        assert any(tmp_path.iterdir())
    assert not any(tmp_path.iterdir())


def test_what_a_killed_process_left_is_swept(tmp_path: Path) -> None:
    script = (
        "import time; from pathlib import Path; from finpath.engine import DuckDB, Limits;"
        f"engine = DuckDB(Limits(temp_dir=Path({str(tmp_path)!r}))); time.sleep(60)"
    )
    child = subprocess.Popen([sys.executable, "-c", script])
    while not any(tmp_path.iterdir()):
        time.sleep(0.05)
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    with DuckDB(Limits(temp_dir=tmp_path)):
        pass
    assert not any(tmp_path.iterdir())


@pytest.mark.parametrize("text", ["", "lots", "-1GB", "0MB", "4 gallons"])
def test_a_limit_that_is_no_size_is_refused(text: str) -> None:
    with pytest.raises(ConfigError, match="not a size"):
        Limits(memory=text).memory_bytes()
