"""The last decision on each merchant, from a CSV file of past decisions."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from finpath.errors import ConfigError

COLUMNS = ("provider_id", "merchant_id", "decision", "decided_on")
"""What each row must say; every other column, such as a reviewer's note, is not read."""

DECIDED = {"confirmed": True, "cleared": False}


@dataclass(frozen=True)
class Decision:
    """What a person decided.

    Args:
        confirmed: Whether the merchant is what is sought; cleared otherwise.
    """

    confirmed: bool
    decided_on: dt.date


@dataclass(frozen=True)
class Decisions:
    """The last decision on each merchant.

    Args:
        last: By provider and merchant id.
        replaced: Rows that a later one replaces.
        sha256: Of the file.
    """

    last: Mapping[tuple[str, str], Decision]
    replaced: int = 0
    sha256: str = ""


def read_decisions(path: Path) -> Decisions:
    """Read past decisions; of several on one merchant the latest counts, of one day the one that stands last.

    Raises:
        ConfigError: It is not there, is not CSV, lacks a column, or a row is not what a decision must be.
    """
    try:
        content = path.read_bytes()
    except OSError:
        raise ConfigError(f"There is no file of decisions {path}: name a CSV file.") from None
    try:
        rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
        lacking = [name for name in COLUMNS if name not in (rows.fieldnames or ())]
        if lacking:
            raise ConfigError(f"The decisions {path} lack {', '.join(lacking)}: the columns are {', '.join(COLUMNS)}.")
        told = [_read(row, f"{path}, line {rows.line_num}") for row in rows]
    except (UnicodeDecodeError, csv.Error) as error:
        raise ConfigError(f"The decisions {path} cannot be read as CSV in UTF-8: {error}.") from None
    if not told:
        raise ConfigError(f"The decisions {path} have no row: write one for each merchant that was decided on.")
    last: dict[tuple[str, str], Decision] = {}
    for merchant, decision in told:
        if merchant not in last or decision.decided_on >= last[merchant].decided_on:
            last[merchant] = decision
    return Decisions(last, len(told) - len(last), hashlib.sha256(content).hexdigest())


def _read(row: Mapping[str | None, str | None], place: str) -> tuple[tuple[str, str], Decision]:
    provider, merchant, decision, day = ((row[name] or "").strip() for name in COLUMNS)
    if None in row:
        raise ConfigError(f"{place} has more fields than the header: put fields with a comma into quotes.")
    if not provider or not merchant:
        raise ConfigError(f"{place} names no provider_id or no merchant_id: write both, as in findings.parquet.")
    if decision not in DECIDED:
        raise ConfigError(f'{place}: decision is "{decision}": write confirmed or cleared.')
    try:
        return (provider, merchant), Decision(DECIDED[decision], dt.date.fromisoformat(day))
    except ValueError:
        raise ConfigError(f'{place}: decided_on is "{day}": write a day as 2026-06-30.') from None
