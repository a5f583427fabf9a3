"""Writes Parquet files that are always the same bytes: one codec, one row group size, no clock."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq


def write_parquet(table: pa.Table, path: Path, rows: int = 100_000) -> None:
    """Write a table.

    Args:
        table: In the order in which it is to be read.
        path: Of the file, replaced where there is one.
        rows: Of a row group: fewer where single rows are looked up.
    """
    pq.write_table(table.replace_schema_metadata(None), path, compression="zstd", row_group_size=rows)
