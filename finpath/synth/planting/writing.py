"""Records in, a file out as the provider would have written it: format, header, quotes, encoding, compression."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import zstandard

from finpath.ingest.encoding import find_encoding
from finpath.ingest.format import Records
from finpath.ingest.plain import GZIP, ZSTD, Unpacked, unpack
from finpath.synth.planting.original import Original
from finpath.synth.planting.record import Record, dumped

FALSE = pa.array(["0", "f", "false", "n", "no"])


def write(original: Original, records: Sequence[Record], path: Path) -> str:
    """Write a file beside its like.

    Args:
        original: What it is to look like.
        records: Its rows.
        path: Where it goes.

    Returns:
        The encoding that a manifest should name.
    """
    source = original.source
    handed_in = original.manifest.folder.parent / source.path
    if source.format.name == "parquet":
        _parquet(records, handed_in, path)
        return ""
    raw = unpack(handed_in, source.path, source.request.folder)
    encoding = source.entry.options.get("encoding") or find_encoding(raw.path)
    with raw.path.open("rb") as file:
        marked = file.read(3) == b"\xef\xbb\xbf"
    encoding = "utf-8" if encoding == "utf-8-sig" and not marked else encoding
    text = _lines(records, raw) if source.format.name == "jsonl" else _csv(original, records)
    path.write_bytes(_packed(text.encode(encoding, errors="replace"), handed_in))
    return "" if encoding.startswith("utf-8") else encoding


def _packed(content: bytes, like: Path) -> bytes:
    with like.open("rb") as file:
        head = file.read(4)
    if head.startswith(GZIP):
        return gzip.compress(content, 6, mtime=0)
    return zstandard.ZstdCompressor().compress(content) if head.startswith(ZSTD) else content


def _lines(records: Sequence[Record], raw: Unpacked) -> str:
    gap = " " if b'": ' in raw.head else ""
    return "".join(f"{dumped(record, gap)}\n" for record in records)


def _csv(original: Original, records: Sequence[Record]) -> str:
    source, how = original.source, _records(original)
    with source.request.path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        header, second = file.readline(), file.readline()
    delimiter = source.entry.options.get("delimiter") or _delimiter(header, len(how.names))
    quote = source.entry.options.get("quote", '"')
    out = io.StringIO()
    writer = csv.writer(
        out,
        delimiter=delimiter,
        quotechar=quote or None,
        quoting=_quoting(quote, second or header),
        lineterminator="\r\n" if header.endswith("\r\n") else "\n",
    )
    out.write(header)
    writer.writerows([record.get(name) or "" for name in how.names] for record in records)
    return out.getvalue()


def _quoting(quote: str, line: str) -> Literal[0, 1, 3]:
    if not quote:
        return csv.QUOTE_NONE
    return csv.QUOTE_ALL if line.startswith(quote) and line.rstrip().endswith(quote) else csv.QUOTE_MINIMAL


def _records(original: Original) -> Records:
    return original.records[max(original.files)]


def _delimiter(header: str, width: int) -> str:
    """The delimiter that cuts the header into as many names as were read."""
    fits = (mark for mark in ",;\t|" if len(next(csv.reader([header], delimiter=mark), [])) == width)
    return next(fits, ",")


def _parquet(records: Sequence[Record], like: Path, path: Path) -> None:
    schema = pq.read_schema(like)
    columns = [_typed(pa.array([record.get(field.name) for record in records], pa.string()), field) for field in schema]
    kind = pq.ParquetFile(like).metadata.row_group(0).column(0).compression.lower() if len(schema) else "snappy"
    pq.write_table(
        pa.Table.from_arrays(columns, schema=schema),
        path,
        compression="none" if kind == "uncompressed" else kind,
    )


def _typed(texts: pa.Array, field: pa.Field) -> pa.Array:
    if pa.types.is_dictionary(field.type):
        return _typed(texts, pa.field(field.name, field.type.value_type)).dictionary_encode().cast(field.type)
    if pa.types.is_boolean(field.type):
        known = pc.if_else(
            pc.is_in(pc.utf8_lower(texts), value_set=FALSE), pa.scalar(value=False), pa.scalar(value=True)
        )
        return pc.if_else(pc.is_null(texts), pa.scalar(None, pa.bool_()), known)
    if pa.types.is_timestamp(field.type) and field.type.tz is None:
        return pc.utf8_slice_codeunits(texts, 0, 26).cast(field.type)
    if pa.types.is_timestamp(field.type):
        return texts.cast(pa.timestamp("us", "UTC")).cast(field.type)
    if pa.types.is_nested(field.type):
        return pa.nulls(len(texts), field.type)
    return texts.cast(field.type)
