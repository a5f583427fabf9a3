"""A desk to look at: a landed run, two analysts' and a reviewer's logins, and one case that is decided."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path

from finpath.desk.cases.decide import Decision, decide, write_words
from finpath.desk.cases.queue import read_queue
from finpath.desk.desk import Desk, open_desk
from finpath.desk.home import make_home
from finpath.desk.people.passwords import set_password
from finpath.desk.people.person import CONSOLE, Place, add_person, find_person, grant, today
from finpath.errors import ConfigError

PEOPLE = {
    "ada": ("Ada", ("analyst",)),
    "ben": ("Ben", ("reviewer", "auditor")),
    "cem": ("Cem", ("releaser", "safeguarding")),
}


@dataclass(frozen=True)
class DemoDesk:
    """A desk to look at, and the password that its people share, which was drawn for it."""

    desk: Desk
    password: str


def make_demo(home: Path, run: Path) -> DemoDesk:
    """Make the desk in a folder that is not there yet.

    Raises:
        ConfigError: There is something at `home`, or the run cannot be landed.
    """
    if home.exists() and any(home.iterdir()):
        raise ConfigError(f"{home} is not empty: name another folder for the demo.")
    desk = open_desk(make_home(home))
    password = secrets.token_urlsafe(12)
    people = {login: _person(desk, login, password) for login in PEOPLE}
    desk.land(people["ada"], run)
    with desk.store.read() as db:
        ada = find_person(db, people["ada"], today())
        assert ada is not None, "it was made"  # noqa: S101
        rows = read_queue(db, desk.store.key, ada).rows
    if rows:
        write_words(
            desk.store, ada, rows[0].id, "note", "The demo's first case: decided to show what a decision looks like."
        )
        decide(desk.store, ada, rows[0].id, Decision("confirm", "pattern"))
    return DemoDesk(desk, password)


def _person(desk: Desk, login: str, password: str) -> str:
    name, roles = PEOPLE[login]
    with desk.store.act() as acting:
        person = add_person(acting, CONSOLE, login, name=name, place=Place("hub", tlp="red"))
        for role in roles:
            grant(acting, person, role, CONSOLE, CONSOLE)
        set_password(acting, CONSOLE, login, password)
    return person
