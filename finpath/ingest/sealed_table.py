"""A table of an engine as an encrypted file of Parquet, and back.

Parquet Modular Encryption (Apache Parquet format, 2.9 and later): AES-GCM with a 256-bit key, so that a file which was
altered cannot be read. The key follows from the keys that tokens are made with and a salt; without them, what lies
there is as unreadable as its tokens.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pyarrow.parquet import encryption

from finpath.engine import Engine
from finpath.errors import EngineError
from finpath.ingest.keys import Keys

PURPOSE = b"finpath kept ledger 1"

GROUP = 1 << 20
"""Rows of a group: a token that comes again in it is written once."""

DICTIONARY = 1 << 27
"""Bytes that the different values of a column in a group may take."""

DIFFERENCES = {pa.int64(): "DELTA_BINARY_PACKED", pa.string(): "DELTA_BYTE_ARRAY"}
"""Encodings of the format for what is nearly in order, as numbers of rows and ids."""

SAID = b"finpath"
"""Under what the footer says what is said of a table."""


class UnreadableTableError(Exception):
    """A file cannot be read with this key, or was altered."""


def derive_key(keys: Keys, salt: bytes, purpose: bytes = PURPOSE) -> bytes:
    """A key of 32 bytes: HKDF (RFC 5869) with SHA-256, one block of it.

    >>> one = derive_key(Keys(b"a" * 32), b"salt")
    >>> len(one), one == derive_key(Keys(b"a" * 32, b"b" * 32), b"salt")
    (32, False)
    """
    drawn = hmac.digest(salt, (keys.member or b"") + (keys.hub or b""), hashlib.sha256)
    return hmac.digest(drawn, purpose + b"\x01", hashlib.sha256)


def write_table(engine: Engine, sql: str, place: Path, key: bytes, said: bytes = b"") -> int:
    """Write the rows of a SELECT, and count them.

    Args:
        engine: Answers it.
        sql: The SELECT.
        place: The file.
        key: What `derive_key` gave.
        said: What the footer, encrypted too, says of the table.
    """
    properties = encryption.create_encryption_properties(footer_key=key)
    groups = _groups(engine.batches(sql))
    first = next(groups, None)
    if first is None:
        first = engine.arrow(f"SELECT * FROM ({sql}) AS rows LIMIT 0")  # noqa: S608 - of ours
    schema, rows = first.schema.with_metadata({SAID: said}), 0
    with pq.ParquetWriter(
        place, schema, compression="zstd", encryption_properties=properties, **_encodings(first)
    ) as writer:
        for group in chain([first], groups):
            writer.write_table(group.replace_schema_metadata(schema.metadata), row_group_size=GROUP)
            rows += group.num_rows
    return rows


def _encodings(first: pa.Table) -> dict[str, object]:
    """How columns are written: as differences where hardly a value comes again, else by a dictionary."""
    differ = {}
    for name, column in zip(first.column_names, first.columns, strict=True):
        if column.type in DIFFERENCES and pc.count_distinct(column).as_py() > first.num_rows / 2:
            differ[name] = DIFFERENCES[column.type]
    plain = [field.name for field in first.schema if field.name in differ or pa.types.is_timestamp(field.type)]
    return {
        "use_dictionary": [name for name in first.column_names if name not in plain],
        "column_encoding": differ,
        "dictionary_pagesize_limit": DICTIONARY,
    }


def _groups(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    held: list[pa.RecordBatch] = []
    rows = 0
    for batch in batches:
        held.append(batch)
        rows += batch.num_rows
        if rows >= GROUP:
            yield pa.Table.from_batches(held)
            held, rows = [], 0
    if held:
        yield pa.Table.from_batches(held)


def read_said(place: Path, key: bytes) -> bytes:
    """What the footer says of a table.

    Raises:
        UnreadableTableError: It cannot be read with this key, or was altered.
    """
    properties = encryption.create_decryption_properties(footer_key=key)
    try:
        with pq.ParquetFile(place, decryption_properties=properties) as file:
            return bytes((file.schema_arrow.metadata or {}).get(SAID, b""))
    except (OSError, pa.ArrowException) as error:
        raise UnreadableTableError(str(place)) from error


def read_table(engine: Engine, name: str, place: Path, key: bytes) -> None:
    """Give an engine a table that was written.

    Raises:
        UnreadableTableError: It cannot be read with this key, or was altered.
    """
    properties = encryption.create_decryption_properties(footer_key=key)
    try:
        with pq.ParquetFile(place, decryption_properties=properties) as file:
            rows = pa.RecordBatchReader.from_batches(file.schema_arrow, file.iter_batches())
            engine.fill(name, rows, size=_size(file))
    except (OSError, pa.ArrowException, EngineError) as error:
        raise UnreadableTableError(str(place)) from error


def _size(file: pq.ParquetFile) -> int:
    """Bytes of its columns in memory, about."""
    about = file.metadata
    return sum(about.row_group(group).total_byte_size for group in range(about.num_row_groups))
