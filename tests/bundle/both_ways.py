"""A coalition loaded both ways: from its raw folders with both keys, and from bundles with the hub's key alone."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

from finpath.engine import DuckDB, Engine
from finpath.errors import ConfigError, FinpathError
from finpath.ingest import Keys, LoadOptions, load
from finpath.ingest.hand_over import hand_over
from finpath.ingest.ledger import LEDGER_TABLES

MEMBER = hashlib.sha256(b"the members' key").digest()
HUB = hashlib.sha256(b"the hub's key").digest()


def text_of(key: bytes) -> str:
    return base64.b64encode(key).decode()


def hand_over_all(contributions: Path, out: Path) -> list[str]:
    """Make tables of tokens of every member's contribution; answers why some were not taken."""
    refused = []
    for folder in sorted(path for path in contributions.iterdir() if path.is_dir()):
        place = out / folder.name
        place.mkdir(parents=True)
        with DuckDB() as engine:
            try:
                hand_over(folder, place, engine=engine, options=LoadOptions(Keys(MEMBER)))
            except ConfigError as error:
                refused.append(str(error))
                for path in (*place.iterdir(), place):
                    path.rmdir() if path.is_dir() else path.unlink()
    return refused


def all_of(contributions: Path, options: LoadOptions, engine: Engine) -> dict[str, object]:
    """All that a ledger says; or why there is none."""
    try:
        ledger = load(contributions, engine=engine, options=options)
    except FinpathError as error:
        return {"failed": str(error)}
    names = (*LEDGER_TABLES, "contributors", "mirrored")
    tables = {name: sorted(map(repr, engine.rows(f"SELECT * FROM {name}"))) for name in names}  # noqa: S608
    said = ("as_of", "providers", "files", "notes", "supplied", "over_limit", "unmet", "reasons", "rates")
    return {**tables, **{name: getattr(ledger, name) for name in said}}


def differences(contributions: Path, work: Path) -> dict[str, object]:
    """What a ledger of raw folders says otherwise than one of bundles; and what was refused at the member."""
    refused = hand_over_all(contributions, work / "opened")
    with DuckDB() as engine:
        raw = all_of(contributions, LoadOptions(Keys(MEMBER, HUB)), engine)
    if "failed" in raw and refused:
        return {}
    with DuckDB() as engine:
        made = all_of(work / "opened", LoadOptions(Keys(None, HUB)), engine)
    return {name: (raw.get(name), made.get(name)) for name in {*raw, *made} if raw.get(name) != made.get(name)}
