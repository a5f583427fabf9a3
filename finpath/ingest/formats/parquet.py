"""Parquet: columns of any physical type, read as they are where the contract has that type, else as text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import ClassVar

import pyarrow as pa
import pyarrow.parquet as pq
import pyarrow.types as kinds

from finpath.engine import ParquetScan
from finpath.errors import ContributionError
from finpath.ingest.column_types import NativeColumn
from finpath.ingest.columnar import DAMAGE, columnar_records
from finpath.ingest.columns import list_names
from finpath.ingest.format import Format, Records, Request

MAGIC = b"PAR1"
ALWAYS = 1 << 22
"""Rows that any file may have."""

BATCH = 1 << 16
"""Rows that are read at once, where the engine cannot."""

ROWS = 64
"""Rows in a byte: more than that, and no row has an id of its own."""


class Parquet(Format):
    """Parquet, recognised by its magic bytes."""

    name: ClassVar[str] = "parquet"
    is_text: ClassVar[bool] = False

    @classmethod
    def recognises(cls, head: bytes) -> bool:
        """Say whether the file starts as Parquet does."""
        return head.startswith(MAGIC)

    @classmethod
    def records(cls, request: Request) -> Records:
        """Read the schema from the footer; a truncated file has none."""
        try:
            footer = pq.read_metadata(request.path)
            schema = footer.schema.to_arrow_schema()
        except (pa.ArrowException, OSError, ValueError):  # the last: names that are no text
            raise ContributionError(
                f"{request.label} is a damaged or truncated Parquet file: its footer cannot be read. Send it again."
            ) from None
        _check_rows(request, footer.num_rows)
        _check_names(request, schema.names)
        _check_types(request, schema)
        columns = tuple((field.name, str(field.type)) for field in schema)
        scan = ParquetScan(request.path, columns, footer.num_rows)
        return Records(
            scan=scan,
            names=tuple(schema.names),
            values=tuple(f"c{index}" for index in range(len(schema.names))),
            native={field.name: NativeColumn(f"v{index}", field.type) for index, field in enumerate(schema)},
            row=scan.row,
        )

    @classmethod
    def salvage(cls, request: Request) -> Records:
        """Read it batch by batch, so that a cell whose bytes are no text costs its row."""
        try:
            schema = pq.read_schema(request.path)
        except DAMAGE:
            raise ContributionError(f"{request.label} cannot be read: it is damaged. Send it again.") from None
        return columnar_records(request, schema, lambda: _batches(request))


def _batches(request: Request) -> Iterator[pa.RecordBatch]:
    try:
        yield from pq.ParquetFile(request.path).iter_batches(BATCH)
    except DAMAGE:
        raise ContributionError(
            f"{request.label} cannot be read: it is damaged. Write it anew and send it again."
        ) from None


def _check_types(request: Request, schema: pa.Schema) -> None:
    """Let nothing be read as one value that is several.

    Raises:
        ContributionError: A column that is asked for holds objects or lists.
    """
    single = {*request.ids, *request.amounts, *request.days}
    nested = [field for field in schema if field.name in single and kinds.is_nested(field.type)]
    for field in nested:
        raise ContributionError(
            f"{request.label}: the column {field.name} is of type {field.type}, no value of one record; "
            "write it as one column for each value."
        )


def _check_names(request: Request, names: list[str]) -> None:
    """Let no column be read for another: engines know them by their names, capitals apart.

    Raises:
        ContributionError: Two are called alike, or one without a name is asked for.
    """
    alike = Counter(name.lower() for name in names)
    twice = [name for name in names if alike[name.lower()] > 1]
    if twice:
        raise ContributionError(
            f"{request.label} has columns that cannot be told apart by their names, capitals aside: "
            f"{list_names(twice)}; "
            "give each a name of its own."
        )
    if "" in names and "" in request.wanted:
        raise ContributionError(f"{request.label}: a column without a name cannot be asked for; give it one.")


def _check_rows(request: Request, rows: int) -> None:
    if rows > max(ALWAYS, ROWS * request.path.stat().st_size):
        raise ContributionError(
            f"{request.label} says that it has {rows:,} rows, more than can be in a file of its size; send it again."
        )
