"""A case of law enforcement that is quiet: of what it meets from then on no other owner is told, for 90 days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping

from sqlalchemy import Connection, select

from finpath.desk.cases.decide import deny, require
from finpath.desk.errors import DeniedError
from finpath.desk.people.person import today
from finpath.desk.policy.may import Person
from finpath.desk.policy.roles import DECIDE
from finpath.desk.store.store import Acting, Store, new_id, now
from finpath.desk.store.tables import PEOPLE, QUIETS
from finpath.errors import ConfigError

LONGEST = dt.timedelta(days=90)


def is_law_enforcement(db: Connection, person: Person, organisations: Collection[str]) -> bool:
    """Whether somebody works for one of the organisations that the desk's configuration names."""
    org = db.execute(select(PEOPLE.c.org).where(PEOPLE.c.id == person.id)).scalar()
    return org in organisations


def ask_quiet(store: Store, person: Person, case: str, organisations: Collection[str]) -> str:
    """Ask that a case be quiet; nothing changes before somebody else agrees.

    Raises:
        DeniedError: The person may not, or is not of law enforcement.
    """
    with store.act() as acting:
        _require(store, acting, person, case, organisations)
        quiet = new_id("s")
        until = (today() + LONGEST).isoformat()
        acting.db.execute(QUIETS.insert().values(id=quiet, case_id=case, by=person.id, at=now(), until=until))
        acting.enter(person.id, "asked", f"quiet:{quiet}", {"case": case})
    return quiet


def agree_quiet(store: Store, person: Person, quiet: str, organisations: Collection[str]) -> None:
    """Agree that a case be quiet, from now on.

    Raises:
        ConfigError: The same person asked.
        DeniedError: The person may not, or is not of law enforcement.
    """
    with store.act() as acting:
        row = acting.db.execute(select(QUIETS).where(QUIETS.c.id == quiet, QUIETS.c.agreed_by.is_(None))).first()
        if row is None:
            raise DeniedError("There is nothing to agree to, or it is not for you.")
        _require(store, acting, person, row.case_id, organisations)
        if row.by == person.id:
            raise ConfigError("You asked for it: somebody else must agree.")
        acting.db.execute(QUIETS.update().where(QUIETS.c.id == quiet).values(agreed_by=person.id, at=now()))
        acting.enter(person.id, "approved", f"quiet:{quiet}", {"case": row.case_id})


def quiet_since(db: Connection) -> Mapping[str, str]:
    """The cases that are quiet today, and since when."""
    in_force = (QUIETS.c.agreed_by.is_not(None), QUIETS.c.until >= today().isoformat())
    found: dict[str, str] = {}
    for row in db.execute(select(QUIETS).where(*in_force).order_by(QUIETS.c.at.desc())):
        found[row.case_id] = row.at
    return found


def _require(store: Store, acting: Acting, person: Person, case: str, organisations: Collection[str]) -> None:
    require(store, acting, person, DECIDE, case)
    if not is_law_enforcement(acting.db, person, organisations):
        deny(store, acting, person, DECIDE)
        raise DeniedError("Only law enforcement keeps a case quiet.")
