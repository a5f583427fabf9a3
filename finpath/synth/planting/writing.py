"""Writes records as the provider would have: format, header, quotes, encoding, compression."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import zstandard

from finpath.ingest.compression import GZIP, ZSTD
from finpath.ingest.decode_text import UnpackedFile, unpack
from finpath.ingest.encoding import find_encoding
from finpath.ingest.formats.csv import DELIMITERS
from finpath.ingest.preamble import without_preamble
from finpath.synth.planting.original import OriginalFiles
from finpath.synth.planting.record import Record, dump_object

SAMPLE = 100  # lines that show how a file is quoted
FALSE = ("0", "f", "false", "n", "no")


def write_like(original: OriginalFiles, records: Sequence[Record], path: Path) -> str:
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
    if not original.keeps_format:
        _encode(records, original.used, path)
        return ""
    if source.format.name == "parquet":
        _parquet(records, handed_in, path)
        return ""
    raw = unpack(handed_in, source.path, source.request.folder)
    encoding = source.entry.options.get("encoding") or find_encoding(raw.path)
    with raw.path.open("rb") as file:
        marked = file.read(3) == b"\xef\xbb\xbf"
    encoding = "utf-8" if encoding == "utf-8-sig" and not marked else encoding
    text = _lines(records, raw) if source.format.name == "jsonl" else _csv(original, records)
    path.write_bytes(_compress(text.encode(encoding, errors="replace"), handed_in))
    return "" if encoding.startswith("utf-8") else encoding


def _encode(records: Sequence[Record], names: Sequence[str], path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, restval="", extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(records)


def _compress(content: bytes, like: Path) -> bytes:
    with like.open("rb") as file:
        head = file.read(4)
    if head.startswith(GZIP):
        return gzip.compress(content, 6, mtime=0)
    return zstandard.ZstdCompressor().compress(content) if head.startswith(ZSTD) else content


def _lines(records: Sequence[Record], raw: UnpackedFile) -> str:
    gap = " " if b'": ' in raw.head else ""
    return "".join(f"{dump_object(record, gap)}\n" for record in records)


def _csv(original: OriginalFiles, records: Sequence[Record]) -> str:
    source, names = original.source, original.names
    request, named = without_preamble(source.request, DELIMITERS)
    with request.path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        header, *sample = list(islice(file, SAMPLE))
    delimiter = source.entry.options.get("delimiter") or named or _delimiter(header, len(names))
    quote = source.entry.options.get("quote", '"')
    always = bool(quote) and bool(sample) and all(line.startswith(quote) for line in sample)
    empty = quote * 2 if always and not any(delimiter * 2 in line for line in sample) else ""
    end = "\r\n" if header.endswith("\r\n") else "\n"

    def field(text: str | None) -> str:
        if not text:
            return empty
        needed = bool(quote) and any(mark in text for mark in (delimiter, quote, "\n", "\r"))
        return f"{quote}{text.replace(quote, quote * 2)}{quote}" if always or needed else text

    lines = (delimiter.join(field(record.get(name)) for name in names) for record in records)
    return header + "".join(f"{line}{end}" for line in lines)


def _delimiter(header: str, width: int) -> str:
    """The delimiter that cuts the header into as many names as were read."""
    fits = (mark for mark in DELIMITERS if len(next(csv.reader([header], delimiter=mark), [])) == width)
    return next(fits, ",")


def _parquet(records: Sequence[Record], like: Path, path: Path) -> None:
    schema = pq.read_schema(like)
    columns = [
        _parse_texts(pa.array([record.get(field.name) for record in records], pa.string()), field) for field in schema
    ]
    kind = pq.ParquetFile(like).metadata.row_group(0).column(0).compression.lower() if len(schema) else "snappy"
    pq.write_table(
        pa.Table.from_arrays(columns, schema=schema),
        path,
        compression="none" if kind == "uncompressed" else kind,
    )


def _parse_texts(texts: pa.Array, field: pa.Field) -> pa.Array:
    if pa.types.is_dictionary(field.type):
        return _parse_texts(texts, pa.field(field.name, field.type.value_type)).dictionary_encode().cast(field.type)
    if pa.types.is_boolean(field.type):
        values = pc.if_else(
            pc.is_in(pc.utf8_lower(texts), value_set=pa.array(FALSE)), pa.scalar(value=False), pa.scalar(value=True)
        )
        return pc.if_else(pc.is_null(texts), pa.scalar(None, pa.bool_()), values)
    if pa.types.is_timestamp(field.type) and field.type.tz is None:
        return pc.utf8_slice_codeunits(texts, 0, 26).cast(field.type)
    if pa.types.is_timestamp(field.type):
        return texts.cast(pa.timestamp("us", "UTC")).cast(field.type)
    if pa.types.is_nested(field.type):
        return pa.nulls(len(texts), field.type)
    return texts.cast(field.type)
