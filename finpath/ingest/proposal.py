"""What a table that nobody has described is taken for, and what it does not say."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from finpath.ingest.sides import BOTH_SIDES

PAYMENTS, MERCHANTS = "transactions", "merchants"


@dataclass(frozen=True)
class Claims:
    """What somebody has said of a table.

    Args:
        columns: The contract's column to those of the table.
        constants: The contract's column to what stands for all rows.
        options: How it is to be read, as in `[files.options]`.
        kind: Of the member.
        surrogate: Whether merchants' ids are replaced; as their values ask for when None.
    """

    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)
    kind: str = BOTH_SIDES
    surrogate: bool | None = None


@dataclass(frozen=True)
class ProposedColumn:
    """Where one column of the contract comes from, and why.

    Args:
        ours: The contract's name.
        theirs: Columns of the table; empty where a constant is proposed.
        constant: What stands for all rows.
        why: For the person who looks.
    """

    ours: str
    theirs: tuple[str, ...]
    constant: str
    why: str


@dataclass(frozen=True)
class OpenQuestion:
    """What the table does not say.

    Args:
        argument: What it is called, as an argument in Python.
        lacks: What is the matter with the table.
        ask: The question, for a person at a terminal.
        otherwise: What is assumed where nobody answers.
    """

    argument: str
    lacks: str
    ask: str
    otherwise: str


@dataclass(frozen=True)
class Proposal:
    """What a table is taken for.

    Args:
        name: Of the file or table.
        table: The contract's table.
        columns: Of the contract.
        options: How it is read, and why, by name.
        surrogate: Whether ids of merchants are replaced by keyed surrogates.
        unused: Columns that are read as nothing.
        missing: Needed columns that nothing stands for.
        questions: What the table does not say.
        zone: A zone that the header names.
        is_local: Whether its times have no zone.
        countries: Of the payers' accounts.
        form: The format, where that says which column is which.
    """

    name: str
    table: str
    columns: tuple[ProposedColumn, ...]
    options: Mapping[str, tuple[str, str]]
    surrogate: bool
    unused: tuple[str, ...]
    missing: tuple[str, ...]
    questions: tuple[OpenQuestion, ...]
    zone: str = ""
    is_local: bool = False
    countries: frozenset[str] = frozenset()
    form: str = ""

    def fields(self) -> dict[str, object]:
        """Its part of a manifest, besides table and path."""
        mapped = {each.ours: list(each.theirs) for each in self.columns if each.theirs and each.theirs != (each.ours,)}
        parts: dict[str, object] = {"surrogate": True} if self.surrogate else {}
        parts |= {"columns": {name: theirs[0] if len(theirs) == 1 else theirs for name, theirs in mapped.items()}}
        parts |= {"constants": {each.ours: each.constant for each in self.columns if each.constant}}
        parts |= {"options": {name: value for name, (value, _) in self.options.items()}}
        return {name: value for name, value in parts.items() if value}

    def entry(self) -> str:
        """The same as text of a contribution.toml."""
        lines = ["[[files]]", f'table = "{self.table}"', f"path = {_toml(self.name)}"]
        for name, value in self.fields().items():
            if isinstance(value, Mapping):
                lines += ["", f"[files.{name}]", *(f"{ours} = {_toml(theirs)}" for ours, theirs in value.items())]
            else:
                lines.append(f"{name} = {_toml(value)}")
        return "\n".join(lines) + "\n"


def _toml(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
