"""SQL with which DuckDB reads a file of somebody else's, all its columns as text: c0, c1, … in its order."""

from __future__ import annotations

from finpath.engine.scans import CsvScan, ParquetScan, Scan

LONGEST, BUFFER = 1 << 24, 1 << 25
"""Bytes of a longest line, and of what is read at once: DuckDB itself would take sixteen lines, 256 MB a thread."""


def select(scan: Scan) -> str:
    """The SELECT that reads a file; nothing is read yet."""
    return _csv(scan) if isinstance(scan, CsvScan) else _parquet(scan)


def _csv(scan: CsvScan) -> str:
    """All columns as text; an empty field is NULL."""
    columns = ", ".join(f"'c{index}': 'VARCHAR'" for index in range(scan.width))
    return (
        f"SELECT * FROM read_csv({literal(str(scan.path))}, columns = {{{columns}}}, auto_detect = false, "  # noqa: S608
        f"header = {str(scan.header).lower()}, delim = {literal(scan.delimiter)}, quote = {literal(scan.quote)}, "
        f"escape = {literal(scan.quote)}, nullstr = '', max_line_size = {LONGEST}, buffer_size = {BUFFER}, "
        "compression = 'none')"
    )


def _parquet(scan: ParquetScan) -> str:
    """All columns as text, and as they are (v0, v1, …); instants with a zone in UTC, bytes as UTF-8."""
    columns = [f"{text} AS c{at}, {value} AS v{at}" for at, (text, value) in enumerate(scan.read)]
    columns += [f"file_row_number + 1 AS {scan.row}"] if scan.row else []
    return f"SELECT {', '.join(columns)} FROM read_parquet({literal(str(scan.path))}, binary_as_string = true)"  # noqa: S608


def literal(value: str) -> str:
    """A value as SQL writes it."""
    return "'" + value.replace("'", "''") + "'"
