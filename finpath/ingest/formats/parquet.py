"""Parquet: columns of any physical type, read as they are where the contract has that type, else as text."""

from __future__ import annotations

from collections import Counter
from typing import ClassVar

import pyarrow as pa
import pyarrow.parquet as pq

from finpath.engine import ParquetScan
from finpath.errors import ContributionError
from finpath.ingest.format import Format, Records, Request
from finpath.ingest.typed import Typed

MAGIC = b"PAR1"
ALWAYS = 1 << 22
"""Rows that any file may have."""

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
                f"{request.shown} is a damaged or truncated Parquet file: its footer cannot be read. Send it again."
            ) from None
        _check_rows(request, footer.num_rows)
        unclear = _unclear(request, schema.names)
        return Records(
            scan=ParquetScan(
                request.path, tuple(("" if field.name in unclear else field.name, str(field.type)) for field in schema)
            ),
            names=tuple(schema.names),
            values=tuple(f"c{index}" for index in range(len(schema.names))),
            typed={field.name: Typed(f"v{index}", field.type) for index, field in enumerate(schema)},
        )


def _unclear(request: Request, names: list[str]) -> set[str]:
    """The columns that no engine can be asked for: no name, or one that others have too, but for capitals.

    Raises:
        ContributionError: One of them is asked for.
    """
    alike = Counter(name.lower() for name in names)
    unclear = {name for name in names if not name or alike[name.lower()] > 1}
    for name in sorted(unclear.intersection(request.wanted)):
        raise ContributionError(
            f'{request.shown}: the column "{name}" cannot be told from others by its name; give it one of its own.'
        )
    return unclear


def _check_rows(request: Request, rows: int) -> None:
    if rows > max(ALWAYS, ROWS * request.path.stat().st_size):
        raise ContributionError(
            f"{request.shown} says that it has {rows:,} rows, more than can be in a file of its size; send it again."
        )
