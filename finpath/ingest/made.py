"""A file whose tokens were made at the member: rows that have passed its door, and what its own files were.

It is Parquet with the contract's columns and types, and says in its footer which file of the member's each row comes
from: evidence names that file and row, here as there.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path, PurePosixPath

import pyarrow as pa
import pyarrow.parquet as pq

from finpath.errors import ContributionError
from finpath.ingest.format import Records

META = b"finpath"
"""Under what the footer says it."""

OPTION, MADE = "tokens", "made"
"""What `[files.options]` says of files whose token columns hold tokens already."""

ROW, SIDE, TIMED, ODD, DOMAIN = "row", "side", "timed", "odd", "domain_token"
"""Columns beside the contract's: what else is known of a row."""

REJECTS = "rejects.parquet"
REJECTED = pa.schema(
    [("file", pa.string()), ("file_sha256", pa.string()), ("row", pa.int64()), ("column", pa.string()),
     ("reason", pa.string())]
)  # fmt: skip
"""Which rows a member's own door rejected, and why; no value."""

LONGEST = 1 << 16
"""Bytes of what a footer says."""


@dataclass(frozen=True)
class MadeFrom:
    """What a file of tokens was made from, and what became of the rows there.

    Args:
        path: Of the member's file, below its folder.
        sha256: Of its bytes as the member has it.
        content: Of the bytes without their compression.
        rows: Records in it.
        rejected: How many of them the member's door rejected.
        rounded: Rows with an amount of more than eight decimals.
        masked: Rows with a text in which a card number was masked.
        standing: Of two files with the same id, the rows of the one that stands higher count.
        row_ids: Whether row numbers serve as ids.
        halves: Whether ids hold surrogates whose second half is the hub's to make.
        token_key: The id of the key that its tokens were made with.
        filled: The contract columns that hold something.
        unused: The member's columns that were left out.
        remarks: What its format has to say of it.
    """

    path: str
    sha256: str
    content: str
    rows: int
    rejected: int
    rounded: int
    masked: int
    standing: int
    row_ids: bool
    halves: bool
    token_key: str
    filled: tuple[str, ...]
    unused: tuple[str, ...]
    remarks: tuple[str, ...]

    def to_footer(self) -> dict[bytes, bytes]:
        """What the footer says."""
        return {META: json.dumps(asdict(self), sort_keys=True, ensure_ascii=False).encode()}


def read_footer(path: Path, label: str) -> MadeFrom | None:
    """What the footer of a Parquet file says it was made from; None where it says nothing.

    Raises:
        ContributionError: It says what cannot be.
    """
    try:
        said = (pq.read_schema(path).metadata or {}).get(META)
    except (pa.ArrowException, OSError, ValueError):
        return None  # damaged: said by whoever reads its rows
    if said is None:
        return None
    try:
        found = json.loads(said) if len(said) <= LONGEST else None
        return _checked(found)
    except (ValueError, TypeError, RecursionError):
        raise ContributionError(
            f"{label} says of itself what finpath never writes; make the bundle again with finpath bundle make."
        ) from None


def _checked(found: Mapping[str, object] | None) -> MadeFrom:
    """The parts, each of its type.

    Raises:
        TypeError: One is of another, or is not there.
    """
    if not isinstance(found, dict) or set(found) != {field.name for field in fields(MadeFrom)}:
        raise TypeError
    listed = {name: tuple(found[name]) for name in ("filled", "unused", "remarks")}
    made = MadeFrom(**{**found, **listed})
    whole = (made.rows, made.rejected, made.rounded, made.masked, made.standing)
    texts = (made.path, made.sha256, made.content, made.token_key, *made.filled, *made.unused, *made.remarks)
    right = all(type(each) is int and each >= 0 for each in whole)
    right &= all(type(each) is str for each in texts)
    right &= all(type(each) is bool for each in (made.row_ids, made.halves))
    if not right or made.rejected > made.rows or not _is_inside(made.path):
        raise TypeError
    return made


def _is_inside(path: str) -> bool:
    parts = PurePosixPath(path).parts
    return bool(parts) and ".." not in parts and parts[0] != "/"


def as_made(records: Records, made: MadeFrom | None) -> Records:
    """How the records of such a file are read: with what else is known of each row, where it says so."""
    if made is None:
        return records
    beside = {name: records.native[name].sql for name in (ROW, SIDE, TIMED, ODD) if name in records.native}
    return replace(
        records,
        row=f"CAST({beside[ROW]} AS BIGINT)" if ROW in beside else records.row,
        side=beside.get(SIDE),
        timed=f"CAST({beside[TIMED]} AS BOOLEAN)" if TIMED in beside else None,
        odd=f"CAST({beside[ODD]} AS BIGINT)" if ODD in beside else None,
        standing=made.standing,
        consulted=(*records.consulted, *beside, DOMAIN),
    )
