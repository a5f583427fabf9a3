"""Parquet: columns of any physical type, read as text."""

from __future__ import annotations

from typing import ClassVar

import pyarrow as pa
import pyarrow.parquet as pq

from finpath.engine import ParquetScan
from finpath.errors import ContributionError
from finpath.ingest.format import Format, Records, Request

MAGIC = b"PAR1"


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
            schema = pq.read_schema(request.path)
        except (pa.ArrowInvalid, OSError):
            raise ContributionError(
                f"{request.shown} is a damaged or truncated Parquet file: its footer cannot be read. Send it again."
            ) from None
        return Records(
            scan=ParquetScan(request.path, tuple((field.name, str(field.type)) for field in schema)),
            names=tuple(schema.names),
            values=tuple(f"c{index}" for index in range(len(schema.names))),
        )
