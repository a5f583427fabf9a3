"""A small coalition whose every text holds something that could be clicked, and the texts of what is written of it."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pypdf

from benchmarks.coalition import Size, write
from finpath.ingest.member_texts import has_ids
from finpath.tables.contract import TABLES, Column, Type

CLICKABLE = (
    "planted.example",
    "http://planted.example",
    "HTTPS://WWW.PLANTED.EXAMPLE:8443/path?q=1#x",
    "[xn--planted-ida.example]",
    "(www.1planted.example/path)",
    "<ftp://planted.example>",
    "planted\u3002example",
    "planted.xn--p1ai:80",
)
REACHABLE = ("jo@planted.example", "mailto:Jo.Doe@PLANTED.example", "to NL91ABNA0417164300", "call +31 6 12345678")
"""What free texts hold besides; an id that does is refused."""

CODES = frozenset("payer_country payee_country country currency mcc".split())


def is_text(column: Column) -> bool:
    """Say whether a column of the contract is one of texts that are no codes and never pass as a token."""
    return column.type is Type.STRING and not column.codes and column.name not in CODES


def plant(table: str, rows: pa.Table) -> pa.Table:
    """Put something into every text of a table; ids are changed alike everywhere, so that they still join."""
    for column in TABLES[table]:
        if not is_text(column) or column.name in {"provider_id", "related_id"}:
            continue
        place = rows.schema.get_field_index(column.name)
        said = rows.column(place).to_pylist() if place >= 0 else [str(number) for number in range(len(rows))]
        texts = pa.array([_planted(column, text, number) for number, text in enumerate(said)], pa.string())
        rows = rows.append_column(column.name, texts) if place < 0 else rows.set_column(place, column.name, texts)
    return rows


def _planted(column: Column, text: str | None, number: int) -> str | None:
    if text is None:
        return None
    if column.name == "domain":
        return f"https://{text.replace('.', '-planted.')}:443/x"
    if has_ids(column):
        return f"https://www.planted.example/{text}" if len(text) % 2 else f"http://planted.example/{text}"
    every = (*CLICKABLE, *REACHABLE)
    return f"{text} {every[number % len(every)]}"


def write_addressed(folder: Path) -> Path:
    """Write the contributions."""
    made = write(Size(20_000, 1_000, 200), folder)
    for path in (made / "acquirer").glob("*.parquet"):
        pq.write_table(plant(path.stem, pq.read_table(path)), path)
    number = [str(each) for each in range(200)]
    instants = ["2026-03-01T10:00:00Z"] * 200
    moved = {"transfer_id": number, "occurred_at": instants, "from_account": [f"account {each}" for each in number]}
    moved |= {"to_account": ["account 7"] * 200, "amount": ["5.00"] * 200, "currency": ["EUR"] * 200}
    pq.write_table(plant("transfers", pa.table(moved)), made / "acquirer" / "transfers.parquet")
    with (made / "acquirer" / "contribution.toml").open("a", encoding="utf-8") as manifest:
        manifest.write('\n[[files]]\ntable = "transfers"\npath = "transfers.parquet"\n')
    as_text = pa_csv.ConvertOptions(column_types={"reported_at": pa.string()})
    reports = pa_csv.read_csv(made / "hotline" / "reports.csv", convert_options=as_text)
    pq.write_table(plant("reports", reports), made / "hotline" / "reports.parquet")
    (made / "hotline" / "reports.csv").unlink()
    manifest_path = made / "hotline" / "contribution.toml"
    manifest_path.write_text(manifest_path.read_text().replace("reports.csv", "reports.parquet"))
    return made


def texts_of(path: Path) -> Iterator[str]:
    """Every text in a file, as a reader or a program meets it."""
    yield from _texts(path.suffix, path.read_bytes())


def _texts(suffix: str, content: bytes) -> Iterator[str]:
    read: Mapping[str, Callable[[bytes], Iterator[str]]] = {
        ".parquet": _cells,
        ".pdf": _pages,
        ".zip": _members,
        ".xlsx": _members,
    }
    if suffix in read:
        yield from read[suffix](content)
        return
    text = content.decode(errors="replace")
    yield from (text, html.unescape(text))
    if suffix == ".json":
        yield re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), text)


def _cells(content: bytes) -> Iterator[str]:
    for column in pq.read_table(io.BytesIO(content)).columns:
        yield from map(str, column.to_pylist())


def _pages(content: bytes) -> Iterator[str]:
    for page in pypdf.PdfReader(io.BytesIO(content)).pages:
        yield page.extract_text().replace("\n", "")
        yield from (str(each) for each in page.get("/Annots", ()))


def _members(content: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        for name in packed.namelist():
            yield from _texts(Path(name).suffix, packed.read(name))
