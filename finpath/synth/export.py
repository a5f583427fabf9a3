"""Writes tables as Parquet, as CSV in an office's style, or as JSON Lines; the same bytes each time."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Style:
    """How one office writes numbers and times."""

    moment: str = "%Y-%m-%dT%H:%M:%SZ"
    timezone: str = "UTC"
    decimal: str = "."
    delimiter: str = ","


def spell_table(table: pa.Table, style: Style) -> pa.Table:
    """Write every value as text in one office's style."""
    return pa.table({name: _text(table[name], style) for name in table.column_names})


def _text(column: pa.ChunkedArray, style: Style) -> pa.ChunkedArray:
    if pa.types.is_timestamp(column.type):
        local = column.cast(pa.timestamp("s", "UTC")).cast(pa.timestamp("s", style.timezone))
        return pc.strftime(local, format=style.moment)
    if pa.types.is_decimal(column.type):
        return spell_decimals(column.cast(pa.string()), style)
    return column.cast(pa.string())


def spell_decimals(column: pa.ChunkedArray, style: Style) -> pa.ChunkedArray:
    """Write decimals with the office's mark."""
    return pc.replace_substring(column, ".", style.decimal)


def write_parquet(table: pa.Table, path: Path) -> None:
    """Write typed columns."""
    pq.write_table(table, path, compression="zstd")


def write_csv(table: pa.Table, path: Path, style: Style) -> None:
    """Write text columns; a name that ends in .gz is compressed."""
    options = pyarrow.csv.WriteOptions(delimiter=style.delimiter, quoting_style="needed")
    buffer = pa.BufferOutputStream()
    pyarrow.csv.write_csv(table, buffer, options)
    text = buffer.getvalue().to_pybytes()
    # No time in the header: the same rows are the same bytes. Level 3 takes a tenth of the time of level 9.
    path.write_bytes(gzip.compress(text, 3, mtime=0) if path.suffix == ".gz" else text)


def write_jsonl(table: pa.Table, path: Path) -> None:
    """Write one object a line; what is not known is left out."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for batch in table.to_batches():
            for row in batch.to_pylist():
                fields = {name: value for name, value in row.items() if value is not None}
                file.write(json.dumps(fields, ensure_ascii=False, separators=(",", ":")) + "\n")
