"""People, their roles and their ways to sign in, as the database has them."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Connection, select

from finpath.desk.policy.may import Person
from finpath.desk.policy.roles import OF_ROLE
from finpath.desk.store.store import Acting, new_id, now
from finpath.desk.store.tables import ASKED_GRANTS, GRANTS, LOGINS, PEOPLE
from finpath.errors import ConfigError, nearest
from finpath.referral.query.disclosure import TLP

CONSOLE = "console"
"""Who has the machine: it makes the first people, and whatever it does stands in the chain."""


def find_person(db: Connection, person: str, on: dt.date) -> Person | None:
    """Somebody, with the roles that hold on a day; None where there is nobody, or no more."""
    row = db.execute(select(PEOPLE).where(PEOPLE.c.id == person)).first()
    if row is None or (row.until and dt.date.fromisoformat(row.until) < on):
        return None
    roles = db.scalars(select(GRANTS.c.role).where(GRANTS.c.person == person))
    return Person(person, frozenset(roles), _set(row.countries), _set(row.teams), row.tlp)


def add_person(  # noqa: PLR0913 - what is known of somebody
    acting: Acting, by: str, login: str, *, name: str, org: str, tlp: str = "amber+strict"
) -> str:
    """Add somebody who has no role yet.

    Raises:
        ConfigError: The login is taken, or a word is not what it must be.
    """
    if tlp not in TLP:
        raise ConfigError(f'"{tlp:.40}" is no label of TLP 2.0: {nearest(tlp, TLP)}')
    if not login.strip() or len(login) > 80 or not login.isprintable():  # noqa: PLR2004 - as long as an e-mail's half
        raise ConfigError("A login is 1 to 80 letters, digits or signs.")
    if acting.db.execute(select(LOGINS.c.login).where(LOGINS.c.login == login)).first():
        raise ConfigError(f"The login {login} is taken: choose another.")
    person = new_id("u")
    acting.db.execute(
        PEOPLE.insert().values(id=person, name=name, org=org, countries="", teams="", tlp=tlp, until=None)
    )
    acting.db.execute(LOGINS.insert().values(login=login, person=person, password=None))
    acting.enter(by, "added", f"person:{person}", {"login": login, "org": org})
    return person


def person_of(db: Connection, login: str) -> str:
    """Whose login it is.

    Raises:
        ConfigError: Nobody's.
    """
    person = db.execute(select(LOGINS.c.person).where(LOGINS.c.login == login)).scalar()
    if person is None:
        raise ConfigError(f"Nobody signs in as {login:.80}: {nearest(login, list(db.scalars(select(LOGINS.c.login))))}")
    return str(person)


def grant(acting: Acting, person: str, role: str, by: str, approved_by: str) -> None:
    """Give a role: proposed by one, approved by another, to a third; at the console, by whoever has the machine.

    Raises:
        ConfigError: There is no such role, or the three are not three.
    """
    if role not in OF_ROLE:
        raise ConfigError(f'"{role:.40}" is no role: {nearest(role, list(OF_ROLE))}')
    held = acting.db.execute(select(GRANTS).where(GRANTS.c.person == person, GRANTS.c.role == role)).first()
    if held is None:
        acting.db.execute(GRANTS.insert().values(person=person, role=role, by=by, approved_by=approved_by, at=now()))
    acting.enter(approved_by, "granted", f"person:{person}", {"role": role, "by": by})


def ask_grant(acting: Acting, person: str, role: str, by: str) -> str:
    """Propose a role for somebody; another administrator approves it.

    Raises:
        ConfigError: There is no such role.
    """
    if role not in OF_ROLE:
        raise ConfigError(f'"{role:.40}" is no role: {nearest(role, list(OF_ROLE))}')
    asked = new_id("q")
    acting.db.execute(ASKED_GRANTS.insert().values(id=asked, person=person, role=role, by=by, at=now()))
    acting.enter(by, "proposed", f"grant:{asked}", {"role": role, "person": person})
    return asked


def approve_grant(acting: Acting, asked: str, by: str) -> None:
    """Approve a proposed role.

    Raises:
        ConfigError: It is not there, or the two are not two.
    """
    row = acting.db.execute(select(ASKED_GRANTS).where(ASKED_GRANTS.c.id == asked)).first()
    if row is None:
        raise ConfigError("That role is proposed no more.")
    grant(acting, row.person, row.role, row.by, by)
    acting.db.execute(ASKED_GRANTS.delete().where(ASKED_GRANTS.c.id == asked))


def take_role(acting: Acting, person: str, role: str, by: str) -> None:
    """Take a role away: that needs nobody else."""
    acting.db.execute(GRANTS.delete().where(GRANTS.c.person == person, GRANTS.c.role == role))
    acting.enter(by, "taken_away", f"person:{person}", {"role": role})


def today() -> dt.date:
    """The day, in UTC: a desk's, wherever its database stands."""
    return dt.datetime.now(dt.UTC).date()


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())
