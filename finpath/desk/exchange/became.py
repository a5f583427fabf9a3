"""What became of what was given: partners' receipts and answers; and recalls, of which a copy here goes."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Row, select

from finpath.desk.cases.anchors import GONE_THERE, RECALL_DUE, owe_recalls
from finpath.desk.cases.clean import clean_words
from finpath.desk.chain import day_of
from finpath.desk.exchange.content import accounts_of_case
from finpath.desk.exchange.copies import TAKEN
from finpath.desk.exchange.envelope import QUESTION, RECEIPT, WARNING
from finpath.desk.exchange.give import SENT_OUT, recall_of
from finpath.desk.exchange.hindrance import Giving, is_bound
from finpath.desk.exchange.receive import RECALLED as CALLED_BACK
from finpath.desk.exchange.receive import Incoming
from finpath.desk.exchange.send import Correspondent, Message, put
from finpath.desk.policy.may import RECEIVED
from finpath.desk.retention.leftovers import PURGED, RECEIPT_DUE
from finpath.desk.retention.purge import EXPIRED, RECALLED, purge_copy
from finpath.desk.store.seals import seal
from finpath.desk.store.store import Acting, Store, new_id, now
from finpath.desk.store.tables import CAME, CASES, COPIES, HOLDS, LEFTOVERS, SHARES, WORDS
from finpath.errors import ConfigError, ContributionError

HELD = "held"
STATES = {
    TAKEN: "received",
    HELD: "held there for an authority",
    EXPIRED: "purged there: its time was over",
    RECALLED: "purged there: called back",
    PURGED: "purged there",
}
"""What a receipt says became of it."""

UNKNOWN = "What it is about was not sent to {}, or was purged here: nothing is kept of it."


def take_receipt(incoming: Incoming) -> str:
    """Take a receipt: the page of the case shows it."""
    state, on = incoming.opened.payload.get("state"), incoming.opened.payload.get("on")
    try:
        day = dt.date.fromisoformat(str(on))
    except ValueError:
        raise ContributionError("It is a receipt without a day: ask for it again.") from None
    if not isinstance(state, str) or state not in STATES:
        raise ContributionError("It is a receipt that says what none says: ask which finpath made it.")
    row = _share_of(incoming)
    if row is None:
        return UNKNOWN.format(incoming.partner.name)
    gone = state not in {TAKEN, HELD}
    became = GONE_THERE if gone else state
    if row.became != GONE_THERE and not (state == TAKEN and row.became):
        incoming.acting.db.execute(SHARES.update().where(SHARES.c.id == row.id).values(became=became))
    incoming.acting.enter(incoming.partner.org, "filed", f"case:{row.case_id}", {"share": row.id, "state": state})
    return f"{incoming.partner.name}: {STATES[state]}, on {day}."


def take_answer(incoming: Incoming) -> str:
    """Take an answer: to a question in words, which stand in the case; to a warning hit or no hit."""
    row = _share_of(incoming)
    payload = incoming.opened.payload
    if row is None:
        return UNKNOWN.format(incoming.partner.name)
    words, told = payload.get("answer"), payload.get("told")
    if row.kind == QUESTION and isinstance(words, dict) and set(payload) == {"answer"} and set(words) == {"words"}:
        became = "answered"
        _write(incoming, str(row.case_id), words["words"])
    elif row.kind == WARNING and isinstance(told, dict) and set(payload) == {"told"} and set(told) == {"hit"}:
        became = "hit" if told["hit"] is True else "no hit"
    else:
        raise ContributionError("It answers something else than was asked: ask them to answer again.")
    incoming.acting.db.execute(SHARES.update().where(SHARES.c.id == row.id).values(became=became))
    incoming.acting.enter(incoming.partner.org, "answered", f"case:{row.case_id}", {"share": row.id, "became": became})
    return f"{incoming.partner.name}: {became}."


def _write(incoming: Incoming, case: str, words: object) -> None:
    try:
        text = clean_words(str(words))
    except ConfigError as error:
        raise ContributionError(f"Its words cannot be kept: {error}") from None
    incoming.acting.db.execute(
        WORDS.insert().values(
            id=new_id("w"), case_id=case, kind="answer", by=incoming.partner.org, at=now(),
            text=seal(incoming.acting.case_key(case), text.encode()),
        )
    )  # fmt: skip


def _share_of(incoming: Incoming) -> Row[tuple[object, ...]] | None:
    """What it is about, if that was sent to this very partner."""
    about = incoming.opened.envelope.about
    mine = (SHARES.c.seal == about, SHARES.c.partner == incoming.partner.org, SHARES.c.seal != "")
    return incoming.acting.db.execute(select(SHARES).where(*mine)).first()


def take_recall(incoming: Incoming) -> str:
    """Take a recall: what was given goes at once, unless an authority wants it kept; a receipt says which."""
    acting, envelope = incoming.acting, incoming.opened.envelope
    org, about = incoming.partner.org, envelope.about
    mine = (COPIES.c.partner == org, COPIES.c.seal == about)
    case = acting.db.execute(select(COPIES.c.case_id).where(*mine)).scalar()
    if case is None:
        _note_recalled(incoming)
        _receipt(incoming, RECALLED)
        return f"{incoming.partner.name} called back what this desk has no more, or never had."
    if _is_held(acting, case):
        acting.db.execute(COPIES.update().where(*mine).values(state=RECALLED))
        _receipt(incoming, HELD)
        return f"{incoming.partner.name} called it back; an authority wants it kept, and it goes when that ends."
    purge_copy(acting, case, RECALLED)
    return f"{incoming.partner.name} called it back: it is purged."


def _note_recalled(incoming: Incoming) -> None:
    """What was called back before it came is not taken afterwards."""
    number, envelope = incoming.opened.payload.get("number"), incoming.opened.envelope
    came = select(CAME).where(CAME.c.partner == envelope.sender)
    rows = incoming.acting.db.execute(came).all()
    if any(row.seal == envelope.about for row in rows):
        return
    taken = {row.sequence for row in rows}
    if not isinstance(number, int) or not 1 <= number < envelope.sequence or number in taken or not envelope.about:
        raise ContributionError("It calls back what its sender has not sent: nothing is changed.")
    incoming.acting.db.execute(
        CAME.insert().values(
            partner=envelope.sender, sequence=number, seal=envelope.about, kind=CALLED_BACK,
            agreement=envelope.agreement, about="", at=now(),
        )
    )  # fmt: skip


def _receipt(incoming: Incoming, state: str) -> None:
    said = {"state": state, "on": incoming.day.isoformat(), "tomb": ""}
    message = Message(RECEIPT, incoming.partner.org, said, about=incoming.opened.envelope.about)
    put(incoming.acting, incoming.desk, message)


def _is_held(acting: Acting, case: str) -> bool:
    standing = (HOLDS.c.case_id == case, HOLDS.c.lifted_by.is_(None))
    return acting.db.execute(select(HOLDS.c.id).where(*standing)).first() is not None


def end_copies(store: Store, desk: Correspondent | None) -> int:
    """Purge copies whose time or agreement is over, or that were called back and are held no more; how many."""
    held = select(HOLDS.c.case_id).where(HOLDS.c.lifted_by.is_(None))
    with store.read() as db:
        day = day_of(db).isoformat()
        over = (CASES.c.ends_on < day) | (COPIES.c.state == RECALLED)
        if desk is not None and desk.ends_on is not None and desk.ends_on < day:
            over |= CASES.c.agreement == desk.agreement
        query = select(COPIES.c.case_id, COPIES.c.state).join(CASES, CASES.c.id == COPIES.c.case_id)
        ended = db.execute(query.where(CASES.c.lane == RECEIVED, over, COPIES.c.case_id.not_in(held))).all()
    for row in ended:
        with store.act() as acting:
            if acting.db.execute(select(COPIES.c.case_id).where(COPIES.c.case_id == row.case_id)).first():
                purge_copy(acting, row.case_id, RECALLED if row.state == RECALLED else EXPIRED)
            else:  # another process was quicker
                acting.enter("hub", "looked", "copies:ended")
    return len(ended)


def call_back_bound(store: Store, desk: Correspondent) -> None:
    """Owe the recall of what partners have and may have no more: its label, its law or its accounts have changed."""
    with store.read() as db:
        reading = Acting(db, store.key)
        bound = [
            (row.id, row.case_id)
            for row in db.execute(select(SHARES).where(SHARES.c.state == SENT_OUT, SHARES.c.became != GONE_THERE))
            if row.partner in desk.config.partners and is_bound(_giving_of(reading, desk, row))
        ]
    for share, case in bound:
        with store.act() as acting:
            owe_recalls(acting.db, case, "bound", share)
            acting.enter("hub", "recalled", f"case:{case}", {"share": share})


def _giving_of(acting: Acting, desk: Correspondent, row: Row[tuple[object, ...]]) -> Giving:
    case = acting.db.execute(select(CASES).where(CASES.c.id == row.case_id)).one()
    accounts = accounts_of_case(acting.db, acting.key, case)
    return Giving(acting, desk, desk.partner(str(row.partner)), str(row.kind), case, accounts)


def write_owed(store: Store, desk: Correspondent) -> None:
    """Write the receipts and recalls that purges owe: each with its leftover, or not at all."""
    with store.read() as db:
        owed = db.execute(select(LEFTOVERS).where(LEFTOVERS.c.kind.in_([RECEIPT_DUE, RECALL_DUE]))).all()
    for kind, name in sorted((row.kind, row.name) for row in owed):
        partner, about, *rest = name.split(" ")
        if partner not in desk.config.partners:
            continue
        with store.act() as acting:
            same = (LEFTOVERS.c.kind == kind, LEFTOVERS.c.name == name)
            if not acting.db.execute(LEFTOVERS.delete().where(*same)).rowcount:
                acting.enter("hub", "looked", "leftovers:owed")
                continue
            said = {"state": rest[0], "on": day_of(acting.db).isoformat(), "tomb": rest[-1]}
            receipt = Message(RECEIPT, partner, said, about=about)
            put(acting, desk, receipt if kind == RECEIPT_DUE else recall_of(acting.db, partner, about, rest[0]))
