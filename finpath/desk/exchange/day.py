"""The day that what crosses between desks is judged by: a clock that is turned back makes nothing valid again."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Connection, select

from finpath.desk.people.person import today
from finpath.desk.store.tables import CUSTODY


def day_of(db: Connection) -> dt.date:
    """Today, and no day before the last entry of the chain."""
    last = db.execute(select(CUSTODY.c.at).order_by(CUSTODY.c.n.desc()).limit(1)).scalar()
    return max(today(), dt.date.fromisoformat(last[:10])) if last else today()
