"""Spark frames over files of somebody else's, all columns as text: c0, c1, … in their order.

Every option of a reader is stated here, or named as one that is left alone, as those of DuckDB are; a test holds both
lists against Spark's own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from finpath.engine.scans import CsvScan, ParquetScan, Scan
from finpath.engine.spark.store import SparkStore, address
from finpath.engine.spark.words import to_spark_sql

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, DataFrameReader, SparkSession

LONGEST = 1 << 24
"""Letters of one value, as DuckDB takes them."""


ANY_FILE = {"recursiveFileLookup": "true", "ignoreCorruptFiles": "false", "ignoreMissingFiles": "false"}
"""Options of every reader: with the first, the folders above a file name no columns."""

CSV = {
    **ANY_FILE,
    "enforceSchema": "true",
    "mode": "FAILFAST",
    "columnPruning": "false",
    "maxCharsPerColumn": str(LONGEST),
    "maxColumns": str(1 << 15),
    "unescapedQuoteHandling": "RAISE_ERROR",
    "encoding": "UTF-8",
    "nullValue": "",
    "emptyValue": "",
    "comment": "",
    "ignoreLeadingWhiteSpace": "false",
    "ignoreTrailingWhiteSpace": "false",
    "inferSchema": "false",
}
"""Options of the reader of CSV that are the same for every file."""

OF_FILE = ("sep", "quote", "escape", "header", "multiLine")
"""Those that each file has of its own."""

CSV_ALONE = {
    "delimiter, charset": "other names of what is stated",
    "dateFormat, timeFormat, timestampFormat, timestampNTZFormat, timeZone, locale": "all is text",
    "nanValue, positiveInf, negativeInf, preferDate, enableDateTimeParsingFallback": "all is text",
    "samplingRatio": "nothing is sniffed",
    "singleVariantColumn": "each column is one",
    "columnNameOfCorruptRecord": "a broken record is an error",
    "charToEscapeQuoteEscaping": "a quote is escaped by itself",
    "lineSep": "each of the three ends a line",
    "inputBufferSize": "the same rows, whatever it is",
    "compression, codec, extension, quoteAll, escapeQuotes": "of writing",
}
"""Options of the reader of CSV that are left alone, and why."""

PARQUET = {**ANY_FILE, "mergeSchema": "false", "datetimeRebaseMode": "CORRECTED", "int96RebaseMode": "CORRECTED"}
"""Options of the reader of Parquet: days are those of the file, as DuckDB reads them."""

PARQUET_ALONE = {"compression, parquet.compression": "of writing"}

TEXT = {**ANY_FILE, "encoding": "UTF-8", "wholetext": "false"}
TEXT_ALONE = {"lineSep": "each of the three ends a line", "compression": "of writing"}


def frame(session: SparkSession, store: SparkStore, scan: Scan) -> DataFrame:
    """Say how a file is read; nothing is read yet."""
    if isinstance(scan, ParquetScan):
        return _parquet(session.read, store, scan)
    return (_csv if scan.quote or scan.header else _text)(session.read, store, scan)


def _parquet(reader: DataFrameReader, store: SparkStore, scan: ParquetScan) -> DataFrame:
    columns = []
    for at, (text, value) in enumerate(_of_nanoseconds(scan, at) or scan.read[at] for at in range(len(scan.columns))):
        columns += [to_spark_sql(f"{text} AS c{at}"), to_spark_sql(f"{value} AS v{at}")]
    columns += [f"_metadata.row_index + 1 AS {scan.row}"] if scan.row else []
    return reader.options(**PARQUET).parquet(address(store.link(scan.path))).selectExpr(*columns)


def _of_nanoseconds(scan: ParquetScan, at: int) -> tuple[str, str] | None:
    """Nanoseconds since 1970 come as numbers, and Spark's instants know nothing finer than a microsecond."""
    name, kind = scan.columns[at]
    if not name or not kind.startswith("timestamp[ns"):
        return None
    instant = "CAST(timestamp_micros(" + '"' + name.replace('"', '""') + '" DIV 1000) AS TIMESTAMP_NTZ)'
    return f"concat(CAST({instant} AS STRING), '{'Z' if 'tz=' in kind else ''}')", instant


def _text(reader: DataFrameReader, store: SparkStore, scan: CsvScan) -> DataFrame:
    """Lines as they are."""
    return reader.options(**TEXT).text(address(store.link(scan.path))).selectExpr("nullif(value, '') AS c0")


def _csv(reader: DataFrameReader, store: SparkStore, scan: CsvScan) -> DataFrame:
    """Records; one that does not fit is an error.

    A quoted value may hold line ends only where the whole file is read by one worker: so each file is read whole.
    """
    columns = [f"c{index}" for index in range(scan.width)]
    own = {
        "sep": scan.delimiter,
        "quote": scan.quote or "\0",
        "escape": scan.quote or "\0",
        "header": str(scan.header).lower(),
        "multiLine": str(bool(scan.quote)).lower(),
    }
    read = reader.options(**CSV, **own).schema(", ".join(f"{column} STRING" for column in columns))
    return read.csv(address(store.link(scan.path))).selectExpr(
        *(f"nullif({column}, '') AS {column}" for column in columns)
    )
