"""Desks on both databases, two runs to land, and people with keys."""

from __future__ import annotations

import datetime as dt
import os
import pwd
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from argon2 import PasswordHasher

import finpath
from finpath import synth
from finpath.config import read_config
from finpath.desk.cases.queue import QueueRow, read_queue
from finpath.desk.desk import Desk, open_desk
from finpath.desk.home import make_home
from finpath.desk.people.passwords import set_password
from finpath.desk.people.person import CONSOLE, Place, add_person, find_person, grant, today
from finpath.desk.people.signatures import add_key
from finpath.desk.policy.may import Person
from finpath.keyring import write_pair
from tests.desk.authenticator import Authenticator
from tests.running import CASE, KEY

PASSWORD = "correct horse battery staple"  # noqa: S105 - of nobody

ROUTING = """
dated = 2026-06-01
source = "Agreement EFC-2026-014, annex 2"

[profiles.fiu]
name = "FIU"
forms = ["html", "json"]
fields = ["about", "reasons", "against", "evidence"]
tlp = "amber+strict"

[profiles.helpers]
name = "Helpers"
forms = ["safeguarding"]
fields = []
tlp = "amber+strict"

[[routes]]
kind = "fiu"
jurisdiction = "*"
profile = "fiu"

[[routes]]
kind = "safeguarding"
jurisdiction = "*"
profile = "helpers"
"""


def quiet(_: str) -> None:
    pass


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Argon2 with little memory: what it costs to guess is not what these tests ask."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "finpath.desk.people.passwords._HASHER", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
        )
        yield


@dataclass(frozen=True)
class Runs:
    """A coalition, and a run of it."""

    folder: Path
    later: Path


@pytest.fixture(scope="session")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Runs:
    folder = tmp_path_factory.mktemp("runs")
    synth.write(folder / "contributions", payers=300, merchants=100, days=60)
    return Runs(folder, run_as_of(folder, "later", "2026-03-01"))


@pytest.fixture(scope="session")
def earlier(runs: Runs) -> Path:
    """The same coalition, as of an earlier day."""
    return run_as_of(runs.folder, "earlier", "2026-02-10")


def run_as_of(folder: Path, name: str, day: str) -> Path:
    (folder / f"{name}.toml").write_text(f"as_of = {day}\n{CASE}")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FINPATH_KEY", KEY)
        config = read_config(folder / f"{name}.toml")
        return finpath.run(folder / "contributions", folder / name, config=config, progress=quiet).path


@pytest.fixture(scope="session")
def cluster() -> Iterator[str]:
    """A PostgreSQL of our own, reached through a socket in its folder."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin")) or [Path(shutil.which("initdb") or "/").parent]
    programs, folder = found[-1], Path("/tmp") / f"finpath-pg-{secrets.token_hex(6)}"  # noqa: S108 - sockets need short names
    folder.mkdir(mode=0o700)
    as_owner: list[str] = []
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        owner = pwd.getpwnam("postgres")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
        as_owner = ["runuser", "-u", "postgres", "--"]
    data, log = folder / "data", folder / "log"
    quick = "-c fsync=off -c listen_addresses= -k"
    try:
        _do([*as_owner, f"{programs}/initdb", "-D", str(data), "-A", "trust", "-U", "desk", "-E", "UTF8", "--no-sync"])
        _do(
            [*as_owner, f"{programs}/pg_ctl", "-D", str(data), "-l", str(log), "-w", "-o", f"{quick} {folder}", "start"]
        )
        yield f"postgresql+psycopg://desk@/{{}}?host={folder}"
        _do([*as_owner, f"{programs}/pg_ctl", "-D", str(data), "-m", "immediate", "stop"])
    finally:
        shutil.rmtree(folder)


def _do(command: list[str]) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd="/", timeout=120)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/desk.sqlite"
    return new_database(request.getfixturevalue("cluster"))


def new_database(cluster: str) -> str:
    import psycopg  # noqa: PLC0415 - an extra

    name = f"d{secrets.token_hex(6)}"
    host = cluster.partition("host=")[2]
    with closing(psycopg.connect(f"host={host} user=desk dbname=postgres", autocommit=True)) as db:
        db.execute(f"CREATE DATABASE {name}")
    return cluster.format(name)


@dataclass
class Office:
    """A desk with people."""

    desk: Desk
    home: Path
    people: dict[str, str]
    keys: dict[str, Authenticator]

    def person(self, login: str) -> Person:
        with self.desk.store.read() as db:
            found = find_person(db, self.people[login], today())
        assert found is not None
        return found

    def queue(self, login: str, state: str = "") -> tuple[QueueRow, ...]:
        with self.desk.store.read() as db:
            return read_queue(db, self.desk.store.key, self.person(login), state=state).rows


ROLES = {
    "ada": ("analyst",),
    "ben": ("reviewer",),
    "cem": ("releaser",),
    "dot": ("safeguarding",),
    "eve": ("auditor",),
    "fay": ("admin",),
    "gus": ("admin",),
    "hal": ("analyst", "reviewer", "releaser"),
}


@pytest.fixture
def office(address: str, tmp_path: Path) -> Iterator[Office]:
    made = make_office(address, tmp_path / "home")
    yield made
    made.desk.store.close()


@pytest.fixture
def small_office(tmp_path: Path) -> Iterator[Office]:
    """On SQLite alone, for what no database can change."""
    made = make_office(f"sqlite:///{tmp_path}/desk.sqlite", tmp_path / "home")
    yield made
    made.desk.store.close()


def make_office(address: str, home: Path) -> Office:
    home.mkdir()
    write_pair(home / "hub")
    (home / "routing.toml").write_text(ROUTING)
    days = (dt.datetime.now(dt.UTC).date() + dt.timedelta(days=400)).isoformat()
    (home / "desk.toml").write_text(
        f'database = "{address}"\nrouting = "routing.toml"\nsigning_key = "hub.sign"\n'
        f'[agreement]\nid = "EFC-2026-014"\nexpires_on = {days}\n'
    )
    desk = open_desk(make_home(home))
    people = {login: _person(desk, login, roles) for login, roles in ROLES.items()}
    keys = {login: Authenticator(desk.hub.site) for login in ROLES}
    for login, key in keys.items():
        nonce = secrets.token_bytes(32)
        with desk.store.act() as acting:
            add_key(acting, desk.hub.site, people[login], key.create(nonce), nonce)
    return Office(desk, home, people, keys)


def _person(desk: Desk, login: str, roles: tuple[str, ...]) -> str:
    with desk.store.act() as acting:
        person = add_person(acting, CONSOLE, login, name=login.capitalize(), place=Place("hub", tlp="red"))
        for role in roles:
            grant(acting, person, role, CONSOLE, CONSOLE)
        set_password(acting, CONSOLE, login, PASSWORD)
    return person
