"""A desk's database as one file, from either kind into either; no key is in it, neither the desk's nor a case's.

The keys of cases lie in a file of their own, which is always replaced: a case that was purged since the backup was
made comes back from none.
"""

from __future__ import annotations

import base64
import hashlib
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, LargeBinary, Table, func, select

from finpath.desk.chain import read_rows
from finpath.desk.retention.keys import KEYS, read_keys, write_keys
from finpath.desk.retention.rows import rows_of, tables_of_cases
from finpath.desk.store.store import Store, now
from finpath.desk.store.tables import CASES, METADATA, REPEATS, SESSIONS
from finpath.desk.store.triggers import add_triggers, drop_triggers
from finpath.errors import ConfigError

MANIFEST = "desk.json"
NO_KEY = b""
BEGINNING = (1980, 1, 1, 0, 0, 0)
LEFT = {SESSIONS.name, REPEATS.name}
"""Whoever was signed in signs in again."""


def tables() -> list[Table]:
    """In an order in which each row finds what it names."""
    return [each for each in METADATA.sorted_tables if each.name not in LEFT]


def write_backup(store: Store, by: str, out: Path, keys: Path | None = None) -> int:
    """Write all rows into a zip; how many there are. What a case says stays under its key, which is not among them.

    Args:
        store: The desk's.
        by: Who does.
        out: The zip.
        keys: The file of keys, which is replaced; beside the zip when left out.

    Raises:
        ConfigError: There is something at `out`.
    """
    if out.exists():
        raise ConfigError(f"{out} is there already: a backup is never written over another.")
    with store.act() as acting:
        acting.enter(by, "exported", "files:backup")
    draft = out.with_name(f".{out.name}.unfinished")
    version, _ = store.versions()
    digests: dict[str, str] = {}
    count = 0
    with store.read(at_one_moment=True) as db, zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as archive:
        for table in tables():
            order = list(table.primary_key.columns) or list(table.c)
            rows = [
                json.dumps(_plain(table, dict(row)), sort_keys=True)
                for row in db.execute(select(table).order_by(*order)).mappings()
            ]
            content = "".join(f"{row}\n" for row in rows).encode()
            digests[table.name] = hashlib.sha256(content).hexdigest()
            archive.writestr(zipfile.ZipInfo(f"{table.name}.jsonl", BEGINNING), content)
            count += len(rows)
        said = {"version": version, "sha256": digests, "rows": count, "at": now()}
        archive.writestr(zipfile.ZipInfo(MANIFEST, BEGINNING), json.dumps(said, indent=1, sort_keys=True))
    draft.chmod(0o600)
    draft.rename(out)
    write_keys(store, by, keys or out.with_name(KEYS))
    return count


@dataclass(frozen=True)
class Restored:
    """Rows that came back, and cases that did not: their keys are gone, since they were purged."""

    rows: int
    left_out: int = 0


def restore_backup(store: Store, path: Path, keys: Path | None = None) -> Restored:
    """Put a backup into an empty database.

    Args:
        store: The empty one.
        path: The zip.
        keys: The file of keys; beside the zip when left out.

    Raises:
        ConfigError: It is none, is damaged or of another version, or the database is not empty.
    """
    store.upgrade()
    contents, said = _read_archive(path)
    if said["version"] != store.versions()[0]:
        raise ConfigError(
            f"{path} is of version {said['version']}: restore it with the finpath that wrote it, then upgrade."
        )
    own = _keys_of(keys or path.with_name(KEYS), path, str(said["at"]))
    with store.engine.begin() as db:
        if any(db.execute(select(func.count()).select_from(table)).scalar_one() for table in tables()):
            raise ConfigError("The database is not empty: restore into a new one.")
        drop_triggers(db)  # rows were held to them when they were written, in an order that is not this one
        for table in tables():
            rows = [_read(table, json.loads(line)) for line in contents[table.name].splitlines()]
            if table is CASES:
                rows = [{**row, "key": own.get(str(row["id"]), NO_KEY)} for row in rows]
            if rows:
                db.execute(table.insert(), rows)
        left_out = _leave_out(db)
        add_triggers(db)
        wrapped = db.execute(select(CASES.c.key).limit(1)).scalar()
        if wrapped is not None:
            store.key.unwrap(wrapped)
        faults = read_rows(db).faults()
        if faults:
            raise ConfigError(f"The chain in {path} is not whole: {faults[0].sentence}")
    return Restored(int(said["rows"]), left_out)


def _keys_of(file: Path, path: Path, at: str) -> Mapping[str, bytes]:
    """The wrapped key of each case, from a file that is no older than the backup."""
    own = read_keys(file)
    if own.at < at:
        raise ConfigError(f"The file of keys {file} is older than {path}: name the newest with --keys.")
    return own.of_case


def _leave_out(db: Connection) -> int:
    """Take out the cases whose key is gone."""
    gone = select(CASES.c.id).where(CASES.c.key == NO_KEY)
    count = len(db.execute(gone).all())
    for table in tables_of_cases() if count else ():
        db.execute(table.delete().where(rows_of(table, gone)))
    return count


def _read_archive(path: Path) -> tuple[Mapping[str, bytes], Mapping[str, Any]]:
    """The rows of each table as they were written, and what the backup says of itself."""
    try:
        with zipfile.ZipFile(path) as archive:
            said = json.loads(archive.read(MANIFEST))
            contents = {table.name: archive.read(f"{table.name}.jsonl") for table in tables()}
    except (OSError, KeyError, ValueError, zipfile.BadZipFile):
        raise ConfigError(f"{path} is no backup of a desk, or is damaged.") from None
    for name, content in contents.items():
        if hashlib.sha256(content).hexdigest() != said["sha256"].get(name):
            raise ConfigError(f"{path} is damaged: {name} is not as it was written.")
    return contents, said


def _plain(table: Table, row: Mapping[str, object]) -> dict[str, object]:
    """A row as JSON holds it: what is binary as base64."""
    return {
        name: base64.b64encode(value).decode() if isinstance(value, bytes) else value
        for name, value in row.items()
        if name in table.c and not (table is CASES and name == "key")
    }


def _read(table: Table, row: Mapping[str, Any]) -> dict[str, object]:
    """A row again: what is binary is known by its column."""
    return {
        name: base64.b64decode(value) if value is not None and isinstance(table.c[name].type, LargeBinary) else value
        for name, value in row.items()
    }
