"""What ends with a case that meets cases of other desks: its hits, and what was offered of it."""

from __future__ import annotations

from sqlalchemy import select

from finpath.desk.store.store import Acting
from finpath.desk.store.tables import LEFTOVERS, OFFERED_CASES, REMOTE_HITS

HIT = "hit"
"""Of what is left: a hit that a partner has still to be told is gone."""


def end_remote_hits(acting: Acting, case: str) -> None:
    """Take away what a case has to do with other desks; those that know of a hit are told later that it is gone."""
    query = select(REMOTE_HITS).where(REMOTE_HITS.c.case_id == case, REMOTE_HITS.c.told_by.is_not(None))
    rows = [{"kind": HIT, "name": f"{row.partner} {row.id}"} for row in acting.db.execute(query)]
    if rows:
        acting.db.execute(LEFTOVERS.insert(), rows)
    acting.db.execute(REMOTE_HITS.delete().where(REMOTE_HITS.c.case_id == case))
    acting.db.execute(OFFERED_CASES.delete().where(OFFERED_CASES.c.case_id == case))
