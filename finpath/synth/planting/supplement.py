"""A second folder of a provider with the planted files; nothing that was contributed is changed."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from finpath.ingest.manifest import NAME, Agreement, Manifest
from finpath.synth.planting.form import TableForm
from finpath.synth.planting.moments import InstantStyle
from finpath.synth.planting.record import Record
from finpath.synth.planting.writing import write_like

LATER = "supplement"


class Supplement:
    """A second contribution of one provider."""

    def __init__(self, out: Path, manifest: Manifest) -> None:
        """Open the folder.

        Args:
            out: The folder of all contributions.
            manifest: The provider's first.
        """
        self._manifest, self._parts = manifest, [_header(manifest)]
        self.folder = _free(out, f"{manifest.folder.name}-{LATER}")
        self.folder.mkdir()

    def add(self, form: TableForm, records: Sequence[Record], moments: InstantStyle | None = None) -> None:
        """Write one file in a form; where there is no row, there is no file."""
        if not records:
            return
        original, name = form.original, Path(form.original.source.path).name
        entry, name = original.entry, name if original.keeps_format else f"{Path(name).stem}.csv"
        encoding = write_like(original, records, self.folder / name)
        options = original.options
        if moments is not None and moments.option:
            options.setdefault("date_format", moments.option)
        if encoding:
            options.setdefault("encoding", encoding)
        if form.table == "transactions" and form.sums("amount").mark == ",":
            options.setdefault("decimal", ",")
        self._parts.append(_entry(entry.table, name, entry.format if original.keeps_format else "csv"))
        self._parts += [
            _table("files.columns", {ours: list(names) for ours, names in original.columns.items()}),
            _table("files.constants", entry.constants),
            _table("files.options", options),
        ]

    def close(self) -> None:
        """Write the manifest."""
        text = "\n".join(part for part in self._parts if part)
        (self.folder / NAME).write_text(text, encoding="utf-8", newline="\n")


def write_reports(out: Path, like: Manifest, names_in_use: Iterable[str], rows: Sequence[Mapping[str, str]]) -> None:
    """Found a hotline that hands in these reports, under the agreement of another member."""
    name = "hotline"
    while name in set(names_in_use):
        name += "-2"
    folder = _free(out, name)
    folder.mkdir()
    provider = {"id": name, "kind": "hotline", "country": like.country, "timezone": like.timezone}
    parts = [_table("provider", provider), _agreement(like.agreement), _entry("reports", "reports.csv", None)]
    (folder / NAME).write_text("\n".join(parts), encoding="utf-8", newline="\n")
    lines = [",".join(rows[0]), *(",".join(_quote(value) for value in row.values()) for row in rows)]
    (folder / "reports.csv").write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def _quote(value: str) -> str:
    return '"' + value.replace('"', '""') + '"' if any(mark in value for mark in ',"\n\r') else value


def _free(out: Path, name: str) -> Path:
    while (out / name).exists():
        name += "-2"
    return out / name


def _header(manifest: Manifest) -> str:
    provider = {
        "id": manifest.provider_id,
        "kind": manifest.kind,
        "country": manifest.country,
        "timezone": manifest.timezone,
    }
    if manifest.time_precision:
        provider["time_precision"] = manifest.time_precision
    return _table("provider", provider) + "\n" + _agreement(manifest.agreement)


def _agreement(agreement: Agreement | None) -> str:
    fields = {name: value for name, value in vars(agreement).items() if value is not None} if agreement else {}
    lines = ["[agreement]"]
    lines += [
        f"{name} = {value if isinstance(value, dt.date) else _text(str(value))}" for name, value in fields.items()
    ]
    return "\n".join(lines) + "\n"


def _entry(table: str, path: str, form: str | None) -> str:
    return "\n".join(["[[files]]", *_pairs({"table": table, "path": path} | ({"format": form} if form else {}))]) + "\n"


def _table(name: str, values: Mapping[str, str] | Mapping[str, list[str]]) -> str:
    return "\n".join([f"[{name}]", *_pairs(values)]) + "\n" if values else ""


def _pairs(values: Mapping[str, str] | Mapping[str, list[str]]) -> list[str]:
    return [
        f"{name} = {_text(value[0] if isinstance(value, list) and len(value) == 1 else value)}"
        for name, value in values.items()
    ]


def _text(value: str | list[str]) -> str:
    """Write a text, or a list of them, as TOML does; JSON's escapes are TOML's."""
    return json.dumps(value, ensure_ascii=False)
