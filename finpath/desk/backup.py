"""A desk's database as one file, from either kind into either; its key is not in it, and must be kept apart."""

from __future__ import annotations

import base64
import hashlib
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import LargeBinary, Table, func, select

from finpath.desk.chain import read_rows
from finpath.desk.store.store import Store
from finpath.desk.store.tables import CASES, METADATA, REPEATS, SESSIONS
from finpath.desk.store.triggers import add_triggers, drop_triggers
from finpath.errors import ConfigError

MANIFEST = "desk.json"
BEGINNING = (1980, 1, 1, 0, 0, 0)
LEFT = {SESSIONS.name, REPEATS.name}
"""Whoever was signed in signs in again."""


def tables() -> list[Table]:
    """In an order in which each row finds what it names."""
    return [each for each in METADATA.sorted_tables if each.name not in LEFT]


def write_backup(store: Store, by: str, out: Path) -> int:
    """Write all rows into a zip; how many there are. What a case says stays under its key.

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
            keys = list(table.primary_key.columns) or list(table.c)
            rows = [
                json.dumps(_plain(table, dict(row)), sort_keys=True)
                for row in db.execute(select(table).order_by(*keys)).mappings()
            ]
            content = "".join(f"{row}\n" for row in rows).encode()
            digests[table.name] = hashlib.sha256(content).hexdigest()
            archive.writestr(zipfile.ZipInfo(f"{table.name}.jsonl", BEGINNING), content)
            count += len(rows)
        said = {"version": version, "sha256": digests, "rows": count}
        archive.writestr(zipfile.ZipInfo(MANIFEST, BEGINNING), json.dumps(said, indent=1, sort_keys=True))
    draft.chmod(0o600)
    draft.rename(out)
    return count


def restore_backup(store: Store, path: Path) -> int:
    """Put a backup into an empty database; how many rows it had.

    Raises:
        ConfigError: It is none, is damaged or of another version, or the database is not empty.
    """
    store.upgrade()
    contents, said = _read_archive(path)
    if said["version"] != store.versions()[0]:
        raise ConfigError(
            f"{path} is of version {said['version']}: restore it with the finpath that wrote it, then upgrade."
        )
    with store.engine.begin() as db:
        if any(db.execute(select(func.count()).select_from(table)).scalar_one() for table in tables()):
            raise ConfigError("The database is not empty: restore into a new one.")
        drop_triggers(db)  # rows were held to them when they were written, in an order that is not this one
        for table in tables():
            rows = [_read(table, json.loads(line)) for line in contents[table.name].splitlines()]
            if rows:
                db.execute(table.insert(), rows)
        add_triggers(db)
        wrapped = db.execute(select(CASES.c.key).limit(1)).scalar()
        if wrapped is not None:
            store.key.unwrap(wrapped)
        faults = read_rows(db).faults()
        if faults:
            raise ConfigError(f"The chain in {path} is not whole: {faults[0].sentence}")
    return int(said["rows"])


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
        if name in table.c
    }


def _read(table: Table, row: Mapping[str, Any]) -> dict[str, object]:
    """A row again: what is binary is known by its column."""
    return {
        name: base64.b64decode(value) if value is not None and isinstance(table.c[name].type, LargeBinary) else value
        for name, value in row.items()
    }
