"""The list that a person decides on, and what that person decided: two files, which any program opens."""

from __future__ import annotations

import csv
import io
import json
import os
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from finpath.errors import ConfigError
from finpath.intake.answers import write_rows
from finpath.intake.fold import Fold, target_of
from finpath.presentation.csv_escape import harmless
from finpath.presentation.text import defang

PASS, CLOSE, HOLD = "pass", "close", "hold"
BORNE_OUT = "payments_agree"
REASONS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        PASS: frozenset({"plausible", BORNE_OUT, "second_source"}),
        CLOSE: frozenset({"no_payment", "duplicate", "not_in_scope", "malicious", "too_little"}),
        HOLD: frozenset({"wait", "ask", ""}),
    }
)
"""What may be decided, and why."""

SAID = ("host", "descriptor", "amount", "currency", "day", "way", "name", "phone", "crypto")
COLUMNS = (
    *("report_id", "decision", "reason", "urgent", "helped", *SAID),
    *("kinds", "places", "days", "first_day", "last_day", "crowd", "held"),
)
LISTED, APART, FOR_PROGRAMS = "triage.csv", "quarantine.csv", "triage.json"


@dataclass(frozen=True)
class Decision:
    """What a person decided of one fold."""

    decision: str
    reason: str


NONE = Decision("", "")


def write_triage(folder: Path, folds: Iterable[Fold], decisions: Mapping[str, Decision]) -> None:
    """Write what is to be decided, what waits apart, and both for programs; what was decided stands in its columns."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    listed = list(folds)
    for name, held in ((LISTED, False), (APART, True)):
        rows = [_row(each, decisions.get(each.id, NONE)) for each in listed if bool(each.held) is held]
        write_rows(folder / name, COLUMNS, rows)
    told = [_record(each, decisions.get(each.id, NONE)) for each in listed]
    part = folder / f".{FOR_PROGRAMS}.{secrets.token_hex(4)}"
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
        json.dump(told, out, ensure_ascii=False, indent=1)
        out.write("\n")
    part.replace(folder / FOR_PROGRAMS)


def read_decisions(paths: Iterable[Path]) -> tuple[dict[str, Decision], list[str]]:
    """Read what was decided; a later file wins.

    Returns:
        Decisions by report id, and a sentence for each row that says nothing that is known; such a row decides nothing.

    Raises:
        ConfigError: A file cannot be read, or has no such columns.
    """
    decided: dict[str, Decision] = {}
    faults: list[str] = []
    for path in paths:
        for number, row in enumerate(_rows(path), 2):
            found = Decision((row["decision"] or "").strip().lower(), (row["reason"] or "").strip().lower())
            if not found.decision:
                continue
            known = REASONS.get(found.decision)
            if known is None:
                faults.append(f"{path}, line {number}: the decision is none of {', '.join(REASONS)}.")
            elif found.reason not in known:
                faults.append(
                    f"{path}, line {number}: a reason of {found.decision} is one of {', '.join(sorted(known - {''}))}."
                )
            else:
                decided[(row["report_id"] or "").strip()] = found
    return decided, faults


def _rows(path: Path) -> list[dict[str, str | None]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            text = lines.read()
    except (OSError, UnicodeDecodeError):
        raise ConfigError(
            f"The decisions {path} cannot be read: name triage.csv as `finpath intake take` wrote it."
        ) from None
    head = text.partition("\n")[0]
    delimiter = max(",;\t", key=head.count)  # spreadsheets save what their country is used to
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    if not {"report_id", "decision", "reason"} <= set(reader.fieldnames or ()):
        raise ConfigError(f"The decisions {path} have no columns report_id, decision and reason: keep the first line.")
    return list(reader)


def _row(each: Fold, decision: Decision) -> tuple[str, ...]:
    record = _record(each, decision)
    return tuple(_cell(record[name]) for name in COLUMNS)


def _cell(value: object) -> str:
    match value:
        case bool():
            return "yes" if value else ""
        case list() | tuple():
            return " ".join(map(str, value))
    return harmless(str(value))


def _record(each: Fold, decision: Decision) -> dict[str, object]:
    said = {name: each.said.get(name, "") for name in SAID}
    return {
        "report_id": each.id,
        "decision": decision.decision,
        "reason": decision.reason,
        "urgent": each.urgent,
        "helped": each.helped,
        **said,
        "host": defang(said["host"]),
        "target": target_of(each.said).partition(" ")[0],
        "kinds": list(each.kinds),
        "places": list(each.places),
        "days": len(each.days),
        "first_day": each.days[0].isoformat(),
        "last_day": each.days[-1].isoformat(),
        "crowd": each.crowd,
        "held": list(each.held),
    }
