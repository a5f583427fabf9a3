"""Takes what a partner answers: which of the cases that were offered met, and what its people say of a hit."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Row, Select, select

from finpath.desk.exchange.envelope import MATCH_ANSWER
from finpath.desk.exchange.receive import Incoming
from finpath.desk.exchange.send import Message, put
from finpath.desk.hits.find import HUB, may_meet
from finpath.desk.match.ask import HOLDS
from finpath.desk.match.counts import OURS, count
from finpath.desk.match.payload import GONE, MET, SAID, Hit, read_gone, read_met, read_said, write_gone
from finpath.desk.match.rows import BY_PARTNER, Met, add_hit, amend_hit
from finpath.desk.match.said import say_whom
from finpath.desk.match.session import proved
from finpath.desk.store.seals import seal, unseal
from finpath.desk.store.store import Acting
from finpath.desk.store.tables import CASES, OFFERED_CASES, OFFERS, REMOTE_HITS
from finpath.errors import ContributionError

Offered = Mapping[str, Row[tuple[object, ...]]]


def take_answer(incoming: Incoming) -> str:
    """Take an answer, by what it says.

    Raises:
        ContributionError: It is none, or answers nothing that waits.
    """
    said = incoming.opened.payload.get("says")
    takers = {MET: _take_met, SAID: _take_said, GONE: _take_gone}
    taker = takers.get(said) if isinstance(said, str) else None
    if taker is None:
        raise ContributionError("It answers in a way that this finpath does not know: ask which finpath made it.")
    return taker(incoming)


def _take_met(incoming: Incoming) -> str:
    """The owners of cases that met are told; what is not proved, or was never offered, counts for nothing."""
    acting, org = incoming.acting, incoming.partner.org
    offered, wait = _offered(incoming), set(acting.db.scalars(select(CASES.c.id).where(*may_meet())))
    gone: list[str] = []
    hits, proofs = read_met(incoming.opened.payload), _Proofs(acting)
    for hit in hits:
        row = offered.get(hit.handle)
        kinds = proofs.kinds(hit, row) if row is not None and row.case_id in wait else []
        if row is None or not kinds or not _note(acting, hit, Met(str(row.case_id), org, kinds)):
            gone.append(hit.hit)
    _close_offer(acting, incoming.opened.envelope.about)
    count(acting, org, OURS, 0, len(hits) - len(gone))
    acting.enter("hub", "looked", f"partner:{org}", {"hits": len(hits) - len(gone), "gone": len(gone)})
    if gone:
        put(acting, incoming.desk, Message(MATCH_ANSWER, org, write_gone(set(gone))))
    odd = f" {len(gone):,} that it names were not offered, are not proved or wait no more." if gone else ""
    return f"{len(hits) - len(gone):,} cases of this desk meet one of {org}.{odd}"


def _offered(incoming: Incoming) -> Offered:
    """What was offered in the offer that this answers, by handle."""
    db, about = incoming.acting.db, incoming.opened.envelope.about
    mine = (OFFERS.c.seal == about, OFFERS.c.partner == incoming.partner.org)
    offer = db.execute(select(OFFERS).where(*mine)).first()
    if offer is None or offer.day < (incoming.day - HOLDS).isoformat():
        raise ContributionError(
            f"It answers no offer of this desk that waits: it was answered, or is older than {HOLDS.days} days."
        )
    return {row.handle: row for row in db.execute(select(OFFERED_CASES).where(OFFERED_CASES.c.offer == about))}


@dataclass
class _Proofs:
    """What an answer can prove of the cases that were offered; each proof as often as a key may have cases."""

    acting: Acting
    _of: dict[str, Mapping[str, str]] = field(default_factory=dict)
    _used: Counter[tuple[str, str]] = field(default_factory=Counter)

    def kinds(self, hit: Hit, row: Row[tuple[object, ...]]) -> list[str]:
        """The kinds that a hit proves of the case that was offered under its handle."""
        if hit.handle not in self._of:
            sealed = unseal(self.acting.case_key(str(row.case_id)), bytes(row.proofs))
            self._of[hit.handle] = json.loads(sealed)
        left = {
            kind: [proof for proof in set(proofs) if self._used[hit.handle, proof] < HUB]
            for kind, proofs in hit.by.items()
        }
        self._used.update((hit.handle, proof) for proofs in left.values() for proof in proofs)
        return proved(left, self._of[hit.handle])


def _note(acting: Acting, hit: Hit, met: Met) -> bool:
    """The row of a hit; not where the partner gives it the id of another."""
    row = acting.db.execute(select(REMOTE_HITS).where(REMOTE_HITS.c.id == hit.hit)).first()
    if row is None:
        add_hit(acting, met, BY_PARTNER, hit.hit)
    elif (row.case_id, row.partner) == (met.case, met.partner) and row.told_by is not None:
        amend_hit(acting, row, met)
    else:
        return False
    return True


def _close_offer(acting: Acting, offer: str) -> None:
    acting.db.execute(OFFERED_CASES.delete().where(OFFERED_CASES.c.offer == offer))
    acting.db.execute(OFFERS.delete().where(OFFERS.c.seal == offer))


def _take_said(incoming: Incoming) -> str:
    """What the other side said, told to whoever has answered; whom to ask is sent back where both said yes by now."""
    word, org, acting = read_said(incoming.opened.payload), incoming.partner.org, incoming.acting
    row = _hit(incoming, word.hit)
    if row is None:
        return f"{org} answers a hit that is here no more."
    whom = seal(acting.case_key(str(row.case_id)), word.whom.encode()) if word.whom else row.whom
    own = REMOTE_HITS.c.id == word.hit
    acting.db.execute(REMOTE_HITS.update().where(own).values(their_answer=word.said, whom=whom))
    acting.enter("hub", "answered", f"hit:{word.hit}", {"side": org, "said": word.said})
    say_whom(acting, incoming.desk, word.hit)
    return f"{org} has answered a hit: whoever has answered for this side sees it under Hits."


def _take_gone(incoming: Incoming) -> str:
    """Other cases are there no more, or meet nobody; why is not said."""
    named = set(read_gone(incoming.opened.payload))
    rows = [row for row in incoming.acting.db.execute(_known_to(incoming)).all() if row.id in named]
    for row in rows:
        incoming.acting.db.execute(REMOTE_HITS.delete().where(REMOTE_HITS.c.id == row.id))
        incoming.acting.enter("hub", "withdrawn", f"hit:{row.id}", {"side": incoming.partner.org})
    return f"{incoming.partner.org} takes back {len(rows):,} hits: its cases meet this desk's no more."


def _hit(incoming: Incoming, hit: str) -> Row[tuple[object, ...]] | None:
    return incoming.acting.db.execute(_known_to(incoming).where(REMOTE_HITS.c.id == hit)).first()


def _known_to(incoming: Incoming) -> Select[tuple[object, ...]]:
    """The hits with this partner of which it knows."""
    return select(REMOTE_HITS).where(REMOTE_HITS.c.partner == incoming.partner.org, REMOTE_HITS.c.told_by.is_not(None))
