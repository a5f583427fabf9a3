"""Takes what a partner asks: compares, tells the owners of what meets, and answers with the hits and their proofs.

Cases of this desk that are quiet are compared, and their owner alone is told. Who is told at all is told no earlier
than the answer lies in the outbox.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from sqlalchemy import select

from finpath.desk.exchange.envelope import MATCH_ANSWER
from finpath.desk.exchange.receive import Incoming
from finpath.desk.exchange.send import Message, put
from finpath.desk.hits.quiet import quiet_since
from finpath.desk.match.ask import HOLDS
from finpath.desk.match.counts import THEIRS, count
from finpath.desk.match.own import own_cases
from finpath.desk.match.payload import read_offer, write_met
from finpath.desk.match.rows import UNSEALED, Met, add_hit, amend_hit, find_known, find_quiet, give_away, tell_hits
from finpath.desk.match.session import Meeting, Offer, compare
from finpath.desk.store.store import Acting, now
from finpath.desk.store.tables import MATCH_SESSIONS
from finpath.errors import ContributionError


def take_match(incoming: Incoming) -> str:
    """Compare what a partner asks with the open cases, and answer it.

    Raises:
        ContributionError: It is stale, its session was used before, or it is none.
    """
    envelope, acting, org = incoming.opened.envelope, incoming.acting, incoming.partner.org
    if envelope.made_on < incoming.day - HOLDS:
        raise ContributionError(f"It is of {envelope.made_on}, older than {HOLDS.days} days: have {org} ask anew.")
    offer, their_keys = read_offer(incoming.opened.payload)
    _use_once(acting, org, offer)
    own = own_cases(acting, incoming.partner, incoming.desk.agreement)
    told = list(_tell_owners(acting, org, offer, compare(offer, own.cases)))
    sealed = put(acting, incoming.desk, Message(MATCH_ANSWER, org, write_met(told), incoming.opened.seal))
    tell_hits(acting, sealed)
    count(acting, org, THEIRS, offer.size, len(told))
    acting.enter(org, "looked", f"partner:{org}", {"hashes": offer.size, "hits": len(told)})
    return f"{org} asks about {offer.size:,} hashes; {_met(len(told))}.{_other_keys(own.token_keys, their_keys)}"


def _use_once(acting: Acting, org: str, offer: Offer) -> None:
    """Refuse a session's key that was used before, by whichever partner."""
    mac = acting.key.mac(f"session\n{offer.session.hex()}")
    if acting.db.execute(select(MATCH_SESSIONS.c.mac).where(MATCH_SESSIONS.c.mac == mac)).first():
        raise ContributionError(f"Its key was used before: a key is for one session, so have {org} ask anew.")
    acting.db.execute(MATCH_SESSIONS.insert().values(mac=mac, partner=org, at=now()))


def _tell_owners(acting: Acting, org: str, offer: Offer, meetings: Iterable[Meeting]) -> Iterator[tuple[str, Meeting]]:
    """A row for the owner of each case that meets; those of which the partner is told."""
    quiet = quiet_since(acting.db)
    for meeting in meetings:
        met, is_quiet = Met(meeting.case, org, sorted(meeting.by)), meeting.case in quiet
        known, alone = find_known(acting, met, offer.known.get(meeting.handle, ())), find_quiet(acting, met)
        row = known or alone
        if row is not None:
            amend_hit(acting, row, met)
        if row is not None and row is alone and not is_quiet:
            give_away(acting, row)
        hit = str(row.id) if row is not None else add_hit(acting, met, None if is_quiet else UNSEALED)
        if not is_quiet:
            yield hit, meeting


def _met(hits: int) -> str:
    return (
        "none of them meets a case that it is told of" if not hits else f"{hits:,} of its cases meet one of this desk"
    )


def _other_keys(own: Collection[str], theirs: Collection[str]) -> str:
    if not own or not theirs or set(own) & set(theirs):
        return ""
    return " Its tokens are made with another key than this desk's: only accounts and register numbers could meet."
