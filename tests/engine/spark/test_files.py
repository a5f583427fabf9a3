"""Files of members are the same rows on both engines, in the same order, or on both no rows at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from finpath.engine import Batches, CsvScan, DuckDB, Engine, ParquetScan, Scan, Spark, lines
from finpath.errors import EngineError
from tests.sparks import SparkSession

pytestmark = pytest.mark.spark

TEXTS = {
    "plain": "a,b,c\n1,2,3\n4,5,6\n",
    "no end of line": "a,b,c\n1,2,3",
    "windows": "a,b,c\r\n1,2,3\r\n4,,6\r\n",
    "old mac": "a,b,c\r1,2,3\r4,5,6\r",
    "quoted": 'a,b,c\n"1,1","say ""hi""",3\n"",2,\n',
    "line in quotes": 'a,b,c\n1,"two\nlines",3\n4,"two\r\nlines",6\n',
    "blank lines": "a,b,c\n\n1,2,3\n\n\n4,5,6\n\n",
    "spaces": "a,b,c\n 1 ,  , 3\n\t,2,3\n",
    "letters": "a,b,c\nä,日本,😀\n",
    "hash": "a,b,c\n#1,2,3\n",
    "backslash": "a,b,c\n\\1,\\\\,3\\\n",
    "null": "a,b,c\nNULL,null,\\N\n",
    "long": "a,b,c\n" + "x" * 100_000 + ",2,3\n",
    "only a header": "a,b,c\n",
    "too few": "a,b,c\n1,2,3\n4,5\n",
    "too many": "a,b,c\n1,2,3\n4,5,6,7\n",
    "quote in the middle": 'a,b,c\n1,2"2,3\n',
    "open quote": 'a,b,c\n1,"2,3\n4,5,6\n',
    "after a quote": 'a,b,c\n1,"2"2,3\n',
    "empty line of one quote": 'a,b,c\n1,2,3\n"\n',
}


def rows(engine: Engine, scan: Scan | Batches) -> list[tuple[object, ...]] | str:
    engine.drop("raw", "counted")
    try:
        engine.scan("raw", scan)
        texts = ", ".join(column for column in engine.table("raw").columns if column.startswith("c"))
        engine.numbered("counted", f"SELECT {texts} FROM raw")  # noqa: S608 - columns of this test
        return engine.rows("SELECT * FROM counted ORDER BY position")
    except EngineError as error:
        return "fault of the file" if error.file_fault else str(error)


@pytest.fixture(scope="module")
def duckdb() -> Engine:
    return DuckDB()


@pytest.mark.parametrize("name", TEXTS)
def test_separated_text(name: str, spark: Spark, duckdb: Engine, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(TEXTS[name].encode())
    assert rows(spark, CsvScan(path, 3, ",")) == rows(duckdb, CsvScan(path, 3, ","))


@pytest.mark.parametrize("name", sorted(set(TEXTS) - {"line in quotes"}))  # two kinds of line ends in one text
def test_lines(name: str, spark: Spark, duckdb: Engine, tmp_path: Path) -> None:
    path = tmp_path / "t.txt"
    path.write_bytes(TEXTS[name].encode())
    assert rows(spark, lines(path)) == rows(duckdb, lines(path))


def test_every_type_of_parquet(spark: Spark, duckdb: Engine, tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    at = pa.array([1_700_000_000_123_456, None, 0], pa.timestamp("us"))
    table = pa.table(
        {
            "text": ["a", None, "ä b"],
            "whole": pa.array([1, None, -(2**62)]),
            "small": pa.array([1, None, -5], pa.int8()),
            "yes": [True, None, False],
            "at": at,
            "nanos": at.cast(pa.timestamp("ns")),
            "zoned": at.cast(pa.timestamp("us", "Asia/Tokyo")),
            "day": at.cast(pa.date32(), safe=False),
            "money": pa.array([None, "1.50", "-0.01"]).cast(pa.decimal128(18, 2)),
            "real": [0.1, 12345.0, -0.0005],
            "narrow": pa.array([0.1, 12345.0, 2.5], pa.float32()),
            "bytes": pa.array([b"x", None, b"yz"]),
            "a.b c": pa.array(["x", "y", None]).dictionary_encode(),
        }
    )
    pq.write_table(table, path)
    scan = ParquetScan(path, tuple((field.name, str(field.type)) for field in pq.read_schema(path)))
    assert rows(spark, scan) == rows(duckdb, scan)


def test_records_that_a_program_reads(spark: Spark, duckdb: Engine) -> None:
    pieces = [pa.record_batch([[str(n) for n in range(start, start + 500)]], ["c0"]) for start in (0, 500, 1000)]
    scan = Batches(1, lambda _: iter(pieces))
    assert rows(spark, scan) == rows(duckdb, scan)


def in_parquet(path: Path, rows: int) -> Scan:
    pq.write_table(pa.table({"n": [str(n) for n in range(rows)]}), path, row_group_size=500)
    return ParquetScan(path, (("n", "string"),))


def in_lines(path: Path, rows: int) -> Scan:
    path.write_text("".join(f"{n}\n" for n in range(rows)))
    return lines(path)


@pytest.mark.parametrize("written", [in_parquet, in_lines])
def test_rows_keep_their_places_however_a_file_is_cut(
    written: Callable[[Path, int], Scan], spark_session: SparkSession, duckdb: Engine, tmp_path: Path
) -> None:
    scan = written(tmp_path / "t", 20_000)
    parts = spark_session.newSession()
    parts.conf.set("spark.sql.files.maxPartitionBytes", "10000")
    parts.conf.set("spark.sql.files.openCostInBytes", "0")
    sql = "SELECT count(*), count(DISTINCT position), max(position), sum(position * CAST(c0 AS BIGINT)) FROM counted"
    found = []
    with Spark(parts) as spark:
        for engine in (spark, duckdb):
            engine.drop("raw", "counted")
            engine.scan("raw", scan)
            engine.numbered("counted", "SELECT * FROM raw WHERE c0 <> '7'")
            found.append([int(str(number)) for number in engine.rows(sql)[0]])
        assert int(str(spark.scalar("SELECT count(DISTINCT seen >> 33) FROM `counted kept`"))) > 1
    assert found[0] == found[1]


def test_rows_of_parquet_say_their_numbers_alike(spark: Spark, duckdb: Engine, tmp_path: Path) -> None:
    scan = in_parquet(tmp_path / "t", 20_000)
    for engine in (spark, duckdb):
        engine.scan("raw", scan)
        assert engine.scalar("SELECT count(*) FROM raw WHERE row = CAST(c0 AS BIGINT) + 1") == 20_000
        engine.drop("raw")


@pytest.mark.parametrize("name", ["_t.csv", ".t.csv", "t.csv.gz", "a [1]*{b} ä:c?.csv"])
def test_a_name_says_nothing_of_a_file(name: str, spark: Spark, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(TEXTS["plain"])
    assert rows(spark, CsvScan(path, 3, ",")) == [(1, "1", "2", "3"), (2, "4", "5", "6")]


@pytest.mark.parametrize("written", [in_parquet, in_lines])
def test_a_file_that_a_worker_does_not_see_is_not_called_damaged(
    written: Callable[[Path, int], Scan], spark: Spark, tmp_path: Path
) -> None:
    path = tmp_path / "t"
    spark.scan("raw", written(path, 10))
    path.unlink()
    with pytest.raises(EngineError, match="A worker of Spark does not see a file of the run: contributions") as told:
        spark.numbered("counted", "SELECT c0 FROM raw")
    assert not told.value.file_fault
    spark.drop("raw")


def test_two_readings_go_on_at_once(spark: Spark) -> None:
    spark.register("numbers", pa.table({"n": list(range(1000))}))
    one, other = (spark.batches(f"SELECT n * {by} AS n FROM numbers ORDER BY n") for by in (1, 2))  # noqa: S608
    first = next(one)["n"].to_pylist()
    assert [n for batch in other for n in batch["n"].to_pylist()] == list(range(0, 2000, 2))
    assert [*first, *(n for batch in one for n in batch["n"].to_pylist())] == list(range(1000))
