"""A table of an engine as an encrypted file of Parquet, and back.

Parquet Modular Encryption (Apache Parquet format, 2.9 and later): AES-GCM with a 256-bit key, so that a file which was
altered cannot be read. The key follows from the keys that tokens are made with and a salt of the ledger; without
them, the ledger is as unreadable as its tokens.
"""

from __future__ import annotations

import hashlib
import hmac
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow.parquet import encryption

from finpath.engine import Engine
from finpath.errors import ConfigError, EngineError
from finpath.ingest import Keys

PURPOSE = b"finpath kept ledger 1"


def derive_key(keys: Keys, salt: bytes, purpose: bytes = PURPOSE) -> bytes:
    """The key of a ledger: HKDF (RFC 5869) with SHA-256, one block of it.

    >>> one = derive_key(Keys(b"a" * 32), b"salt")
    >>> len(one), one == derive_key(Keys(b"a" * 32, b"b" * 32), b"salt")
    (32, False)
    """
    drawn = hmac.digest(salt, (keys.member or b"") + (keys.hub or b""), hashlib.sha256)
    return hmac.digest(drawn, purpose + b"\x01", hashlib.sha256)


def write_table(engine: Engine, name: str, place: Path, key: bytes) -> int:
    """Write a table, and count its rows."""
    properties = encryption.create_encryption_properties(footer_key=key)
    rows, writer = 0, None
    for batch in engine.batches(f'SELECT * FROM "{name}"'):  # noqa: S608 - a relation of ours
        writer = writer or pq.ParquetWriter(place, batch.schema, compression="zstd", encryption_properties=properties)
        writer.write_batch(batch)
        rows += batch.num_rows
    if writer is None:
        empty = engine.arrow(f'SELECT * FROM "{name}"')  # noqa: S608 - a relation of ours
        writer = pq.ParquetWriter(place, empty.schema, encryption_properties=properties)
        writer.write_table(empty)
    writer.close()
    return rows


def read_table(engine: Engine, name: str, place: Path, key: bytes) -> None:
    """Give an engine a table that was written.

    Raises:
        ConfigError: The file cannot be read with this key, or was altered.
    """
    properties = encryption.create_decryption_properties(footer_key=key)
    try:
        with pq.ParquetFile(place, decryption_properties=properties) as file:
            rows = pa.RecordBatchReader.from_batches(file.schema_arrow, file.iter_batches())
            engine.fill(name, rows, size=_size(file))
    except (OSError, pa.ArrowException, EngineError) as error:
        raise ConfigError(
            f"{place} of the kept ledger cannot be read: it is damaged. Read the contributions anew with finpath"
            " ingest, and --force."
        ) from error


def _size(file: pq.ParquetFile) -> int:
    """Bytes of its columns in memory, about."""
    about = file.metadata
    return sum(about.row_group(group).total_byte_size for group in range(about.num_row_groups))
