"""What differs between two run folders: versions, inputs, parameters, files, and which merchants changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import pyarrow.parquet as pq

from finpath.output.folder.recorded_config import Manifest, read_manifest

SINGLE_VALUES = ("finpath", "contract", "as_of", "key")
"""What a manifest says in one word."""

TABLES = ("libraries", "parameters", "inputs", "outputs")
KINDS = {"libraries": "library", "parameters": "parameter", "inputs": "input", "outputs": "file"}
COMPARED_COLUMNS = ("tier", "score", "families", "rules")
"""What a merchant is compared in; ranks move with every other merchant's."""


@dataclass(frozen=True)
class Difference:
    """One thing that is not the same.

    Args:
        kind: finpath, contract, as_of, key, library, parameter, input, file or merchant.
        before, after: Empty where it was not there, or is not there any more.
    """

    kind: str
    name: str
    before: str
    after: str

    @property
    def sentence(self) -> str:
        """In one line."""
        about = f"{self.kind} {self.name}".strip()
        if not self.before or not self.after:
            return f"{about}: {'new' if self.after else 'not there any more'}"
        return f"{about}: differs" if self.kind in {"file", "input"} else f"{about}: {self.before} -> {self.after}"


def find_differences(before: Path, after: Path) -> tuple[Difference, ...]:
    """Compare two runs by what their manifests say, and by their merchants.

    Raises:
        ConfigError: One of them is no run, or its manifest cannot be read.
    """
    old, new = read_manifest(before), read_manifest(after)
    values = [Difference(name, "", _text(old.get(name)), _text(new.get(name))) for name in SINGLE_VALUES]
    differences = [each for each in values if each.before != each.after]
    for table in TABLES:
        differences += _differences(KINDS[table], *(_texts(each.get(table)) for each in (old, new)))
    return (*differences, *_differences("merchant", _merchant_texts(before), _merchant_texts(after)))


def _differences(kind: str, old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Difference]:
    for name in sorted({*old, *new}):
        if old.get(name) != new.get(name):
            yield Difference(kind, name, old.get(name, ""), new.get(name, ""))


def _texts(table: object) -> dict[str, str]:
    return {name: _text(value) for name, value in cast("Manifest", table or {}).items()}


def _text(value: object) -> str:
    return value if isinstance(value, str) else repr(value)


def _merchant_texts(run: Path) -> dict[str, str]:
    """What the findings say of each merchant; nothing where they cannot be read."""
    try:
        rows = pq.read_table(
            run / "findings.parquet", columns=["provider_id", "merchant_id", *COMPARED_COLUMNS]
        ).to_pylist()
    except (OSError, ValueError):
        return {}
    return {f"{row['provider_id']}/{row['merchant_id']}": _merchant_text(row) for row in rows}


def _merchant_text(row: Mapping[str, object]) -> str:
    rules = ", ".join(sorted(cast("list[str]", row["rules"]))) or "no rule"
    return f"{row['tier']} {row['score']:.3f} by {rules}"
