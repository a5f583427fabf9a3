"""No default of Spark's readers is left to itself: each option is stated, or named with the reason why not."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from finpath.engine import CsvScan, Spark
from finpath.engine.spark import files
from tests.sparks import SparkSession

pytestmark = pytest.mark.spark

CATALYST = "org.apache.spark.sql.catalyst"
SOURCES = "org.apache.spark.sql.execution.datasources"
READERS = {
    f"{CATALYST}.csv.CSVOptions": ({*files.CSV, *files.OF_FILE}, files.CSV_ALONE),
    f"{SOURCES}.parquet.ParquetOptions": ({*files.PARQUET}, files.PARQUET_ALONE),
    f"{SOURCES}.text.TextOptions": ({*files.TEXT}, files.TEXT_ALONE),
}


def named(reasons: Mapping[str, str]) -> set[str]:
    return {name.strip() for names in reasons for name in names.split(",")}


def known_to_spark(running: SparkSession, reader: str) -> set[str]:
    """The options that a reader of Spark says it knows."""
    java, gateway = running._jvm, running.sparkContext._gateway  # noqa: SLF001 - Spark tells nobody else
    assert java is not None
    assert gateway is not None
    known = java.java.lang.Class.forName(f"{reader}$")
    companion = known.getField("MODULE$").get(None)
    (options,) = (each for each in known.getMethods() if each.getName().endswith("$validOptions"))
    nothing = gateway.new_array(java.java.lang.Object, 0)
    return set(str(options.invoke(companion, nothing).keys().mkString("\n")).split("\n"))


@pytest.mark.parametrize("reader", READERS)
def test_every_option_of_a_reader_is_stated_or_named(spark_session: SparkSession, reader: str) -> None:
    stated, alone = READERS[reader]
    assert known_to_spark(spark_session, reader) == (stated - {*files.ANY_FILE}) | named(alone)
    assert not stated & named(alone)


def test_the_name_of_a_folder_is_no_column(spark: Spark, tmp_path: Path) -> None:
    folder = tmp_path / "c1=9"
    folder.mkdir()
    (folder / "t.csv").write_text("a,b\n 1 ,2\n#3,4\n")
    spark.scan("raw", CsvScan(folder / "t.csv", 2, ","))
    assert sorted(spark.rows("SELECT * FROM raw")) == [(" 1 ", "2"), ("#3", "4")]
