"""A desk's folder: made with a key and a configuration where there is none."""

from __future__ import annotations

from pathlib import Path

from finpath.desk.config import DeskConfig, read_desk_config
from finpath.desk.people.person import CONSOLE, Place, add_person, grant
from finpath.desk.policy.roles import OF_ROLE
from finpath.desk.store.seals import read_desk_key, write_desk_key
from finpath.desk.store.store import Store
from finpath.desk.store.tables import LOGINS

NAME = "desk.toml"
ALONE = "alone"

FIRST = """# A desk: finpath desk --home of this folder. docs/desk.md says what may stand here.
database = "desk.sqlite"
key_file = "desk.key"
outbox = "outbox"
capacity = 40
"""


def make_home(home: Path) -> Path:
    """The configuration of a desk's folder; made with its key and its database where it is not there yet."""
    home.mkdir(parents=True, exist_ok=True)
    path = home / NAME
    if not path.exists():
        home.chmod(0o700)
        path.write_text(FIRST, encoding="utf-8")
    config = read_desk_config(path)
    if not config.key_file.exists():
        write_desk_key(config.key_file)
    store = Store(config.database, read_desk_key(config.key_file))
    current, head = store.versions()
    if current is None:
        store.upgrade()
        with store.act() as acting:
            acting.enter(CONSOLE, "upgraded", f"desk:{head}")
    store.close()
    return path


def upgrade(config: DeskConfig) -> tuple[str | None, str]:
    """Bring a desk's tables to this version; the version before, and after."""
    store = Store(config.database, read_desk_key(config.key_file))
    before, head = store.versions()
    store.upgrade()
    if before != head:
        with store.act() as acting:
            acting.enter(CONSOLE, "upgraded", f"desk:{head}", {"before": before or ""})
    store.close()
    return before, head


def alone(store: Store) -> str:
    """The one person of a desk that nobody else works at: all roles, and still nobody else's eyes."""
    with store.read() as db:
        found = db.execute(LOGINS.select().where(LOGINS.c.login == ALONE)).first()
    if found is not None:
        return str(found.person)
    with store.act() as acting:
        person = add_person(acting, CONSOLE, ALONE, name="You", place=Place("hub", tlp="red"))
        for role in OF_ROLE:
            grant(acting, person, role, CONSOLE, CONSOLE)
    return person
