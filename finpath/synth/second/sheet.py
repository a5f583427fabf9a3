"""A contributed file as a table of its own columns, and more rows written in the very same form."""

from __future__ import annotations

import csv
import gzip
import io
import json
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
import zstandard

from finpath.synth.second.manifest import FileSpec

GZIP, ZSTD, PARQUET = b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"PAR1"


@dataclass(frozen=True)
class Form:
    """How a file is written."""

    kind: str
    packed: str = ""
    delimiter: str = ","
    encoding: str = "utf-8"
    newline: str = "\n"
    comma: str = ", "
    colon: str = ": "


@dataclass(frozen=True)
class Sheet:
    """The rows of one file block, in the provider's own columns; text files hold text."""

    spec: FileSpec
    form: Form
    table: pa.Table


def read(folder: Path, spec: FileSpec) -> Sheet:
    """Read every file of a block."""
    paths = sorted(folder.glob(spec.path))
    parts = [_read(path, spec) for path in paths]
    table = pa.concat_tables([table for _, table in parts], promote_options="default")
    return Sheet(spec, parts[0][0], table.combine_chunks())


def _read(path: Path, spec: FileSpec) -> tuple[Form, pa.Table]:
    content = path.read_bytes()
    if content.startswith(PARQUET):
        return Form("parquet"), pq.read_table(io.BytesIO(content))
    content, packed = _unpack(content)
    encoding = spec.option("encoding", _encoding(content))
    newline = "\r\n" if b"\r\n" in content[:10_000] else "\n"
    if content.lstrip(b"\xef\xbb\xbf \n")[:1] == b"{":
        spaced = {} if b'": ' in content[:1000] else {"comma": ",", "colon": ":"}
        form = Form("jsonl", packed, encoding=encoding, newline=newline, **spaced)
        return form, _from_lines(content.decode(encoding))
    delimiter = spec.option("delimiter", _delimiter(content))
    table = _from_csv(content.decode(encoding).encode(), delimiter)
    return Form("csv", packed, delimiter, encoding, newline), table


def _unpack(content: bytes) -> tuple[bytes, str]:
    if content.startswith(GZIP):
        return gzip.decompress(content), "gzip"
    if content.startswith(ZSTD):
        return zstandard.ZstdDecompressor().stream_reader(content).read(), "zstd"
    return content, ""


def _encoding(content: bytes) -> str:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig" if content.startswith(b"\xef\xbb\xbf") else "utf-8"


def _delimiter(content: bytes) -> str:
    head = content[:20_000].split(b"\n", 1)[0]
    return max(",;\t|", key=lambda sign: head.count(sign.encode()))


def _from_csv(content: bytes, delimiter: str) -> pa.Table:
    header = next(csv.reader(io.StringIO(content[:100_000].decode(errors="ignore")), delimiter=delimiter))
    return pacsv.read_csv(
        io.BytesIO(content),
        parse_options=pacsv.ParseOptions(
            delimiter=delimiter, newlines_in_values=True, invalid_row_handler=lambda _: "skip"
        ),
        convert_options=pacsv.ConvertOptions(
            column_types=dict.fromkeys(header, pa.string()), strings_can_be_null=False, null_values=[]
        ),
    )


def _from_lines(text: str) -> pa.Table:
    rows = [json.loads(line) for line in text.splitlines() if line.strip()]
    names = list(dict.fromkeys(name for row in rows for name in row))
    return pa.table({name: _column([row.get(name) for row in rows]) for name in names})


def _column(values: list[object]) -> pa.Array:
    try:
        return pa.array(values)
    except pa.ArrowException:  # numbers and text in one column: text holds both
        return pa.array([None if value is None else str(value) for value in values])


def write(sheet: Sheet, path: Path) -> None:
    """Write the rows of a sheet in its form."""
    if sheet.form.kind == "parquet":
        pq.write_table(sheet.table, path)
        return
    text = _as_lines(sheet) if sheet.form.kind == "jsonl" else _as_csv(sheet.table, sheet.form.delimiter)
    content = text.replace("\n", sheet.form.newline).encode(sheet.form.encoding, errors="replace")
    path.write_bytes(_pack(content, sheet.form.packed))


def _pack(content: bytes, packed: str) -> bytes:
    if packed == "gzip":
        return gzip.compress(content, mtime=0)
    return zstandard.ZstdCompressor().compress(content) if packed == "zstd" else content


def _as_csv(table: pa.Table, delimiter: str) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=delimiter, lineterminator="\n")
    writer.writerow(table.column_names)
    writer.writerows(zip(*(column.to_pylist() for column in table.columns), strict=True))
    return buffer.getvalue()


def _as_lines(sheet: Sheet) -> str:
    rows = sheet.table.to_pylist()
    signs = (sheet.form.comma, sheet.form.colon)
    kept = ({name: value for name, value in row.items() if value is not None} for row in rows)
    return "".join(json.dumps(row, ensure_ascii=False, separators=signs) + "\n" for row in kept)


def extra_path(folder: Path, spec: FileSpec) -> str:
    """A name in the folder that is free, beside the files of the block and with their ending."""
    first = min(folder.glob(spec.path)).relative_to(folder)
    stem, dot, ending = first.name.partition(".")
    number = 2
    while (folder / first.with_name(f"{stem}-{number}{dot}{ending}")).exists():
        number += 1
    return first.with_name(f"{stem}-{number}{dot}{ending}").as_posix()
