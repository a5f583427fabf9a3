"""The database of a desk, SQLite or PostgreSQL: no act in it without an entry in the chain, and no entry alone."""

from __future__ import annotations

import datetime as dt
import secrets
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, select
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from finpath.custody import Entry, Head
from finpath.custody.entry import START, digest_of, is_sound
from finpath.desk.store.seals import DeskKey, seal
from finpath.desk.store.tables import CASES, CUSTODY, SALTS
from finpath.errors import ConfigError

MIGRATIONS = Path(__file__).with_name("migrations")
BEGIN = "finpath_begin"
POOL = 40
"""Connections: as many as threads that answer, and one more for each that is refused."""

LOCK = "LOCK TABLE custody IN SHARE ROW EXCLUSIVE MODE"
PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = FULL",
    "foreign_keys = ON",
    "secure_delete = ON",
    "busy_timeout = 20000",
)


def now() -> str:
    """This moment, in UTC to the microsecond."""
    return dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def new_id(kind: str) -> str:
    """An id that says nothing: its kind, and 80 random bits."""
    return f"{kind}-{secrets.token_hex(10)}"


@dataclass
class Acting:
    """One act: a transaction that writes.

    Args:
        db: The connection.
        key: The desk's.
    """

    db: Connection
    key: DeskKey
    entered: int = 0
    _keys: dict[str, bytes] = field(default_factory=dict, repr=False)
    _head: Head | None = None
    _entries: list[dict[str, object]] = field(default_factory=list, repr=False)
    _salts: list[dict[str, object]] = field(default_factory=list, repr=False)

    def case_key(self, case: str) -> bytes:
        """The key of a case."""
        if case not in self._keys:
            wrapped = self.db.execute(select(CASES.c.key).where(CASES.c.id == case)).scalar_one()
            self._keys[case] = self.key.unwrap(wrapped)
        return self._keys[case]

    def enter(
        self, actor: str, act: str, subject: str, done: Mapping[str, object] | None = None, *, agreement: str = ""
    ) -> Head:
        """Enter an act in the chain, in this transaction; it is written when the transaction ends."""
        if self._head is None:
            self._head = read_head(self.db)
        salt = secrets.token_bytes(32)
        head = self._head
        entry = Entry(head.n + 1, now(), actor, act, subject, agreement, digest_of(salt, done or {}), head.hash)
        if not is_sound(entry):
            raise ConfigError("What would be entered in the chain is no such entry: an id in it holds other letters.")
        self._entries.append({name: getattr(entry, name) for name in CUSTODY.columns.keys()})  # noqa: SIM118 - no mapping
        kind, _, case = subject.partition(":")
        if kind == "case":
            self._salts.append({"n": entry.n, "case_id": case, "salt": seal(self.case_key(case), salt)})
        self.entered += 1
        self._head = Head(entry.n, entry.hash)
        return self._head

    def know_key(self, case: str, key: bytes) -> None:
        """Take the key of a case that is made in this transaction."""
        self._keys[case] = key

    def forget_key(self, case: str) -> None:
        """Forget the key of a case that is purged in this transaction."""
        self._keys.pop(case, None)

    def write_entries(self) -> None:
        """Write what was entered."""
        if self._entries:
            self.db.execute(CUSTODY.insert(), self._entries)
        if self._salts:
            self.db.execute(SALTS.insert(), self._salts)
        self._entries, self._salts = [], []


def read_head(db: Connection) -> Head:
    """The last entry of the chain."""
    last = db.execute(select(CUSTODY.c.n, CUSTODY.c.hash).order_by(CUSTODY.c.n.desc()).limit(1)).first()
    return Head(last.n, last.hash) if last else Head(0, START)


@dataclass(frozen=True)
class Store:
    """A desk's database.

    Args:
        address: Of SQLAlchemy: sqlite:///desk.sqlite, postgresql+psycopg://…
        key: The desk's.
    """

    address: str
    key: DeskKey
    writing: threading.RLock = field(default_factory=threading.RLock, repr=False, compare=False)
    """Acts of one process come one after the other: SQLite lets who waits starve, and a refusal is an act in an act."""

    @cached_property
    def engine(self) -> Engine:
        """The pool of connections."""
        engine = create_engine(self.address, pool_size=POOL, max_overflow=POOL)
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", _set_up_sqlite)
            event.listen(engine, "begin", _begin_sqlite)
        return engine

    @property
    def _is_postgresql(self) -> bool:
        return self.engine.dialect.name == "postgresql"

    @contextmanager
    def read(self, *, at_one_moment: bool = False) -> Iterator[Connection]:
        """A transaction that reads; all tables as they are at one moment, where that is asked (SQLite always does)."""
        options = {"isolation_level": "REPEATABLE READ"} if at_one_moment and self._is_postgresql else {}
        with self.engine.connect().execution_options(**options) as db, db.begin():
            yield db

    @contextmanager
    def act(self) -> Iterator[Acting]:
        """A transaction that writes, and enters in the chain what it does.

        Raises:
            ConfigError: Nothing was entered, and nothing is written; or the database holds against it.
        """
        with self.writing, self.engine.connect().execution_options(**{BEGIN: "BEGIN IMMEDIATE"}) as db, db.begin():
            if self._is_postgresql:  # one act after the other: what is checked holds until it is written
                db.exec_driver_sql(LOCK)
            acting = Acting(db, self.key)
            try:
                yield acting
                acting.write_entries()
            except DBAPIError as error:
                said = str(error.orig)
                if "four eyes" in said or "custody:" in said:
                    raise ConfigError(said.splitlines()[0].rpartition("RAISE: ")[2].capitalize() + ".") from None
                raise
            if not acting.entered:
                raise ConfigError(
                    "Nothing was entered in the chain, and so nothing is done: this is a fault of finpath."
                )

    def versions(self) -> tuple[str | None, str]:
        """Which version the tables have, and which this finpath has."""
        with self.engine.connect() as db:
            current = MigrationContext.configure(db).get_current_revision()
        return current, ScriptDirectory(str(MIGRATIONS)).get_current_head() or ""

    def upgrade(self) -> None:
        """Bring the tables to the version of this finpath.

        Raises:
            ConfigError: They are of a newer one.
        """
        current, _ = self.versions()
        if current is not None and current not in _known():
            raise ConfigError(f"A newer finpath wrote this desk (version {current}): install that one.")
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        with self.engine.connect().execution_options(**{BEGIN: "BEGIN IMMEDIATE"}) as db, db.begin():
            config.attributes["connection"] = db
            config.attributes["key"] = self.key  # what stood in clear is sealed
            command.upgrade(config, "head")

    def close(self) -> None:
        """Give the connections back."""
        self.engine.dispose()


def open_store(address: str, key: DeskKey) -> Store:
    """Open a desk's database that is there and of this version.

    Raises:
        ConfigError: It cannot be reached, or is older or newer than this finpath.
    """
    store = Store(address, key)
    try:
        _require_this_version(store)
    except BaseException:
        store.close()
        raise
    return store


def _require_this_version(store: Store) -> None:
    try:
        current, head = store.versions()
    except SQLAlchemyError as error:
        cause = str(getattr(error, "orig", error)).splitlines()[0]
        raise ConfigError(f"The desk's database cannot be reached: {cause}") from None
    if current is None:
        raise ConfigError("The database holds no desk yet: finpath desk upgrade makes its tables.")
    if current != head:
        words = "an older finpath: finpath desk upgrade" if current in _known() else "a newer finpath: install that one"
        raise ConfigError(f"The desk's tables are of {words}.")


def _known() -> set[str]:
    return {each.revision for each in ScriptDirectory(str(MIGRATIONS)).walk_revisions()}


def _set_up_sqlite(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # transactions begin as `_begin_sqlite` says
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(db: Connection) -> None:
    db.exec_driver_sql(str(db.get_execution_options().get(BEGIN, "BEGIN")))
