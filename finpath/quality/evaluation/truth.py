"""The known answer: what each merchant of a run really is."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from finpath.errors import ConfigError

COLUMNS = ("provider_id", "merchant_id", "group", "typology", "reported")


@dataclass(frozen=True)
class Planted:
    """One merchant of the known answer.

    Args:
        group: The structure it belongs to.
        typology: Its kind.
        reported: Whether a report names it, so that finding it again is no merit.
    """

    group: str
    typology: str
    reported: bool


Truth = Mapping[tuple[str, str], Planted]
"""Provider and merchant id to what was planted there."""


def read_truth(path: Path) -> Truth:
    """Read a truth file.

    Raises:
        ConfigError: It is not there, or lacks a column.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
    except OSError:
        raise ConfigError(f"There is no truth file {path}: name the file that the planter wrote.") from None
    missing = [name for name in COLUMNS if rows and name not in rows[0]]
    if missing or not rows:
        raise ConfigError(f"The truth file {path} lacks {', '.join(missing) or 'rows'}: it needs {', '.join(COLUMNS)}.")
    return {(row["provider_id"], row["merchant_id"]): _read_row(row) for row in rows}


def join(truth: Truth, added: Truth) -> Truth:
    """What was there, and what was planted into it later; groups of equal names stay two groups."""
    taken = {planted.group for planted in truth.values()}
    return {**truth, **{account: _apart(planted, taken) for account, planted in added.items()}}


def _apart(planted: Planted, taken: set[str]) -> Planted:
    return replace(planted, group=f"{planted.group} (added)") if planted.group in taken else planted


def _read_row(row: Mapping[str, str]) -> Planted:
    return Planted(row["group"], row["typology"], row["reported"].strip().lower() in {"true", "1", "yes"})
