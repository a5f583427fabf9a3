"""What programs read is read by workers, all files at once, and comes out as on DuckDB: rows, remarks, refusals."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pytest

from finpath.engine import Batches, DuckDB, Engine, Remarks, Spark
from finpath.errors import ContributionError, EngineError

pytestmark = pytest.mark.spark

PATIENCE = 60
Open = Callable[[Remarks], Iterator[pa.RecordBatch]]


def file(path: Path, read: Open) -> Batches:
    path.write_text(path.name)
    return Batches(1, read, path=path)


def rows(*values: str) -> pa.RecordBatch:
    return pa.record_batch([list(values)], names=["c0"])


def meeting(mine: Path, other: Path) -> Open:
    """Reads only while the other file is being read, too."""

    def read(remarks: Remarks) -> Iterator[pa.RecordBatch]:
        mine.touch()
        end = time.monotonic() + PATIENCE
        while not other.exists():
            if time.monotonic() > end:
                raise ContributionError("nobody came")
            time.sleep(0.05)
        yield rows(mine.name)
        remarks.append(str(os.getpid()))

    return read


def test_two_files_are_read_at_the_same_time_and_not_here(spark: Spark, tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    sources = {name: file(tmp_path / f"{name}.x", meeting(*each)) for name, each in
               {"raw_0": (one, other), "raw_1": (other, one)}.items()}  # fmt: skip
    spark.announce(sources.items())
    found = []
    for name, source in sources.items():
        spark.scan(name, source)
        found += [value for (value,) in spark.rows(f"SELECT c0 FROM {name}")]  # noqa: S608 - names of this test
    assert found == ["one", "other"]
    readers = {remark for name in sources for remark in spark.remarks(name)}
    assert len(readers) == 2
    assert str(os.getpid()) not in readers
    spark.drop(*sources)


def until_refused(remarks: Remarks) -> Iterator[pa.RecordBatch]:
    for batch in range(100):
        yield rows(*(str(number) for number in range(batch * 1000, batch * 1000 + 1000)))
    remarks.append("never said")
    raise ContributionError("north/x.xml is cut off; send it again.")


def heard(engine: Engine, sql: str) -> object:
    try:
        return engine.rows(sql)
    except ContributionError as error:
        return str(error)


def outcomes(engine: Engine, source: Batches) -> list[object]:
    """What comes of a sample, of more than there is, of everything, and of everything by way of a view."""
    engine.announce([("raw", source)])
    engine.scan("raw", source)
    engine.view("seen", "SELECT c0 FROM raw")
    found = [
        heard(engine, f"SELECT {what}")
        for what in ("1 FROM raw WHERE fp_text(c0) IS NOT NULL LIMIT 1", "c0 FROM raw LIMIT 200000")
    ]
    for way in (engine.materialize, engine.numbered):
        for name in ("raw", "seen"):
            with pytest.raises(ContributionError) as refused:
                way("kept", f"SELECT c0 FROM {name}")  # noqa: S608 - names of this test
            found.append(str(refused.value))
    engine.drop("seen", "raw", "kept")
    return found


def test_a_refusal_is_raised_where_it_is_on_duckdb(spark: Spark, tmp_path: Path) -> None:
    source = file(tmp_path / "x.xml", until_refused)
    with DuckDB() as duckdb:
        assert outcomes(spark, source) == outcomes(duckdb, source)


def test_what_nobody_announced_is_read_here(spark: Spark) -> None:
    source = Batches(1, meeting(Path(os.devnull), Path(os.devnull)))
    spark.announce([("raw", source)])  # it is in memory
    spark.scan("raw", source)
    assert spark.remarks("raw") == (str(os.getpid()),)
    spark.drop("raw")
    assert spark.remarks("raw") == ()


def test_what_a_worker_does_not_see_is_named(spark: Spark, tmp_path: Path) -> None:
    """The third file is gone when its turn comes, as if it had only ever been on the machine of the driver."""
    gone = tmp_path / "third.x"

    def read(remarks: Remarks) -> Iterator[pa.RecordBatch]:
        gone.unlink(missing_ok=True)
        yield rows(f"{len(remarks)}")

    sources = [(f"raw_{size}", file(tmp_path / ("x" * size), read)) for size in (200, 100)]
    sources.append(("raw_0", file(gone, read)))
    with pytest.raises(
        EngineError, match=r"A worker of Spark does not see .*third\.x: contributions and --temp-dir must"
    ):
        spark.announce(sources)
    spark.drop(*(name for name, _ in sources))


def test_nothing_that_was_announced_stays(spark: Spark, tmp_path: Path) -> None:
    spark.announce([("raw", file(tmp_path / "a.x", until_refused))])
    tables = spark.folder / "tables"
    before = set(tables.iterdir())
    spark.drop("raw")
    assert len(before - set(tables.iterdir())) == 1
