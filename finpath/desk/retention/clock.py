"""How long a case is kept: the agreement's years, from its release, its closing, or the last run that showed it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Row, func, select, true

from finpath.config.roles import Role
from finpath.desk.cases.safeguarded import protected_accounts
from finpath.desk.cases.states import CLOSED, RELEASED
from finpath.desk.policy.may import RECEIVED
from finpath.desk.store.seals import DeskKey, unseal
from finpath.desk.store.tables import CASES, DECISIONS, HOLDS, PROPOSALS, RELEASES, RUNS, SIGHTINGS
from finpath.tables.contract import SAFEGUARDED

EVENTS = {
    RELEASED: "it was released",
    CLOSED: "it was closed",
    "": "a run showed it last",
}
"""By the state of a case, from what its time is counted."""

GIVEN = "its owner gave it until then"


@dataclass(frozen=True)
class Clock:
    """How long a case is kept.

    Args:
        keep_until: The last day.
        event: From what that is counted, and on which day.
        blocked: Why its time does not end; empty where it does.
    """

    keep_until: dt.date
    event: str
    blocked: str = ""

    def is_over(self, today: dt.date) -> bool:
        """Whether its time is over, and nothing keeps it."""
        return self.keep_until < today and not self.blocked


def read_clocks(
    db: Connection, key: DeskKey, years: int, among: ColumnElement[bool] | None = None
) -> Mapping[str, Clock]:
    """The clock of each case, or of those among them that are asked for."""
    wanted = true() if among is None else among
    released = _latest(db, RELEASES.c.at, RELEASES.join(PROPOSALS), PROPOSALS.c.case_id)
    decided = _latest(db, DECISIONS.c.at, DECISIONS, DECISIONS.c.case_id)
    shown = _latest(db, RUNS.c.at, SIGHTINGS.join(RUNS), SIGHTINGS.c.case_id)
    held = set(db.scalars(select(HOLDS.c.case_id).where(HOLDS.c.lifted_by.is_(None))))
    victims = _keep_a_victim(db, key)
    clocks: dict[str, Clock] = {}
    columns = (CASES.c.id, CASES.c.state, CASES.c.lane, CASES.c.opened_at, CASES.c.ends_on)
    for row in db.execute(select(*columns).where(wanted)):
        if row.lane == RECEIVED:
            clocks[row.id] = Clock(dt.date.fromisoformat(row.ends_on), GIVEN, _blocked(row, held, victims))
            continue
        moments = {RELEASED: released, CLOSED: decided}.get(row.state, {})
        state = row.state if row.id in moments else ""
        day = dt.date.fromisoformat((moments.get(row.id) or shown.get(row.id) or row.opened_at)[:10])
        clocks[row.id] = Clock(_after(day, years), f"{EVENTS[state]} on {day}", _blocked(row, held, victims))
    return clocks


def what_keeps(db: Connection, key: DeskKey, case: str) -> str:
    """Why a case cannot be purged, by whomever; empty where it can."""
    return read_clocks(db, key, 1, CASES.c.id == case)[case].blocked


def _latest(db: Connection, at: ColumnElement[str], source: object, case: ColumnElement[str]) -> Mapping[str, str]:
    query = select(case, func.max(at)).select_from(source).group_by(case)  # type: ignore[arg-type] # a table, or two
    return {row[0]: row[1] for row in db.execute(query)}


def _blocked(row: Row[str, str, str, str, str | None], held: set[str], victims: set[str]) -> str:
    if row.id in held:
        return "An authority wants it kept."
    if row.lane == SAFEGUARDED and row.state != CLOSED:
        return "Safeguarding has not closed it."
    if row.id in victims:
        return "It says who is held for a victim, and safeguarding has not closed that."
    return ""


def _keep_a_victim(db: Connection, key: DeskKey) -> set[str]:
    """Cases whose decisions alone say, in the next run, that an account is safeguarding's."""
    protected = protected_accounts(db, key)
    if not protected:
        return set()
    query = (
        select(DECISIONS.c.case_id, DECISIONS.c.what, CASES.c.key)
        .join(CASES, CASES.c.id == DECISIONS.c.case_id)
        .where(DECISIONS.c.outcome == "give_role")
    )
    found: set[str] = set()
    for row in db.execute(query):
        what = json.loads(unseal(key.unwrap(row.key), row.what))
        if what["role"] == Role.VICTIM and not protected.isdisjoint(what["accounts"]):
            found.add(row.case_id)
    return found


def _after(day: dt.date, years: int) -> dt.date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # the 29th of February
        return day.replace(year=day.year + years, day=28)
