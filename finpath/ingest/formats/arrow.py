"""Arrow IPC, as a file or as a stream: columns of any type, as they are where the contract has it, else as text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import pyarrow as pa

from finpath.errors import ContributionError
from finpath.ingest.columnar import DAMAGE, columnar_records, out_of_memory
from finpath.ingest.format import Format, Records, Request

FILE = b"ARROW1\0\0"
BATCH = 1 << 16
"""Rows of a batch that is made of a table in memory."""

STREAM = b"\xff\xff\xff\xff"
"""What opens each message of a stream, before its length."""


class Arrow(Format):
    """Arrow IPC, recognised by its magic bytes, or by how its first message begins."""

    name: ClassVar[str] = "arrow"
    is_text: ClassVar[bool] = False

    @classmethod
    def recognises(cls, head: bytes) -> bool:
        """Say whether the file starts as Arrow does."""
        return head.startswith((FILE, STREAM))

    @classmethod
    def records(cls, request: Request) -> Records:
        """Read the schema; a file that is cut off has none at its end, a stream breaks while it is read.

        Raises:
            ContributionError: The file as a whole is not what it says.
        """
        content = request.content
        if content is not None:
            return columnar_records(request, content.schema, lambda: iter(content.to_batches(BATCH)))
        try:
            with _open(request.path) as source:
                schema = source.schema
            records = columnar_records(request, schema, lambda: _batches(request.path))
        except MemoryError:
            raise out_of_memory(request.label) from None
        except DAMAGE:
            raise ContributionError(
                f"{request.label} is a damaged or truncated Arrow file: its schema cannot be read. Send it again."
            ) from None
        return records


def _open(path: Path) -> pa.RecordBatchFileReader | pa.RecordBatchStreamReader:
    with path.open("rb") as file:
        is_file = file.read(len(FILE)) == FILE
    source = pa.OSFile(str(path))
    return pa.ipc.open_file(source) if is_file else pa.ipc.open_stream(source)


def _batches(path: Path) -> Iterator[pa.RecordBatch]:
    with _open(path) as source:
        if isinstance(source, pa.RecordBatchFileReader):
            yield from (source.get_batch(index) for index in range(source.num_record_batches))
        else:
            yield from source
