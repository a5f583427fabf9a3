"""The desk's chain of custody, read from its database as the log that `finpath custody verify` reads."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from sqlalchemy import Connection, select

from finpath.custody import Chain, Entry
from finpath.desk.people.person import today
from finpath.desk.store.store import Store
from finpath.desk.store.tables import CUSTODY


def read_log(store: Store) -> Chain:
    """The chain as it stands."""
    with store.read() as db:
        return read_rows(db)


def read_rows(db: Connection) -> Chain:
    """The same, in a transaction of somebody else's."""
    lines = []
    for row in db.execute(select(CUSTODY).order_by(CUSTODY.c.n)):
        entry = Entry(row.n, row.at, row.actor, row.act, row.subject, row.agreement, row.digest, row.before)
        lines.append((entry, entry.hash == row.hash))
    return Chain(tuple(lines))


def day_of(db: Connection) -> dt.date:
    """Today, and no day before the last entry of the chain: a clock that is turned back makes nothing valid again."""
    last = db.execute(select(CUSTODY.c.at).order_by(CUSTODY.c.n.desc()).limit(1)).scalar()
    return max(today(), dt.date.fromisoformat(last[:10])) if last else today()


def write_log(store: Store, out: Path) -> Chain:
    """Write the chain as a log."""
    chain = read_log(store)
    with store.read() as db:
        hashes = {row.n: row.hash for row in db.execute(select(CUSTODY.c.n, CUSTODY.c.hash))}
    lines = (
        entry.line().replace(entry.hash.encode(), hashes[entry.n].encode()) for entry, _ in filter(None, chain.lines)
    )
    out.write_bytes(b"".join(lines))
    return chain
