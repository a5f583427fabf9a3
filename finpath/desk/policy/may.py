"""May this person do this to this case today? One table of rules, asked in Python and as SQL."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, exists, false, or_, true

from finpath.desk.policy.roles import (
    ABOUT_A_CASE,
    APPROVE,
    CHANGES,
    OF_COPIES,
    OF_COPIES_ALONE,
    OF_ROLE,
    PURGE,
    READ,
    RELEASE,
    RETAIN,
    SAFEGUARDING,
    SEE,
)
from finpath.desk.store.tables import CASES, PLACES
from finpath.referral.query.disclosure import TLP
from finpath.tables.contract import SAFEGUARDED

RECEIVED = "received"
"""The lane of what partners gave: read-only, and no case of this desk's."""


@dataclass(frozen=True)
class Person:
    """Who asks.

    Args:
        roles: In force today.
        countries: Whose law its organisation is under; all where empty.
        teams: It works in.
        tlp: The strictest label that it may see.
        acts: Narrower than its roles where a program asks for it.
    """

    id: str
    roles: frozenset[str]
    countries: frozenset[str] = frozenset()
    teams: frozenset[str] = frozenset()
    tlp: str = "amber+strict"
    acts: frozenset[str] | None = None

    def can(self, act: str) -> bool:
        """Whether one of its roles has this act at all."""
        allowed = any(act in OF_ROLE[role] for role in self.roles)
        return allowed and (self.acts is None or act in self.acts)


@dataclass(frozen=True)
class Record:
    """What is asked about.

    Args:
        tlp: Its label.
        countries: Whose law it is under.
        team: That works on it; everybody's where empty.
        assigned: To whom, if to anybody.
        ends_on: The last day of the agreement that it rests on.
        touched: Who decided, wrote or proposed in it.
        approved: Who approved what is asked to be released.
    """

    lane: str
    tlp: str = "amber+strict"
    countries: frozenset[str] = frozenset()
    team: str = ""
    assigned: str = ""
    ends_on: dt.date | None = None
    touched: frozenset[str] = frozenset()
    approved: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Verdict:
    """The answer, and why, in words that tell nothing of the case."""

    allowed: bool
    why: str = ""


@dataclass(frozen=True)
class Rule:
    """One condition of seeing a case: the same in Python and in SQL."""

    why: str
    holds: Callable[[Person, Record], bool]
    sql: Callable[[Person], ColumnElement[bool]]


def _in_lane(person: Person, act: str, lane: str) -> bool:
    """Whether one role has both the act and the lane: two roles never lend each other theirs."""
    if person.acts is not None and act not in person.acts:
        return False
    if act not in OF_COPIES if lane == RECEIVED else act in OF_COPIES_ALONE:
        return False
    fitting = (role for role in person.roles if (role == SAFEGUARDING) == (lane == SAFEGUARDED))
    return any(act in OF_ROLE[role] for role in fitting)


def _sees_lane(person: Person, record: Record) -> bool:
    return _in_lane(person, READ if record.lane == RECEIVED else SEE, record.lane)


def _lane_sql(person: Person) -> ColumnElement[bool]:
    copies = CASES.c.lane == RECEIVED if _in_lane(person, READ, RECEIVED) else false()
    protected = CASES.c.lane == SAFEGUARDED if _in_lane(person, SEE, SAFEGUARDED) else false()
    others = CASES.c.lane.not_in([SAFEGUARDED, RECEIVED]) if _in_lane(person, SEE, "") else false()
    return or_(protected, others, copies)


def _team_sql(person: Person) -> ColumnElement[bool]:
    return or_(CASES.c.team == "", CASES.c.assigned == person.id, CASES.c.team.in_(sorted(person.teams)))


def _same_law(own: frozenset[str], its: frozenset[str]) -> bool:
    return not own or not its or not own.isdisjoint(its)


def _country_sql(countries: Collection[str]) -> ColumnElement[bool]:
    if not countries:
        return true()
    placed = exists().where(PLACES.c.case_id == CASES.c.id)
    return or_(~placed, placed.where(PLACES.c.country.in_(sorted(countries))))


def reaches(tlp: str, countries: Collection[str]) -> tuple[ColumnElement[bool], ...]:
    """The cases whose label and law let them reach whoever may see this label and is under this law, as SQL."""
    return CASES.c.tlp <= TLP.index(tlp), _country_sql(countries)


SEEING = (
    Rule("Your roles do not show you such a case.",
         _sees_lane, _lane_sql),
    Rule("Its label is stricter than what you may see.",
         lambda person, record: TLP.index(record.tlp) <= TLP.index(person.tlp),
         lambda person: CASES.c.tlp <= TLP.index(person.tlp)),
    Rule("Another team works on it.",
         lambda person, record: not record.team or record.team in person.teams or record.assigned == person.id,
         _team_sql),
    Rule("It is under the law of other countries than your organisation's.",
         lambda person, record: _same_law(person.countries, record.countries),
         lambda person: _country_sql(person.countries)),
)  # fmt: skip
"""All of them must hold."""


def may(person: Person, act: str, record: Record | None, today: dt.date) -> Verdict:
    """Whether this person may do this; about a case, or at all."""
    if not person.can(act):
        return Verdict(allowed=False, why="Your roles do not include this.")
    if act not in ABOUT_A_CASE or record is None:
        return Verdict(allowed=True)
    if not _in_lane(person, act, record.lane):
        return Verdict(allowed=False, why="Your roles do not include this.")
    why = next((rule.why for rule in SEEING if not rule.holds(person, record)), "") or _ended(act, record, today)
    return Verdict(allowed=False, why=why) if why else _four_eyes(person, act, record)


def _ended(act: str, record: Record, today: dt.date) -> str:
    """Why it is too late; empty where it is not."""
    if record.ends_on is None or record.ends_on >= today:
        return ""
    if record.lane == RECEIVED and act not in {RETAIN, PURGE}:
        return "The time for which its owner gave it is over."
    return f"The agreement that it rests on ended on {record.ends_on}." if act in CHANGES else ""


def _four_eyes(person: Person, act: str, record: Record) -> Verdict:
    if act in {APPROVE, RELEASE, PURGE} and person.id in record.touched:
        return Verdict(allowed=False, why="You have worked on it: somebody else must look.")
    if act == RELEASE and person.id in record.approved:
        return Verdict(allowed=False, why="You have approved it: somebody else must release it.")
    return Verdict(allowed=True)


def visible(person: Person) -> ColumnElement[bool]:
    """The cases that this person may see, as a condition of SQL."""
    return and_(CASES.c.lane != RECEIVED, *(rule.sql(person) for rule in SEEING))


def visible_copies(person: Person, today: dt.date) -> ColumnElement[bool]:
    """What partners gave, as far as this person may see it today, as a condition of SQL."""
    in_time = CASES.c.ends_on >= today.isoformat()
    return and_(CASES.c.lane == RECEIVED, in_time, *(rule.sql(person) for rule in SEEING))
