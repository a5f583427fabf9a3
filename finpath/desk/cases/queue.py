"""What is to be looked at: safeguarding first, then the highest score; and a case as somebody sees it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from sqlalchemy import Connection, Row, case, func, select

from finpath.desk.cases.land import SCALE
from finpath.desk.cases.reasons import CODES, OUTCOMES
from finpath.desk.cases.states import SET_ASIDE, UNDECIDED
from finpath.desk.people.person import today
from finpath.desk.policy.may import Person, visible
from finpath.desk.store.seals import DeskKey, unseal
from finpath.desk.store.tables import (
    ANCHORS,
    CASES,
    CUSTODY,
    DECISIONS,
    PEOPLE,
    PLACES,
    PROPOSALS,
    RELEASES,
    RUNS,
    SIGHTINGS,
    WORDS,
)
from finpath.referral.query.disclosure import TLP
from finpath.tables.contract import SAFEGUARDED

PAGE = 50


@dataclass(frozen=True)
class QueueRow:
    """A case in a list."""

    id: str
    lane: str
    state: str
    tier: str
    score: float
    title: str
    why: str
    change: str
    assigned: str
    set_aside_until: str
    tlp: str
    last: str = ""


@dataclass(frozen=True)
class Queue:
    """One page of the queue.

    Args:
        rows: At most `PAGE`.
        waiting: Cases that are undecided, of those that this person may see.
        done: Decisions of this person today.
        after: What the next page begins after; empty where this is the last.
    """

    rows: tuple[QueueRow, ...]
    waiting: int
    done: int
    after: str = ""


def read_queue(db: Connection, key: DeskKey, person: Person, *, state: str = "", after: str = "") -> Queue:
    """The cases that are to be looked at, or those of a state."""
    seen = visible(person)
    wanted = CASES.c.state.in_(UNDECIDED) if not state else CASES.c.state == state
    over = (CASES.c.state == SET_ASIDE) & (CASES.c.set_aside_until < today().isoformat())
    wanted = wanted | over if not state else wanted
    lane = case((CASES.c.lane == SAFEGUARDED, 0), else_=1)
    order = (lane, CASES.c.score.desc(), CASES.c.id)
    query = select(CASES).where(seen, wanted).order_by(*order).limit(PAGE + 1)
    if after:
        begin = db.execute(
            select(lane.label("lane"), CASES.c.score, CASES.c.id).where(CASES.c.id == after, seen)
        ).first()
        if begin is not None:
            later = (lane > begin.lane) | (
                (lane == begin.lane)
                & ((CASES.c.score < begin.score) | ((CASES.c.score == begin.score) & (CASES.c.id > begin.id)))
            )
            query = query.where(later)
    rows = db.execute(query).all()
    waiting = db.execute(
        select(func.count()).select_from(CASES).where(seen, CASES.c.state.in_(UNDECIDED) | over)
    ).scalar_one()
    day = today().isoformat()
    done = db.execute(
        select(func.count()).select_from(DECISIONS).where(DECISIONS.c.by == person.id, DECISIONS.c.at >= day)
    ).scalar_one()
    shown = rows[:PAGE]
    return Queue(tuple(queue_row(row, key) for row in shown), waiting, done, shown[-1].id if rows[PAGE:] else "")


def queue_row(row: Row[tuple[object, ...]], key: DeskKey) -> QueueRow:
    """A case as a list shows it."""
    own = key.unwrap(row.key)
    return QueueRow(
        row.id, row.lane, row.state, row.tier, row.score / SCALE, unseal(own, row.title).decode(),
        unseal(own, row.why).decode(), row.change, row.assigned or "", row.set_aside_until or "", TLP[row.tlp],
    )  # fmt: skip


@dataclass(frozen=True)
class CaseView:
    """All that the desk keeps of a case, legible."""

    row: QueueRow
    group_id: str
    run: Row[tuple[object, ...]]
    agreement: str
    ends_on: str
    countries: tuple[str, ...]
    accounts: tuple[str, ...]
    sightings: tuple[Mapping[str, object], ...]
    words: tuple[Mapping[str, str], ...]
    decisions: tuple[Mapping[str, object], ...]
    proposals: tuple[Mapping[str, str], ...]
    custody: tuple[Mapping[str, object], ...]
    before: tuple[Mapping[str, object], ...]


def read_case(db: Connection, key: DeskKey, row: Row[tuple[object, ...]], person: Person) -> CaseView:
    """A case, as somebody sees it who may."""
    own = key.unwrap(row.key)
    names = {each.id: each.name for each in db.execute(select(PEOPLE.c.id, PEOPLE.c.name))} | {"hub": "the hub"}
    anchors = db.execute(select(ANCHORS).where(ANCHORS.c.case_id == row.id)).all()
    accounts = tuple(sorted(unseal(own, each.account).decode() for each in anchors))
    return CaseView(
        queue_row(row, key),
        row.group_id,
        db.execute(select(RUNS).where(RUNS.c.seal == row.run)).one(),
        row.agreement,
        row.ends_on or "",
        tuple(db.scalars(select(PLACES.c.country).where(PLACES.c.case_id == row.id).order_by(PLACES.c.country))),
        accounts,
        tuple(_only(accounts, _sightings(db, own, row.id))),
        tuple(
            {"kind": each.kind, "by": names.get(each.by, each.by), "at": each.at[:16].replace("T", " "),
             "text": unseal(own, each.text).decode()}
            for each in db.execute(select(WORDS).where(WORDS.c.case_id == row.id).order_by(WORDS.c.at))
        ),
        tuple(_only(accounts, _decisions(db, key, (row.id,), names))),
        tuple(_proposals(db, own, row.id, names)),
        tuple(
            {"n": each.n, "at": each.at[:16].replace("T", " "), "who": names.get(each.actor, each.actor),
             "act": each.act}
            for each in db.execute(
                select(CUSTODY).where(CUSTODY.c.subject == f"case:{row.id}").order_by(CUSTODY.c.n.desc()).limit(PAGE)
            )
        ),
        tuple(_only(accounts, _before(db, key, row, person, [each.mac for each in anchors], names))),
    )  # fmt: skip


def _only(accounts: Sequence[str], told: Iterable[Mapping[str, object]]) -> Iterable[Mapping[str, object]]:
    """What was told, naming the accounts that the case has today: who went to safeguarding is named nowhere."""
    for each in told:
        yield {**each, "accounts": [name for name in cast("list[str]", each["accounts"]) if name in accounts]}


def _sightings(db: Connection, own: bytes, case_id: str) -> Iterable[Mapping[str, object]]:
    query = (
        select(SIGHTINGS, RUNS.c.as_of, RUNS.c.name.label("run_name"))
        .join(RUNS, RUNS.c.seal == SIGHTINGS.c.run)
        .where(SIGHTINGS.c.case_id == case_id)
        .order_by(RUNS.c.number.desc(), SIGHTINGS.c.group_id)
    )
    for each in db.execute(query):
        what = json.loads(unseal(own, each.what))
        yield {"as_of": each.as_of, "run": each.run_name, "group": each.group_id, "tier": each.tier,
               "score": each.score / SCALE, "change": each.change, **what}  # fmt: skip


def _decisions(
    db: Connection, key: DeskKey, cases: Sequence[str], names: Mapping[str, str]
) -> Iterable[Mapping[str, object]]:
    query = (
        select(DECISIONS, CASES.c.key, RUNS.c.name.label("run_name"))
        .join(CASES, CASES.c.id == DECISIONS.c.case_id)
        .join(RUNS, RUNS.c.seal == DECISIONS.c.run)
        .where(DECISIONS.c.case_id.in_(cases))
        .order_by(DECISIONS.c.at.desc())
    )
    for each in db.execute(query):
        what = json.loads(unseal(key.unwrap(each.key), each.what))
        yield {"id": each.id, "case": each.case_id, "outcome": each.outcome, "words": OUTCOMES[each.outcome],
               "code": each.code, "reason": CODES[each.outcome][each.code], "until": each.until or "",
               "by": names.get(each.by, each.by), "at": each.at[:16].replace("T", " "), "run": each.run_name,
               "relation": "", "label": "", **what}  # fmt: skip


def _proposals(db: Connection, own: bytes, case_id: str, names: Mapping[str, str]) -> Iterable[Mapping[str, str]]:
    query = (
        select(PROPOSALS, RELEASES.c.state.label("became"), RELEASES.c.filed_as)
        .outerjoin(RELEASES, RELEASES.c.proposal == PROPOSALS.c.id)
        .where(PROPOSALS.c.case_id == case_id)
        .order_by(PROPOSALS.c.at.desc())
    )
    for each in db.execute(query):
        yield {"id": each.id, "recipient": each.recipient, "by": names.get(each.by, each.by), "digest": each.digest,
               "at": each.at[:16].replace("T", " "), "state": each.state, "became": each.became or "",
               "reference": unseal(own, each.filed_as).decode() if each.filed_as else ""}  # fmt: skip


def _before(  # noqa: PLR0913, PLR0917 - what is told and to whom
    db: Connection,
    key: DeskKey,
    row: Row[tuple[object, ...]],
    person: Person,
    macs: Sequence[str],
    names: Mapping[str, str],
) -> Iterable[Mapping[str, object]]:
    """What was decided on the same accounts in other cases that this person may see."""
    others = (
        select(ANCHORS.c.case_id)
        .join(CASES, CASES.c.id == ANCHORS.c.case_id)
        .where(ANCHORS.c.mac.in_(macs), ANCHORS.c.case_id != row.id, visible(person))
        .distinct()
    )
    return _decisions(db, key, list(db.scalars(others)), names)
