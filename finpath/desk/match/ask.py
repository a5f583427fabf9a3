"""Asks a partner whether its cases meet ours: an envelope `match`, and what stays here to understand the answer."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, select

from finpath.desk.chain import day_of
from finpath.desk.exchange.envelope import MATCH
from finpath.desk.exchange.send import Correspondent, Message, put
from finpath.desk.hits.quiet import quiet_since
from finpath.desk.match.counts import OURS, count
from finpath.desk.match.in_force import require_in_force
from finpath.desk.match.own import own_cases
from finpath.desk.match.payload import write_offer
from finpath.desk.match.session import MOST, OF_A_CASE, Made, make_offer
from finpath.desk.store.seals import seal
from finpath.desk.store.store import Acting, Store
from finpath.desk.store.tables import OFFERED_CASES, OFFERS, REMOTE_HITS
from finpath.errors import ConfigError

HOLDS = dt.timedelta(days=14)
"""How long an offer may be answered."""


@dataclass(frozen=True)
class Asked:
    """What was asked.

    Args:
        cases: How many are offered.
        hashes: How many crossed, with those that fill up.
        large: How many cases have more keys than one may have.
    """

    seal: str
    cases: int
    hashes: int
    large: int


def ask(store: Store, desk: Correspondent, org: str, by: str) -> Asked:
    """Offer the keys of open cases to a partner; quiet cases are not among them.

    Raises:
        ConfigError: There is no such partner, the agreement has ended, or there is more than one envelope holds.
    """
    partner = desk.partner(org)
    with store.act() as acting:
        day = day_of(acting.db)
        require_in_force(desk, day)
        own, quiet = own_cases(acting, partner, desk.agreement), quiet_since(acting.db)
        cases = {case: keys for case, keys in own.cases.items() if case not in quiet}
        made = make_offer(cases, _known(acting.db, org))
        if made.offer.size > MOST:
            raise ConfigError(f"The open cases have more than {MOST:,} keys: close some before they are compared.")
        sealed = put(acting, desk, Message(MATCH, org, write_offer(made.offer, own.token_keys)))
        _keep(acting, made, sealed, (org, day))
        count(acting, org, OURS, made.offer.size, 0)
        done = {"cases": len(made.handles), "hashes": made.offer.size}
        acting.enter(by, "asked", f"partner:{org}", done, agreement=desk.agreement)
    large = sum(len(keys) > OF_A_CASE for keys in cases.values())
    return Asked(sealed, len(made.handles), made.offer.size, large)


def forget_offers(store: Store) -> None:
    """Take away what was offered so long ago that nobody may answer it any more."""
    with store.read() as db:
        old = _is_old(day_of(db))
        if db.execute(select(OFFERS.c.seal).where(old)).first() is None:
            return
    with store.act() as acting:
        acting.db.execute(OFFERED_CASES.delete().where(OFFERED_CASES.c.offer.in_(select(OFFERS.c.seal).where(old))))
        gone = acting.db.execute(OFFERS.delete().where(old)).rowcount
        acting.enter("hub", "withdrawn", "desk:offers", {"offers": gone})


def _is_old(day: dt.date) -> ColumnElement[bool]:
    return OFFERS.c.day < (day - HOLDS).isoformat()


def _known(db: Connection, org: str) -> Mapping[str, Sequence[str]]:
    """By case, the hits that it has with this partner's, of which both were told."""
    known: dict[str, list[str]] = defaultdict(list)
    query = select(REMOTE_HITS.c.id, REMOTE_HITS.c.case_id)
    for row in db.execute(query.where(REMOTE_HITS.c.partner == org, REMOTE_HITS.c.told_by.is_not(None))):
        known[row.case_id].append(row.id)
    return known


def _keep(acting: Acting, made: Made, sealed: str, whom: tuple[str, dt.date]) -> None:
    """Note under which handle each case was offered, and what an answer can prove of it, under the key of the case."""
    acting.db.execute(OFFERS.insert().values(seal=sealed, partner=whom[0], day=whom[1].isoformat()))
    rows = [
        {
            "offer": sealed,
            "case_id": case,
            "handle": handle,
            "proofs": seal(acting.case_key(case), json.dumps(made.proofs[case]).encode()),
        }
        for case, handle in made.handles.items()
    ]
    if rows:
        acting.db.execute(OFFERED_CASES.insert(), rows)
