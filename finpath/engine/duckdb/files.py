"""SQL with which DuckDB reads a file of somebody else's, all its columns as text: c0, c1, … in its order.

Every option of a reader is stated here, or named as one that is left alone: a default of DuckDB's that is on would read
what nobody said, as it reads columns from the names of folders. A test holds both lists against DuckDB's own.
"""

from __future__ import annotations

from finpath.engine.scans import CsvScan, ParquetScan, Scan

LONGEST, BUFFER = 1 << 24, 1 << 25
"""Bytes of a longest line, and of what is read at once: DuckDB itself would take sixteen lines, 256 MB a thread."""

ANY_FILE = {
    "filename": "false",
    "hive_partitioning": "false",
    "hive_types_autocast": "false",
    "union_by_name": "false",
    "allow_empty": "false",
}
"""Options of every reader: a file is what is in it, never what the folders above it are called."""

CSV = {
    **ANY_FILE,
    "auto_detect": "false",
    "ignore_errors": "false",
    "store_rejects": "false",
    "null_padding": "false",
    "normalize_names": "false",
    "strict_mode": "true",
    "allow_quoted_nulls": "true",
    "nullstr": "''",
    "skip": "0",
    "comment": "''",
    "thousands": "''",
    "decimal_separator": "'.'",
    "encoding": "'utf-8'",
    "compression": "'none'",
    "max_line_size": str(LONGEST),
    "buffer_size": str(BUFFER),
}
"""Options of `read_csv` that are the same for every file."""

OF_FILE = ("columns", "header", "delim", "quote", "escape")
"""Those that each file has of its own."""

CSV_ALONE = {
    "sep, separator, delimiter, null, maximum_line_size, dateformat, timestampformat": "other names of what is stated",
    "date_format, timestamp_format, types, dtypes, column_types, all_varchar, auto_type_candidates": "all is text",
    "names, column_names": "columns has them",
    "sample_size, files_to_sniff": "nothing is sniffed",
    "rejects_table, rejects_scan, rejects_limit, rejects_line_size_limit": "nothing is stored",
    "force_not_null": "an empty field is NULL, everywhere",
    "new_line": "each of the three ends a line",
    "parallel": "the same rows, whatever it is",
}
"""Options of `read_csv` that are left alone, and why."""

PARQUET = {
    **ANY_FILE,
    "binary_as_string": "true",
    "int96_as": "'timestamp'",
    "utf8_validation": "'strict'",
    "can_have_nan": "true",
}
"""Options of `read_parquet`."""

PARQUET_ALONE = {
    "compression, parquet_version": "of writing",
    "debug_use_openssl, encryption_config": "of encryption: nothing of a member's is",
    "explicit_cardinality, prefetch_strategy, bound_schema": "of planning: the same rows, whatever they are",
}
"""Those that are left alone, and why."""

ANY_ALONE = {
    "path, paths": "the file itself",
    "hive_types, schema": "they would name columns that a file has not",
    "file_row_number": "the column of that name is asked for where it is wanted",
    "column_statistics": "of planning: the same rows, whatever it is",
}
"""Options of every reader that are left alone, and why."""


def select(scan: Scan) -> str:
    """The SELECT that reads a file; nothing is read yet."""
    return _csv(scan) if isinstance(scan, CsvScan) else _parquet(scan)


def _csv(scan: CsvScan) -> str:
    """All columns as text; an empty field is NULL."""
    columns = ", ".join(f"'c{index}': 'VARCHAR'" for index in range(scan.width))
    own = (
        f"{{{columns}}}",
        str(scan.header).lower(),
        literal(scan.delimiter),
        literal(scan.quote),
        literal(scan.quote),
    )
    options = CSV | dict(zip(OF_FILE, own, strict=True))
    return f"SELECT * FROM read_csv({literal(str(scan.path))}, {_stated(options)})"  # noqa: S608


def _parquet(scan: ParquetScan) -> str:
    """All columns as text, and as they are (v0, v1, …); instants with a zone in UTC, bytes as UTF-8."""
    columns = [f"{text} AS c{at}, {value} AS v{at}" for at, (text, value) in enumerate(scan.read)]
    columns += [f"file_row_number + 1 AS {scan.row}"] if scan.row else []
    return f"SELECT {', '.join(columns)} FROM read_parquet({literal(str(scan.path))}, {_stated(PARQUET)})"  # noqa: S608


def _stated(options: dict[str, str]) -> str:
    return ", ".join(f"{name} = {value}" for name, value in options.items())


def literal(value: str) -> str:
    """A value as SQL writes it."""
    return "'" + value.replace("'", "''") + "'"
