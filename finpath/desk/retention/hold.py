"""An authority wants a case kept: that wins over every clock, until one person asks to end it and another agrees.

No day ends a hold by itself: a clock that was set wrong destroys nothing.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping

from sqlalchemy import ColumnElement, Connection, Row, select

from finpath.desk.cases.clean import clean_words
from finpath.desk.cases.decide import require
from finpath.desk.cases.outbox import REFERENCE
from finpath.desk.errors import DeniedError
from finpath.desk.people.person import today
from finpath.desk.policy.may import Person
from finpath.desk.policy.roles import PURGE, RETAIN
from finpath.desk.store.seals import DeskKey, seal, unseal
from finpath.desk.store.store import Acting, Store, new_id, now
from finpath.desk.store.tables import CASES, HOLDS, PURGES
from finpath.errors import ConfigError

LONGEST = dt.timedelta(days=5 * 366)
STANDING = "proposed"


def hold_case(store: Store, person: Person, case: str, *, named: tuple[str, str], until: dt.date) -> str:
    """Hold a case: no purge goes through from here on, and those that were proposed lapse. One person is enough.

    Args:
        store: The desk's.
        person: Who enters it.
        case: That is held.
        named: The authority, and its reference.
        until: The day on which somebody asks again; it ends nothing by itself.

    Raises:
        ConfigError: Nobody is named, or the day is past or too far.
        DeniedError: The person may not.
    """
    authority, reference = (checked(each, what) for each, what in zip(named, ("authority", "reference"), strict=True))
    if not today() < until <= today() + LONGEST:
        raise ConfigError("Name the day on which the authority is asked again: after today, and within five years.")
    with store.act() as acting:
        row = require(store, acting, person, RETAIN, case)
        held, what = new_id("h"), {"authority": authority, "reference": reference}
        sealed = seal(acting.case_key(case), json.dumps(what).encode())
        acting.db.execute(
            HOLDS.insert().values(
                id=held, case_id=case, by=person.id, at=now(), until=until.isoformat(), what=sealed, lift_by=None,
                lifted_by=None, ended_at=None,
            )
        )  # fmt: skip
        standing = (PURGES.c.case_id == case, PURGES.c.state == STANDING)
        acting.db.execute(PURGES.update().where(*standing).values(state="lapsed"))
        acting.enter(person.id, "held", f"case:{case}", {"hold": held, **what}, agreement=str(row.agreement))
    return held


def checked(text: str, what: str) -> str:
    """A short text that somebody types: an authority, or its reference.

    Raises:
        ConfigError: It is none.
    """
    if not REFERENCE.fullmatch(text.strip()) or clean_words(text) != text.strip():
        raise ConfigError(f"Name the {what}: 1 to 100 letters, digits and signs, no address and no card number.")
    return text.strip()


def ask_to_end(store: Store, person: Person, hold: str) -> None:
    """Ask to end a hold.

    Raises:
        ConfigError: It has ended.
        DeniedError: The person may not.
    """
    with store.act() as acting:
        row = _find(store, acting, person, RETAIN, hold)
        acting.db.execute(HOLDS.update().where(HOLDS.c.id == hold).values(lift_by=person.id))
        acting.enter(person.id, "asked", f"case:{row.case_id}", {"end": hold})


def end_hold(store: Store, person: Person, hold: str) -> None:
    """End a hold that somebody else asked to end.

    Raises:
        ConfigError: Nobody asked, or the same person did.
        DeniedError: The person may not.
    """
    with store.act() as acting:
        row = _find(store, acting, person, PURGE, hold)
        if not row.lift_by:
            raise ConfigError("Somebody asks to end it first, and another person agrees.")
        if row.lift_by == person.id:
            raise ConfigError("You asked to end it: somebody else must agree.")
        ended = {"lifted_by": person.id, "ended_at": now()}
        acting.db.execute(HOLDS.update().where(HOLDS.c.id == hold).values(**ended))
        acting.enter(person.id, "freed", f"case:{row.case_id}", {"hold": hold, "asked_by": str(row.lift_by)})


def read_holds(db: Connection, key: DeskKey, among: ColumnElement[bool]) -> list[Mapping[str, str]]:
    """The holds in force, of cases that are asked for; first those whose day has come."""
    query = (
        select(HOLDS, CASES.c.key, CASES.c.title)
        .join(CASES, CASES.c.id == HOLDS.c.case_id)
        .where(HOLDS.c.lifted_by.is_(None), among)
        .order_by(HOLDS.c.until, HOLDS.c.id)
    )
    return [_legible(row, key.unwrap(row.key)) for row in db.execute(query)]


def _legible(row: Row[tuple[object, ...]], own: bytes) -> Mapping[str, str]:
    what = json.loads(unseal(own, row.what))
    return {"id": row.id, "case": row.case_id, "title": unseal(own, row.title).decode(), "by": row.by,
            "at": row.at[:10], "until": row.until, "lift_by": row.lift_by or "", **what}  # fmt: skip


def _find(store: Store, acting: Acting, person: Person, act: str, hold: str) -> Row[tuple[object, ...]]:
    row = acting.db.execute(select(HOLDS).where(HOLDS.c.id == hold)).first()
    if row is None:
        raise DeniedError("There is no such hold, or it is not for you.")
    require(store, acting, person, act, str(row.case_id))
    if row.lifted_by:
        raise ConfigError("The hold has ended.")
    return row
