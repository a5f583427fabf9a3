"""What people decided, as the files that the next run reads: sorted, and the same decisions give the same bytes."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Row, select

from finpath.config.identity_decisions import IdentityDecision, write_identity_decision
from finpath.config.roles import Given, GivenRole, role_of, write_role
from finpath.config.suppressions import write_suppression
from finpath.desk.cases.identity import MERGE, SPLIT, agreed
from finpath.desk.cases.reasons import CODES
from finpath.desk.people.person import today
from finpath.desk.store.seals import unseal
from finpath.desk.store.store import Acting, Store
from finpath.desk.store.tables import ANCHORS, CASES, DECISIONS, RUNS
from finpath.errors import ConfigError
from finpath.output.folder import Run
from finpath.output.folder.atomic_output import write_atomically
from finpath.output.folder.review import record_review
from finpath.output.folder.seal import seal_folder
from finpath.quality.calibration.decisions import COLUMNS
from finpath.tables.contract import SAFEGUARDED

CONFIRM, CLEAR, SET_ASIDE, GIVE_ROLE = "confirm", "clear", "set_aside", "give_role"
CLEARED_FOR = dt.timedelta(days=365)
"""How long a merchant that was cleared stays set aside, unless something new comes."""


@dataclass(frozen=True)
class Decided:
    """The last decision of a kind on one account."""

    account: str
    outcome: str
    by: str
    on: dt.date
    until: dt.date | None
    why: str
    role: str
    run: Path


@dataclass(frozen=True)
class _Standing:
    """What stands of all decisions: by account, and of accounts together."""

    last: list[Decided]
    identities: tuple[IdentityDecision, ...]


@dataclass(frozen=True)
class FilesWritten:
    """What was written: entries by file, and what could not be, one sentence each."""

    entries: Mapping[str, int]
    left_out: tuple[str, ...]


def write_files(store: Store, by: str, out: Path, *, force: bool = False) -> FilesWritten:
    """Write what people decided into a folder: `decisions.csv`, `suppressions.toml`, `roles.toml`, `identities.toml`.

    Raises:
        ConfigError: There is something at `out`.
    """
    left_out: list[str] = []
    with store.act() as acting:
        standing = _standing(acting)
        last = standing.last
        files = {
            "decisions.csv": _decisions(last),
            "suppressions.toml": list(_suppressions(last, left_out)),
            "roles.toml": [
                write_role(
                    GivenRole(*_parts(each.account), role_of(each.role, "desk"), Given(each.by, each.on, each.why))
                )
                for each in last
                if each.outcome == GIVE_ROLE
            ],
            "identities.toml": [write_identity_decision(each) for each in standing.identities],
        }
        acting.enter(by, "exported", "files:next-run", {name: len(entries) for name, entries in files.items()})
        with write_atomically(out, force=force) as place:
            for name, entries in files.items():
                if entries or name.endswith(".toml"):  # a case file may name these before there is anything in them
                    glue = "" if name.endswith(".csv") else "\n"
                    (place / name).write_text(glue.join(entries), encoding="utf-8")
            seal_folder(place)
    rows = {name: len(entries) - (name.endswith(".csv") and bool(entries)) for name, entries in files.items()}
    return FilesWritten(rows, tuple(left_out))


def _standing(acting: Acting) -> _Standing:
    """Of each account the last confirmation, clearing or setting aside, and the last role; and who is one seller's.

    Decisions on who is safeguarding's go nowhere, but for roles: who is held for a victim once stays it in every run.
    """
    rows = acting.db.execute(
        select(DECISIONS, RUNS.c.path)
        .join(CASES, CASES.c.id == DECISIONS.c.case_id)
        .join(RUNS, RUNS.c.seal == DECISIONS.c.run)
        .order_by(DECISIONS.c.at, DECISIONS.c.id)
    ).all()
    current = set(
        acting.db.scalars(
            select(ANCHORS.c.mac).join(CASES, CASES.c.id == ANCHORS.c.case_id).where(CASES.c.lane != SAFEGUARDED)
        )
    )
    last: dict[tuple[str, bool], Decided] = {}
    together: list[IdentityDecision] = []
    for row in rows:
        what = json.loads(unseal(acting.case_key(row.case_id), row.what))
        if row.outcome in {MERGE, SPLIT}:
            if {*map(acting.key.mac, what["accounts"])} <= current:
                together.append(_word(row, what))
            continue
        for account in what["accounts"]:
            if row.outcome != GIVE_ROLE and acting.key.mac(account) not in current:
                continue
            until = dt.date.fromisoformat(row.until) if row.until else None
            why = " ".join(filter(None, (row.code, what["why"])))
            on = dt.date.fromisoformat(row.at[:10])
            last[account, row.outcome == GIVE_ROLE] = Decided(
                account, row.outcome, row.by, on, until, why, what["role"], Path(row.path)
            )
    return _Standing([last[each] for each in sorted(last)], agreed(together))


def _word(row: Row[tuple[object, ...]], what: Mapping[str, Any]) -> IdentityDecision:
    on = dt.date.fromisoformat(row.at[:10])
    why = " ".join(filter(None, (CODES[row.outcome][row.code], what["why"])))
    return IdentityDecision(tuple(what["accounts"]), row.by, on, why, what["relation"])


def _decisions(last: list[Decided]) -> list[str]:
    words = {CONFIRM: "confirmed", CLEAR: "cleared"}
    rows = [(*_parts(each.account), words[each.outcome], each.on.isoformat()) for each in last if each.outcome in words]
    if not rows:
        return []
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([COLUMNS, *rows])
    return out.getvalue().splitlines(keepends=True)


def _suppressions(last: list[Decided], left_out: list[str]) -> Iterator[str]:
    for each in last:
        until = each.until if each.outcome == SET_ASIDE else each.on + CLEARED_FOR
        if each.outcome not in {SET_ASIDE, CLEAR} or until is None or until < today():
            continue
        try:
            review = record_review(Run(each.run), each.account, by=each.by, why=each.why, days=(each.on, until))
        except ConfigError as error:
            left_out.append(f"{each.account} is not set aside: {error}")
            continue
        yield write_suppression(review)


def _parts(account: str) -> tuple[str, str]:
    provider, _, merchant = account.partition("/")
    return provider, merchant
