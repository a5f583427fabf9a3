"""What people are told about what is kept: what is due, what is held and by whom, and what is left of what is gone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select

from finpath.desk.cases.anchors import RECALL_DUE
from finpath.desk.cases.queue import queue_row
from finpath.desk.people.person import today
from finpath.desk.policy.may import Person, Verdict, visible, visible_copies
from finpath.desk.retention.clock import Clock, read_clocks
from finpath.desk.retention.hold import STANDING, read_holds
from finpath.desk.retention.leftovers import RECEIPT_DUE
from finpath.desk.retention.purge import WHYS
from finpath.desk.retention.sweep import read_leftovers
from finpath.desk.store.seals import DeskKey, unseal
from finpath.desk.store.store import Store
from finpath.desk.store.tables import CASES, PEOPLE, PURGES, RUNS, TOMBS

SHOWN = 200


@dataclass(frozen=True)
class Kept:
    """A case, and how long it is kept."""

    id: str
    title: str
    state: str
    clock: Clock


@dataclass(frozen=True)
class Overview:
    """What one person may see of it.

    Args:
        due: Cases whose time is over, and the next whose time ends.
        proposed: Purges that wait.
        holds: In force.
        tombs: What is left of cases that were purged.
    """

    due: tuple[Kept, ...]
    proposed: tuple[Mapping[str, str], ...]
    holds: tuple[Mapping[str, str], ...]
    tombs: tuple[Mapping[str, object], ...]


def read_overview(db: Connection, key: DeskKey, person: Person, years: int) -> Overview:
    """What this person may see."""
    seen = visible(person) | visible_copies(person, today())
    clocks = read_clocks(db, key, years, seen)
    first = sorted(clocks, key=lambda case: (not clocks[case].is_over(today()), clocks[case].keep_until, case))[:SHOWN]
    rows = {row.id: queue_row(row, key) for row in db.execute(select(CASES).where(seen, CASES.c.id.in_(first)))}
    names = {row.id: row.name for row in db.execute(select(PEOPLE.c.id, PEOPLE.c.name))} | {"hub": "the clock"}
    holds = ({**each, "by": names.get(each["by"], each["by"])} for each in read_holds(db, key, seen))
    return Overview(
        tuple(Kept(case, rows[case].title, rows[case].state, clocks[case]) for case in first),
        tuple(_proposed(db, key, person, names)),
        tuple(holds),
        read_tombs(db),
    )


def _proposed(db: Connection, key: DeskKey, person: Person, names: Mapping[str, str]) -> list[Mapping[str, str]]:
    query = (
        select(PURGES, CASES.c.title, CASES.c.key)
        .join(CASES, CASES.c.id == PURGES.c.case_id)
        .where(PURGES.c.state == STANDING, visible(person))
        .order_by(PURGES.c.at)
        .limit(SHOWN)
    )
    return [
        {"id": row.id, "title": unseal(key.unwrap(row.key), row.title).decode(), "by": names.get(row.by, row.by),
         "why": WHYS[row.why], "until": row.until}
        for row in db.execute(query)
    ]  # fmt: skip


def read_tombs(db: Connection) -> tuple[Mapping[str, object], ...]:
    """What is left of cases that were purged; the last first."""
    rows = db.execute(select(TOMBS).order_by(TOMBS.c.day.desc(), TOMBS.c.mac).limit(SHOWN))
    return tuple({**row._mapping, "why": WHYS[row.why]} for row in rows)  # noqa: SLF001 - a row as SQLAlchemy gives it


def may_approve(person: Person, verdict: Verdict, by: str, approved: set[str]) -> Verdict:
    """Whether this person may approve a purge, after what the policy says of the case."""
    if verdict.allowed and by == person.id:
        return Verdict(allowed=False, why="You have proposed it: somebody else must look.")
    if verdict.allowed and person.id in approved:
        return Verdict(allowed=False, why="You have approved it: a second person must.")
    return verdict


def told_left(store: Store) -> list[str]:
    """What purges have left that a person has to see to, one sentence each."""
    left = read_leftovers(store)
    with store.read() as db:
        paths = {row.seal: row.path for row in db.execute(select(RUNS.c.seal, RUNS.c.path))}
    told = [
        f"The run folder {paths[name]} names what was purged: delete it when no open case needs it."
        for kind, name in left
        if kind == "run"
    ]
    kinds = {kind for kind, _ in left}
    if "keys" in kinds:
        told.append(
            "The file of the cases' keys has the key of what was purged: write it anew with finpath desk backup."
        )
    told += [
        f"An envelope for {name.partition(' ')[0]} is still to be written: name it in desk.toml."
        for kind, name in left
        if kind in {RECEIPT_DUE, RECALL_DUE}
    ]
    if "pages" in kinds:
        told.append("Somebody was reading: the database's free pages are cleaned by the next finpath desk purge.")
    return told
