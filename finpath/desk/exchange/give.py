"""Gives a case to a partner, asks it, or warns it: one person proposes, another approves by a signature over the bytes.

A question about a member's own accounts is asked by one person. What was approved is what is sent, or nothing is.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from sqlalchemy import Connection, Row, select

from finpath.custody import Head
from finpath.custody.entry import canonical
from finpath.desk.cases.decide import deny, require
from finpath.desk.chain import day_of
from finpath.desk.errors import DeniedError
from finpath.desk.exchange.content import accounts_of_case, case_content, policy_of, require_papers
from finpath.desk.exchange.envelope import QUESTION, RECALL, WARNING, Payload
from finpath.desk.exchange.hindrance import Giving, require_free
from finpath.desk.exchange.questions import CODES
from finpath.desk.exchange.send import Correspondent, Message, put
from finpath.desk.exchange.warn import keys_of_warning
from finpath.desk.people.signatures import challenge_of, require_signature
from finpath.desk.policy.may import Person
from finpath.desk.policy.roles import APPROVE, PROPOSE, RETAIN
from finpath.desk.store.seals import seal, unseal
from finpath.desk.store.store import Acting, Store, new_id, now, read_head
from finpath.desk.store.tables import CASES, SENT, SHARE_APPROVALS, SHARES
from finpath.errors import ConfigError, nearest

PROPOSED, SENT_OUT, SENT_BACK, TAKEN_BACK, CALLED_BACK = "proposed", "sent", "sent back", "taken back", "recalled"
HOLDS = dt.timedelta(days=30)
"""How long a proposal waits."""

SHARE = "share"
GONE = "There is no such proposal, or it is not for you."


@dataclass(frozen=True)
class Wish:
    """What somebody wants to give or to ask.

    Args:
        kind: case, question or warning.
        partner: The org of a partner.
        code: Of a question, one of `questions.CODES`.
    """

    kind: str
    partner: str
    code: str = ""


def propose_share(store: Store, desk: Correspondent, person: Person, case: str, wish: Wish) -> str:
    """Propose to give something of a case; a question is sent at once. The id of the proposal.

    Raises:
        ConfigError: The partner or the question is unknown, or something stands against it.
        DeniedError: The person may not.
    """
    with store.act() as acting:
        row = require(store, acting, person, PROPOSE, case)
        if wish.kind == QUESTION and wish.code not in CODES:
            raise ConfigError(f'"{wish.code:.40}" is no question: {nearest(wish.code, list(CODES))}')
        day = day_of(acting.db)
        last = (day + dt.timedelta(days=desk.config.keep_days)).isoformat()
        ends = [str(each) for each in (row.ends_on, desk.ends_on) if each]
        what = {"expires_on": min([last, *ends]), "code": wish.code, "salt": secrets.token_hex(32)}
        payload = _make(acting, desk, row, wish, what)
        share, digest = new_id("s"), digest_of(payload)
        acting.db.execute(
            SHARES.insert().values(
                id=share, case_id=case, kind=wish.kind, partner=wish.partner, digest=digest, by=person.id, at=now(),
                until=(day + HOLDS).isoformat(), state=PROPOSED, seal="", became="",
                what=seal(acting.case_key(case), json.dumps(what).encode()),
            )
        )  # fmt: skip
        done = {"share": share, "to": wish.partner, "kind": wish.kind, "digest": digest}
        acting.enter(person.id, "asked" if wish.kind == QUESTION else "proposed", f"case:{case}", done)
        if wish.kind == QUESTION:
            _send(acting, desk, share, Message(QUESTION, wish.partner, payload))
    return share


def approve_share(store: Store, desk: Correspondent, person: Person, share: str, signed: tuple[str, Head]) -> str:
    """Approve what is given, with a signature over its digest; it is in the outbox then. Its seal.

    Raises:
        ConfigError: It was not signed, waits no more, is not what was proposed, or something stands against it.
        DeniedError: The person may not: who has worked on the case is not who approves it.
    """
    with store.act() as acting:
        row = find_share(acting.db, share)
        case = require(store, acting, person, APPROVE, str(row.case_id))
        if row.state != PROPOSED:
            raise ConfigError(f"The proposal is {row.state}, and waits no more.")
        if str(row.until) < day_of(acting.db).isoformat():
            raise ConfigError(f"The proposal ran out on {row.until}: send it back.")
        payload, digest = payload_of(acting, desk, row), str(row.digest)
        if digest_of(payload) != digest:
            raise ConfigError("The case has changed since it was proposed: send it back, and propose it anew.")
        assertion, head = signed
        require_signature(acting, desk.site, person.id, assertion, challenge_of(SHARE, share, digest, head))
        values = {"share": share, "person": person.id, "head": str(head), "at": now(), "assertion": assertion}
        acting.db.execute(SHARE_APPROVALS.insert().values(**values))
        acting.enter(person.id, "approved", f"case:{case.id}", {"share": share, "digest": digest})
        return _send(acting, desk, share, Message(str(row.kind), str(row.partner), payload))


def end_proposal(store: Store, person: Person, share: str, state: str) -> None:
    """Send a proposal back, or take back one's own, before it is sent.

    Raises:
        ConfigError: It waits no more.
        DeniedError: The person may not.
    """
    with store.act() as acting:
        row = find_share(acting.db, share)
        require(store, acting, person, PROPOSE if state == TAKEN_BACK else APPROVE, str(row.case_id))
        if state == TAKEN_BACK and row.by != person.id:
            deny(store, acting, person, PROPOSE)
            raise DeniedError("Only who proposed it takes it back; who approves may send it back.")
        if row.state != PROPOSED:
            raise ConfigError(f"The proposal is {row.state}, and waits no more.")
        acting.db.execute(SHARES.update().where(SHARES.c.id == share).values(state=state))
        acting.enter(person.id, "sent_back", f"case:{row.case_id}", {"share": share, "state": state})


def call_back(store: Store, desk: Correspondent, person: Person, share: str) -> None:
    """Call back what a partner was given: its desk purges it, and says so. One person is enough to take away.

    Raises:
        ConfigError: It was never sent, or was called back.
        DeniedError: The person may not.
    """
    with store.act() as acting:
        row = find_share(acting.db, share)
        require(store, acting, person, RETAIN, str(row.case_id))
        if row.state != SENT_OUT:
            raise ConfigError(f"It is {row.state}: only what a partner has is called back.")
        put(acting, desk, recall_of(acting.db, str(row.partner), str(row.seal), "asked"))
        acting.db.execute(SHARES.update().where(SHARES.c.id == share).values(state=CALLED_BACK))
        acting.enter(person.id, "recalled", f"case:{row.case_id}", {"share": share})


def recall_of(db: Connection, partner: str, sealed: str, why: str) -> Message:
    """The envelope that calls another back; it says its number, for which the partner then need not wait."""
    number = db.execute(select(SENT.c.sequence).where(SENT.c.seal == sealed)).scalar_one()
    return Message(RECALL, partner, {"number": number, "why": why}, about=sealed)


def find_share(db: Connection, share: str) -> Row[tuple[object, ...]]:
    """A proposal to give something, or what was given.

    Raises:
        DeniedError: There is none; the words are those for one that is not shown.
    """
    row = db.execute(select(SHARES).where(SHARES.c.id == share)).first()
    if row is None:
        raise DeniedError(GONE)
    return row


def share_challenge(db: Connection, share: str) -> tuple[bytes, Head]:
    """What somebody signs who approves it, and the head of the chain in it."""
    head = read_head(db)
    return challenge_of(SHARE, share, str(find_share(db, share).digest), head), head


def payload_of(acting: Acting, desk: Correspondent, row: Row[tuple[object, ...]]) -> Payload:
    """What would be sent today.

    Raises:
        ConfigError: Something stands against it.
    """
    case = acting.db.execute(select(CASES).where(CASES.c.id == row.case_id)).one()
    what = json.loads(unseal(acting.case_key(str(case.id)), cast("bytes", row.what)))
    return _make(acting, desk, case, Wish(str(row.kind), str(row.partner), str(what["code"])), what)


def digest_of(payload: Payload) -> str:
    """Over all that is sent but the envelope."""
    return hashlib.sha256(canonical(payload)).hexdigest()


def _make(
    acting: Acting, desk: Correspondent, row: Row[tuple[object, ...]], wish: Wish, what: Mapping[str, str]
) -> Payload:
    """The payload, if nothing stands against it: the same case gives the same bytes."""
    db, partner = acting.db, desk.partner(wish.partner)
    accounts: Sequence[str] = accounts_of_case(db, acting.key, row)
    if wish.kind == QUESTION:
        accounts = [each for each in accounts if each.partition("/")[0] in partner.members]
        if not accounts:
            raise ConfigError("The case has no account at a member that this partner speaks for: ask another.")
    require_free(Giving(acting, desk, partner, wish.kind, row, accounts))
    require_papers(db, row)
    if wish.kind == QUESTION:
        content: object = {"accounts": accounts, "code": what["code"]}
    elif wish.kind == WARNING:
        content = keys_of_warning(acting, accounts, what["salt"])
    else:
        content = case_content(db, row, accounts, partner.tlp)
    return {wish.kind: content, "policy": policy_of(db, row, desk.config.purpose, what["expires_on"])}


def _send(acting: Acting, desk: Correspondent, share: str, message: Message) -> str:
    sealed = put(acting, desk, message)
    acting.db.execute(SHARES.update().where(SHARES.c.id == share).values(state=SENT_OUT, seal=sealed))
    return sealed
