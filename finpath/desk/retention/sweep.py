"""What a purge takes away after its transaction, and again where a desk was killed: pages, packages, keys."""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import delete, select

from finpath.desk.retention.keys import write_keys
from finpath.desk.retention.rows import tables_of_cases
from finpath.desk.store.store import Store
from finpath.desk.store.tables import LEFTOVERS, RUNS
from finpath.output.folder.seal import NAME, read_seal

Left = tuple[str, str]
PACKAGE = re.compile("p-[0-9a-f]{20}")
ENVELOPE = re.compile(r"e-[0-9a-f]{12}-[A-Za-z0-9][A-Za-z0-9._-]{0,79}\.age")


def sweep(store: Store, outbox: Path, key_backup: Path | None) -> tuple[Left, ...]:
    """Take away what purges have left; what is still there, by kind and name.

    Args:
        store: The desk's.
        outbox: Where packages were released to.
        key_backup: Where the keys of cases are kept apart from backups; none where a person writes them.
    """
    left = read_leftovers(store)
    if not left:
        return ()
    for kind, name in left:
        if kind == "outbox":
            _remove(outbox, name)
    if ("keys", "") in left and key_backup is not None:
        write_keys(store, "hub", key_backup)
    _strike(store, [each for each in left if _is_done(store, each, key_backup)])
    if ("pages", "") in left and _clean_pages(store):
        _strike(store, [("pages", "")])
    return read_leftovers(store)


def read_leftovers(store: Store) -> tuple[Left, ...]:
    """What purges have left."""
    with store.read() as db:
        rows = db.execute(select(LEFTOVERS).order_by(LEFTOVERS.c.kind, LEFTOVERS.c.name))
        return tuple((row.kind, row.name) for row in rows)


def _remove(outbox: Path, name: str) -> None:
    """A package that was released. What is no name of one is left alone, whoever wrote it into the table."""
    folder = outbox / name
    if ENVELOPE.fullmatch(name):
        folder.unlink(missing_ok=True)
    if not PACKAGE.fullmatch(name):
        return
    if folder.is_dir() and not folder.is_symlink():
        shutil.rmtree(folder)
    folder.with_name(f"{name}.minisig").unlink(missing_ok=True)


def _is_done(store: Store, left: Left, key_backup: Path | None) -> bool:
    kind, name = left
    if kind == "run":
        return not _is_there(store, name)
    if kind == "account":  # a later run says itself whom it names
        with store.read() as db:
            last = db.execute(select(RUNS.c.seal).order_by(RUNS.c.number.desc()).limit(1)).scalar()
        return name.partition(" ")[0] != last
    return kind == "outbox" or (kind == "keys" and key_backup is not None)


def _is_there(store: Store, seal: str) -> bool:
    """Whether the folder of a run that was landed is still the one that it was."""
    with store.read() as db:
        path = db.execute(select(RUNS.c.path).where(RUNS.c.seal == seal)).scalar()
    try:
        return path is not None and read_seal((Path(path) / NAME).read_bytes()) == seal
    except OSError:
        return False


def _strike(store: Store, done: Iterable[Left]) -> None:
    with store.engine.begin() as db:
        for kind, name in done:
            db.execute(delete(LEFTOVERS).where(LEFTOVERS.c.kind == kind, LEFTOVERS.c.name == name))


def _clean_pages(store: Store) -> bool:
    """Write the database anew without what was deleted; whether nobody else was in the way."""
    if store.engine.dialect.name == "postgresql":
        with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as db:
            for table in tables_of_cases():
                db.exec_driver_sql(f"VACUUM FULL {table.name}")
        return True
    raw = store.engine.raw_connection()
    try:
        cursor = raw.cursor()
        cursor.execute("VACUUM")
        busy = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return busy is not None and not busy[0]
    except sqlite3.OperationalError as error:
        if "locked" not in str(error):
            raise
        return False
    finally:
        raw.close()
