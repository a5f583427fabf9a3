"""Where a token stands: for whoever asks what is kept of them, through the member that knows their token."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from finpath.bundle.hold import held_why
from finpath.bundle.opened import opened_bundles


@dataclass(frozen=True)
class Standing:
    """A place where a token stands.

    Args:
        folder: The contribution.
        table: The file.
        column: The column.
        rows: In how many rows.
        seal: Of its bundle.
        held: The legal hold that exempts it from erasure; empty where there is none.
    """

    folder: str
    table: str
    column: str
    rows: int
    seal: str
    held: str


def find_token(token: str, contributions: Path, receipts: Path) -> Iterator[Standing]:
    """Find a token, as its member makes it, in every bundle that was opened.

    Args:
        token: As it stands in the bundle: `key id:letters`.
        contributions: Where bundles were opened to.
        receipts: Where holds are.
    """
    for bundle in opened_bundles(contributions):
        why = held_why(bundle, receipts)
        for path in sorted(bundle.folder.glob("*.parquet")):
            for column, rows in sorted(_count(path, token).items()):
                yield Standing(bundle.folder.name, path.name, column, rows, bundle.seal, why)


def _count(path: Path, token: str) -> dict[str, int]:
    """Rows by column of text that have the token."""
    found: dict[str, int] = {}
    with pq.ParquetFile(path) as file:
        texts = [each.name for each in file.schema_arrow if pa.types.is_string(each.type)]
        for batch in file.iter_batches(columns=texts):
            for name, column in zip(batch.schema.names, batch.columns, strict=True):
                rows = pc.sum(pc.equal(column, token)).as_py() or 0
                if rows:
                    found[name] = found.get(name, 0) + int(rows)
    return found
