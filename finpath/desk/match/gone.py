"""Tells partners that hits are gone, with a case that was purged or is no suspicion any more; why is not said."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import select

from finpath.desk.cases.remote import HIT
from finpath.desk.chain import day_of
from finpath.desk.exchange.envelope import MATCH_ANSWER
from finpath.desk.exchange.send import Correspondent, Message, put
from finpath.desk.match.in_force import has_ended
from finpath.desk.match.payload import write_gone
from finpath.desk.store.store import Store
from finpath.desk.store.tables import LEFTOVERS


def tell_gone(store: Store, desk: Correspondent | None) -> None:
    """Put what partners have still to be told into the outbox.

    Whoever is no partner any more is not told, nor anybody after the agreement has ended: no desk would take it.
    """
    waits = select(LEFTOVERS.c.name).where(LEFTOVERS.c.kind == HIT)
    with store.read() as db:
        if db.execute(waits).first() is None:
            return
    with store.act() as acting:
        hits: dict[str, list[str]] = defaultdict(list)
        for name in acting.db.scalars(waits):
            org, _, hit = name.partition(" ")
            hits[org].append(hit)
        in_force = desk is not None and not has_ended(desk, day_of(acting.db))
        for org in sorted(hits):
            if desk is not None and in_force and org in desk.config.partners:
                put(acting, desk, Message(MATCH_ANSWER, org, write_gone(hits[org])))
        acting.db.execute(LEFTOVERS.delete().where(LEFTOVERS.c.kind == HIT))
        acting.enter("hub", "withdrawn", "desk:hits", {"hits": sum(map(len, hits.values()))})
