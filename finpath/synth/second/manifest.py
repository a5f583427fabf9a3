"""A contribution's manifest: which of its files is which table, and how one more file is declared like another."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

Setting = str | int | bool | list[str]
ROW_NUMBER = "@row"


@dataclass(frozen=True)
class FileSpec:
    """One `[[files]]` block.

    Args:
        table: The contract's table.
        path: The path or glob as written.
        columns: Our name to the provider's, where they differ; several of theirs are joined.
        constants: What the file does not say.
        options: Delimiter, decimal sign, encoding, date format.
        rest: Every other key of the block, kept when it is repeated.
    """

    table: str
    path: str
    columns: Mapping[str, tuple[str, ...]]
    constants: Mapping[str, str]
    options: Mapping[str, Setting]
    rest: Mapping[str, Setting]

    def option(self, name: str, default: str) -> str:
        """One option as text."""
        return str(self.options.get(name, default))


@dataclass(frozen=True)
class Manifest:
    """Who hands a folder in, and its files."""

    folder: Path
    provider: str
    kind: str
    country: str
    precision: str | None
    files: tuple[FileSpec, ...]

    def of(self, table: str) -> tuple[FileSpec, ...]:
        """The blocks of one table."""
        return tuple(spec for spec in self.files if spec.table == table)


def read(folder: Path) -> Manifest:
    """Read `contribution.toml` of a folder."""
    document = tomllib.loads((folder / "contribution.toml").read_text(encoding="utf-8"))
    provider = document["provider"]
    return Manifest(
        folder=folder,
        provider=provider["id"],
        kind=provider.get("kind", "acquirer"),
        country=provider.get("country", ""),
        precision=provider.get("time_precision"),
        files=tuple(_spec(block) for block in document.get("files", [])),
    )


def _spec(block: Mapping[str, object]) -> FileSpec:
    def part(name: str) -> dict[str, Setting]:
        found = block.get(name, {})
        return dict(found) if isinstance(found, Mapping) else {}

    known = ("table", "path", "columns", "constants", "options")
    return FileSpec(
        table=str(block["table"]),
        path=str(block["path"]),
        columns={
            name: tuple(theirs) if isinstance(theirs, list) else (str(theirs),)
            for name, theirs in part("columns").items()
        },
        constants={name: str(value) for name, value in part("constants").items()},
        options=part("options"),
        rest={name: value for name, value in block.items() if name not in known and isinstance(value, str | int)},
    )


def declare(folder: Path, spec: FileSpec, extra: str) -> None:
    """Add a block for `extra`, a file of the same form as `spec`; a glob that finds it already is enough."""
    if (folder / extra) in set(folder.glob(spec.path)):
        return
    manifest = folder / "contribution.toml"
    text = manifest.read_text(encoding="utf-8").rstrip("\n")
    manifest.write_text(f"{text}\n\n{_block(spec, extra)}", encoding="utf-8")


def _block(spec: FileSpec, path: str) -> str:
    head: dict[str, Setting] = {"table": spec.table, "path": path, **spec.rest}
    columns: dict[str, Setting] = {
        name: list(theirs) if len(theirs) > 1 else theirs[0] for name, theirs in spec.columns.items()
    }
    text = "[[files]]\n" + _lines(head)
    for name, part in (("columns", columns), ("constants", spec.constants), ("options", spec.options)):
        text += f"[files.{name}]\n{_lines(part)}" if part else ""
    return text


def _lines(part: Mapping[str, Setting]) -> str:
    # What JSON writes for text, lists of text, numbers and booleans is TOML too.
    return "".join(f"{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in part.items())
