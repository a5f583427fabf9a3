"""Who is signed in: kept in the database under a hash; idle for half an hour, or twelve hours old, it ends."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass

from sqlalchemy import select

from finpath.desk.people.person import find_person, today
from finpath.desk.policy.may import Person
from finpath.desk.store.store import Acting, Store, now
from finpath.desk.store.tables import SESSIONS

IDLE, WHOLE = dt.timedelta(minutes=30), dt.timedelta(hours=12)
FRESH = dt.timedelta(minutes=5)
TOUCH = dt.timedelta(minutes=1)
"""How often a session's last moment is written: not at every page."""


@dataclass(frozen=True)
class Session:
    """One that is in force."""

    id_hash: str
    person: Person
    login: str
    challenge: str
    fresh: bool = False
    """Whether somebody signed in within the last minutes."""


def begin_session(store: Store, person: str, login: str) -> str:
    """Sign somebody in; the secret goes into a cookie, and is kept nowhere."""
    secret = secrets.token_urlsafe(32)
    moment = now()
    with store.act() as acting:
        acting.db.execute(SESSIONS.delete().where(SESSIONS.c.began < _before(WHOLE)))
        acting.db.execute(
            SESSIONS.insert().values(
                id_hash=_hash(secret),
                person=person,
                login=login,
                began=moment,
                seen=moment,
                stepped_up=None,
                challenge=None,
            )
        )
        acting.enter(person, "signed_in", f"person:{person}")
    return secret


def find_session(store: Store, secret: str) -> Session | None:
    """The session of a cookie, if it is in force."""
    with store.read() as db:
        row = db.execute(select(SESSIONS).where(SESSIONS.c.id_hash == _hash(secret))).first()
        if row is None or row.began < _before(WHOLE) or row.seen < _before(IDLE):
            return None
        person = find_person(db, row.person, today())
    if person is None:
        return None
    if row.seen < _before(TOUCH):
        with store.engine.begin() as db:
            db.execute(SESSIONS.update().where(SESSIONS.c.id_hash == row.id_hash).values(seen=now()))
    return Session(row.id_hash, person, row.login, row.challenge or "", row.began >= _before(FRESH))


def end_session(store: Store, session: Session) -> None:
    """Sign out."""
    with store.act() as acting:
        acting.db.execute(SESSIONS.delete().where(SESSIONS.c.id_hash == session.id_hash))
        acting.enter(session.person.id, "signed_out", f"person:{session.person.id}")


def end_others(acting: Acting, session: Session) -> None:
    """End every other session of the same person."""
    others = (SESSIONS.c.person == session.person.id, SESSIONS.c.id_hash != session.id_hash)
    acting.db.execute(SESSIONS.delete().where(*others))


def keep_challenge(store: Store, session: Session, challenge: str) -> None:
    """Keep what is to be signed next in this session; each is taken once."""
    with store.engine.begin() as db:
        db.execute(SESSIONS.update().where(SESSIONS.c.id_hash == session.id_hash).values(challenge=challenge or None))


def _before(age: dt.timedelta) -> str:
    return (dt.datetime.now(dt.UTC) - age).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
