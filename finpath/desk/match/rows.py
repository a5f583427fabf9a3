"""Rows of hits with cases of other desks: who is told, what they meet by, and how one ends."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Row, exists, or_, select

from finpath.desk.store.store import Acting, new_id, now
from finpath.desk.store.tables import REMOTE_HITS, SENT

BY_PARTNER = ""
"""The partner told us: it knows already."""

UNSEALED = "-"
"""The envelope that tells the partner is not made yet: within one transaction."""


@dataclass(frozen=True)
class Met:
    """A case that meets one of a partner.

    Args:
        case: Of this desk.
        partner: The org of the other.
        kinds: By what kinds.
    """

    case: str
    partner: str
    kinds: Sequence[str]


def is_told() -> ColumnElement[bool]:
    """Hits of which this desk's owner is told: never before what tells the partner lies in the outbox.

    Where nobody tells the partner, since the case is quiet, its owner alone is told.
    """
    waits = exists().where(SENT.c.seal == REMOTE_HITS.c.told_by, SENT.c.content.is_not(None))
    return or_(REMOTE_HITS.c.told_by.is_(None), ~waits)


def find_known(acting: Acting, met: Met, known: Iterable[str]) -> Row[tuple[object, ...]] | None:
    """The row of a hit that both desks know already, of those that the partner named."""
    mine = (REMOTE_HITS.c.case_id == met.case, REMOTE_HITS.c.partner == met.partner)
    rows = acting.db.execute(select(REMOTE_HITS).where(*mine, REMOTE_HITS.c.told_by.is_not(None))).all()
    named = set(known)
    return next((row for row in rows if row.id in named), None)


def find_quiet(acting: Acting, met: Met) -> Row[tuple[object, ...]] | None:
    """The row of a hit of which the owner of a quiet case alone was told."""
    mine = (REMOTE_HITS.c.case_id == met.case, REMOTE_HITS.c.partner == met.partner)
    return acting.db.execute(select(REMOTE_HITS).where(*mine, REMOTE_HITS.c.told_by.is_(None))).first()


def add_hit(acting: Acting, met: Met, told_by: str | None, hit: str = "") -> str:
    """One row for the owner of a case; its id. The entry names no case, since it may be quiet."""
    made = hit or new_id("x")
    values = {"id": made, "case_id": met.case, "partner": met.partner, "kinds": json.dumps(sorted(met.kinds))}
    empty = {"own_answer": "", "own_by": None, "own_why": None, "named": "", "their_answer": "", "whom": None}
    acting.db.execute(REMOTE_HITS.insert().values(**values, **empty, at=now(), told_by=told_by))
    acting.enter("hub", "met", f"hit:{made}", {"kinds": sorted(met.kinds)})
    return made


def amend_hit(acting: Acting, row: Row[tuple[object, ...]], met: Met) -> None:
    """What they meet by besides; what people answered stays."""
    kinds = sorted({*met.kinds, *json.loads(str(row.kinds))})
    acting.db.execute(REMOTE_HITS.update().where(REMOTE_HITS.c.id == row.id).values(kinds=json.dumps(kinds)))


def give_away(acting: Acting, row: Row[tuple[object, ...]]) -> None:
    """The partner is told of a hit of which the owner of a quiet case alone was told so far."""
    acting.db.execute(REMOTE_HITS.update().where(REMOTE_HITS.c.id == row.id).values(told_by=UNSEALED))


def tell_hits(acting: Acting, told_by: str) -> None:
    """Note which envelope tells the partner of what this transaction found."""
    acting.db.execute(REMOTE_HITS.update().where(REMOTE_HITS.c.told_by == UNSEALED).values(told_by=told_by))
