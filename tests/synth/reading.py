"""A folder of contributions in, the contract's tables out, all values text: read without the package under test."""

from __future__ import annotations

import csv
import json
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Coalition:
    """Tables of all members with `provider_id` and `row`, the position in its file."""

    tables: dict[str, pa.Table]
    truth: tuple[dict[str, str], ...]


def read(folder: Path) -> Coalition:
    """Read every file that a manifest names."""
    parts: dict[str, list[pa.Table]] = {}
    for manifest in sorted(folder.glob("*/contribution.toml")):
        described = tomllib.loads(manifest.read_text(encoding="utf-8"))
        for file in described["files"]:
            whole = pa.concat_tables([_text(path) for path in sorted(manifest.parent.glob(file["path"]))])
            theirs = {theirs: ours for ours, theirs in file.get("columns", {}).items()}
            whole = whole.rename_columns([theirs.get(name, name) for name in whole.column_names])
            whole = _plain(whole, described["provider"]["timezone"], file.get("options", {}))
            ids = pa.array([described["provider"]["id"]] * len(whole))
            whole = whole.append_column("provider_id " if "provider_id" in whole.column_names else "provider_id", ids)
            parts.setdefault(file["table"], []).append(whole.append_column("row", pa.array(range(len(whole)))))
    tables = {name: pa.concat_tables(tables, promote_options="default") for name, tables in parts.items()}
    with (folder.parent / "truth.csv").open(encoding="utf-8") as file:
        return Coalition(tables, tuple(csv.DictReader(file)))


def _text(path: Path) -> pa.Table:
    if path.suffix == ".parquet":
        table = pq.read_table(path)
        return table.cast(pa.schema([(name, pa.string()) for name in table.column_names]))
    if path.suffix == ".jsonl":
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        names = dict.fromkeys(name for row in rows for name in row)
        return pa.table({name: pa.array([row.get(name) for row in rows], pa.string()) for name in names})
    with pa.input_stream(path) as stream:
        head = stream.read().split(b"\n", 1)[0].decode()
    mark = ";" if ";" in head else ","
    headings = [name.strip('"') for name in head.split(mark)]
    options = pyarrow.csv.ConvertOptions(
        column_types=dict.fromkeys(headings, pa.string()), strings_can_be_null=True, null_values=[""]
    )
    return pyarrow.csv.read_csv(path, parse_options=pyarrow.csv.ParseOptions(delimiter=mark), convert_options=options)


def _plain(table: pa.Table, timezone: str, options: dict[str, str]) -> pa.Table:
    """Spell instants and decimals one way, as ingest does before anything looks at them."""
    for at, name in enumerate(table.column_names):
        if name in {"occurred_at", "reported_at"}:
            table = table.set_column(at, name, _instant(table[name], timezone, options))
        if name == "amount" and options.get("decimal") == ",":
            table = table.set_column(at, name, pc.replace_substring(table[name], ",", "."))
    return table


def _instant(column: pa.ChunkedArray, timezone: str, options: dict[str, str]) -> pa.ChunkedArray:
    """Give seconds since 1970; what is no instant becomes null."""
    text = pc.replace_substring_regex(pc.utf8_slice_codeunits(column, 0, 19), "T", " ")
    layout = options.get("date_format", "%Y-%m-%d %H:%M:%S")
    local = pc.strptime(text, format=layout, unit="s", error_is_null=True)
    if timezone == "Europe/Madrid":
        local = pc.assume_timezone(local, timezone, ambiguous="earliest", nonexistent="earliest")
    return local.cast(pa.timestamp("s")).cast(pa.int64())
