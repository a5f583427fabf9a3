"""Reads `subjects.csv`: the member's own names and account numbers by merchant or payer token.

One row per merchant (`merchant_id`) or payer (`token`). `kind` is entity (when left out) or person; `client` is yes for
the member's own customer (when left out, a merchant is one and a payer is none). A row with an `account` is written as
that account, with its holder inside. All other columns fill elements of the report: finpath goaml columns lists them.
The file stays at the member: it is the only place where a token meets a name.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from finpath.dissemination.goaml.shape import SHAPES, columns
from finpath.errors import ConfigError
from finpath.presentation.text import legible_text

KEYS = ("merchant_id", "token", "kind", "client")
COLUMNS = (*KEYS, *dict.fromkeys(name for shape in SHAPES.values() for name, _ in columns(shape)))
"""Every column that is known."""

LONGEST = 100_000
"""Letters of a value; a quote that is left open takes in the rest of the file."""


@dataclass(frozen=True)
class Names:
    """The member's own names; none of them is ever shown by finpath but in a report.

    Args:
        merchants: Columns by merchant_id.
        payers: Columns by token.
        source: The file's name, for messages.
    """

    merchants: Mapping[str, Mapping[str, str]] = field(default_factory=dict, repr=False)
    payers: Mapping[str, Mapping[str, str]] = field(default_factory=dict, repr=False)
    source: str = "subjects.csv"


def read_names(path: Path) -> Names:
    """Read the file.

    Raises:
        ConfigError: It is not there, has a column that is unknown, a row without a key, or a key twice.
    """
    names = Names({}, {}, path.name)
    merchants, payers = dict[str, Mapping[str, str]](), dict[str, Mapping[str, str]]()
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.reader(file, strict=True)
            header = next(rows, [])
            _check_header(header, path)
            for row in filter(None, rows):
                where = f"{path}, row {rows.line_num}"
                if max(map(len, row)) > LONGEST:
                    raise ConfigError(f"{where} cannot be read: a value has more than {LONGEST:,} letters.")
                if len(row) != len(header):
                    raise ConfigError(f"{where} has {len(row)} values, and the header {len(header)}: quote commas.")
                _add_row(dict(zip(header, row, strict=True)), merchants, payers, where)
    except OSError:
        raise ConfigError(f"There is no file of subjects {path}: name one with --subjects, or leave it out.") from None
    except (csv.Error, UnicodeDecodeError) as error:
        raise ConfigError(f"The file of subjects {path} cannot be read: {error}. Write it as CSV in UTF-8.") from None
    return Names(merchants, payers, names.source)


def _check_header(header: list[str], path: Path) -> None:
    unknown = [name for name in header if name not in COLUMNS]
    if unknown:
        alike = get_close_matches(unknown[0], COLUMNS, 3, 0.5)
        near = f"nearest: {', '.join(alike)}" if alike else "finpath goaml columns lists those that are known"
        raise ConfigError(f'{path} has the column "{legible_text(unknown[0], 60)}": {near}.')
    if len(set(header)) != len(header) or not {"merchant_id", "token"} & set(header):
        raise ConfigError(f"{path} must have a column merchant_id or token, and each column once.")


def _add_row(
    row: dict[str, str], merchants: dict[str, Mapping[str, str]], payers: dict[str, Mapping[str, str]], where: str
) -> None:
    merchant, token = row.get("merchant_id", "").strip(), row.get("token", "").strip()
    if bool(merchant) == bool(token):
        raise ConfigError(f"{where} must have either a merchant_id or a token.")
    if row.get("kind", "") not in {"", "entity", "person"} or row.get("client", "") not in {"", "yes", "no"}:
        raise ConfigError(f"{where}: kind is entity or person, and client yes or no.")
    rows, key = (merchants, merchant) if merchant else (payers, token)
    if key in rows:
        raise ConfigError(f"{where} has {legible_text(key, 60)} for the second time: write one row for each.")
    rows[key] = row
