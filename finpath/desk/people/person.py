"""People, their roles and their ways to sign in, as the database has them."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

import pycountry
from sqlalchemy import Connection, select

from finpath.desk.people.identity_provider import LOGIN
from finpath.desk.policy.may import Person
from finpath.desk.policy.roles import OF_ROLE
from finpath.desk.store.store import Acting, new_id, now
from finpath.desk.store.tables import ASKED_GRANTS, GRANTS, LOGINS, PEOPLE, SESSIONS, TOKENS
from finpath.errors import ConfigError, nearest
from finpath.referral.query.disclosure import TLP

DAY = dt.timedelta(days=1)
WORD = re.compile(r"[\w-]{1,40}")
LONGEST_LOGIN, LONGEST_SUBJECT = 80, len(LOGIN) + 255
"""Letters; as many as a subject of OpenID Connect may have."""

CONSOLE = "console"
"""Who has the machine: it makes the first people, and whatever it does stands in the chain."""


GROUP = "group"
"""Who gives a role that the configuration lets a group of the identity provider give."""


def find_person(db: Connection, person: str, on: dt.date) -> Person | None:
    """Somebody, with the roles that hold on a day; None where there is nobody, or no more."""
    row = db.execute(select(PEOPLE).where(PEOPLE.c.id == person)).first()
    if row is None or (row.until and dt.date.fromisoformat(row.until) < on):
        return None
    roles = db.scalars(select(GRANTS.c.role).where(GRANTS.c.person == person))
    return Person(person, frozenset(roles), _set(row.countries), _set(row.teams), row.tlp)


@dataclass(frozen=True)
class Place:
    """Where somebody stands.

    Args:
        org: Their organisation.
        countries: Whose law they work under, as ISO 3166-1 alpha-2; all where empty.
        teams: They work in.
        tlp: The strictest label that they may see.
        until: Their last day.
    """

    org: str
    countries: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    tlp: str = "amber+strict"
    until: str | None = None


def add_person(acting: Acting, by: str, login: str, *, name: str, place: Place) -> str:
    """Add somebody who has no role yet.

    Raises:
        ConfigError: The login is taken, or a word is not what it must be.
    """
    if place.tlp not in TLP:
        raise ConfigError(f'"{place.tlp:.40}" is no label of TLP 2.0: {nearest(place.tlp, TLP)}')
    for country in place.countries:
        if pycountry.countries.get(alpha_2=country) is None:
            raise ConfigError(f'"{country:.40}" is no country: two letters of ISO 3166-1 were expected, as in NL.')
    for team in place.teams:
        if not WORD.fullmatch(team):
            raise ConfigError(f'"{team:.40}" is no team: one word of letters, digits, - and _ was expected.')
    longest = LONGEST_SUBJECT if login.startswith(LOGIN) else LONGEST_LOGIN
    if not login.strip() or len(login) > longest or not login.isprintable():
        raise ConfigError(f"A login is 1 to {longest} letters, digits or signs.")
    if acting.db.execute(select(LOGINS.c.login).where(LOGINS.c.login == login)).first():
        raise ConfigError(f"The login {login} is taken: choose another.")
    person = new_id("u")
    acting.db.execute(
        PEOPLE.insert().values(
            id=person, name=name, org=place.org, countries=" ".join(place.countries), teams=" ".join(place.teams),
            tlp=place.tlp, until=place.until,
        )
    )  # fmt: skip
    acting.db.execute(LOGINS.insert().values(login=login, person=person, password=None))
    acting.enter(by, "added", f"person:{person}", {"login": login, "org": place.org})
    return person


def end_person(acting: Acting, by: str, person: str) -> None:
    """End somebody's sessions, tokens, roles and passwords; what they did stays theirs."""
    for table in (SESSIONS, TOKENS, GRANTS):
        acting.db.execute(table.delete().where(table.c.person == person))
    acting.db.execute(LOGINS.update().where(LOGINS.c.person == person).values(password=None))
    acting.db.execute(PEOPLE.update().where(PEOPLE.c.id == person).values(until=(today() - DAY).isoformat()))
    acting.enter(by, "taken_away", f"person:{person}", {"all": True})


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
    """Take a role away: that needs nobody else.

    Raises:
        ConfigError: They have no such role.
    """
    gone = acting.db.execute(GRANTS.delete().where(GRANTS.c.person == person, GRANTS.c.role == role)).rowcount
    if not gone:
        raise ConfigError("Nobody has that role to take away.")
    acting.enter(by, "taken_away", f"person:{person}", {"role": role})


def roles_by_group(acting: Acting, person: str, roles: frozenset[str]) -> None:
    """Give the roles of somebody's groups, and take those that came from groups and come no more."""
    held = acting.db.execute(select(GRANTS.c.role, GRANTS.c.by).where(GRANTS.c.person == person)).all()
    for role in sorted(roles - {row.role for row in held}):
        acting.db.execute(GRANTS.insert().values(person=person, role=role, by=GROUP, approved_by=CONSOLE, at=now()))
        acting.enter(GROUP, "granted", f"person:{person}", {"role": role, "by": GROUP})
    for role in sorted({row.role for row in held if row.by == GROUP} - roles):
        take_role(acting, person, role, GROUP)


def today() -> dt.date:
    """The day, in UTC: a desk's, wherever its database stands."""
    return dt.datetime.now(dt.UTC).date()


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())
