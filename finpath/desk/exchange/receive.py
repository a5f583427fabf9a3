"""Takes what a partner has sent: opened, held to its place and its agreement, then given to whoever takes its kind.

What is refused is one sentence, and changes nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, select

from finpath.bundle.opened import is_early
from finpath.desk.chain import day_of
from finpath.desk.exchange.envelope import LARGEST, RECALL, RECEIPT, Envelope, Opened, open_envelope
from finpath.desk.exchange.partners import Partner
from finpath.desk.exchange.send import Correspondent
from finpath.desk.store.store import Acting, Store, now
from finpath.desk.store.tables import CAME
from finpath.errors import ConfigError, ContributionError

AT_ANY_TIME = frozenset({RECALL, RECEIPT})
"""Kinds that are taken though the agreement has ended: they take away, or say what became of something."""

GAP, WIDEST = "gap", 1_000
"""The kind of what was not waited for, and how many there are of it at most."""

RECALLED = "recalled"
"""The kind of what was called back before it came."""


@dataclass(frozen=True)
class Incoming:
    """What a taker gets: an envelope in its place, and the transaction that it is taken in.

    Args:
        acting: The transaction: what is taken and that it came are written together.
        desk: This desk, to answer with `send.put`.
        partner: Who has sent it.
        opened: The envelope, its seal and its payload.
        day: By which expiry is judged.
    """

    acting: Acting
    desk: Correspondent
    partner: Partner
    opened: Opened
    day: dt.date


Taker = Callable[[Incoming], str]
"""Takes an envelope of its kind, or raises ContributionError with one sentence; what it says goes to a person."""


@dataclass(frozen=True)
class Taken:
    """What became of a file: of which kind it was, of whom, and one sentence for a person."""

    kind: str
    sender: str
    sentence: str


def receive(
    store: Store, desk: Correspondent, path: Path, takers: Mapping[str, Taker], *, accept_gap: str = ""
) -> Taken:
    """Take a file that a partner has sent.

    Args:
        store: The desk's.
        desk: As its partners know it.
        path: The file.
        takers: By kind, as `takers.TAKERS` has them.
        accept_gap: Why envelopes that are missing before it are not waited for; empty where they are.

    Raises:
        ConfigError: The file cannot be read.
        ContributionError: It is refused; nothing has changed.
    """
    opened = open_envelope(_read(path), desk.identity, desk.config.partners)
    envelope = opened.envelope
    with store.act() as acting:
        day = day_of(acting.db)
        _check_meant(envelope, desk, day)
        _check_place(acting, opened, accept_gap)
        if envelope.kind not in AT_ANY_TIME:
            _check_agreement(envelope, desk, day)
        taker = takers.get(envelope.kind)
        if taker is None:
            raise ContributionError(f"It is of the kind {envelope.kind}, which this desk does not take.")
        sentence = taker(Incoming(acting, desk, desk.config.partners[envelope.sender], opened, day))
        note(acting.db, envelope, opened.seal)
        done = {"kind": envelope.kind, "sequence": envelope.sequence}
        acting.enter(envelope.sender, "received", f"bundle:{opened.seal}", done, agreement=envelope.agreement)
    return Taken(envelope.kind, envelope.sender, sentence)


def note(db: Connection, envelope: Envelope, seal: str) -> None:
    """Note that an envelope came."""
    db.execute(
        CAME.insert().values(
            partner=envelope.sender, sequence=envelope.sequence, seal=seal, kind=envelope.kind,
            agreement=envelope.agreement, about=envelope.about, at=now(),
        )
    )  # fmt: skip


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}. Name the file that a partner has sent.") from None


def _check_meant(envelope: Envelope, desk: Correspondent, day: dt.date) -> None:
    """Refuse what is for another, or of another time."""
    if envelope.receiver != desk.config.org or envelope.to not in desk.identity.recipients:
        raise ContributionError("It was made for another desk: somebody has passed it on.")
    if is_early(envelope.made_on, day):
        raise ContributionError(
            f"It is of {envelope.made_on}, and today is {day}: have {envelope.sender} set their clock."
        )


def _check_place(acting: Acting, opened: Opened, accept_gap: str) -> None:
    """Refuse what came before, and what does not come next. What calls back waits for nobody."""
    envelope, db = opened.envelope, acting.db
    rows = db.execute(select(CAME).where(CAME.c.partner == envelope.sender)).all()
    if before := next((row for row in rows if row.seal == opened.seal), None):
        was = "was called back before it came" if before.kind == RECALLED else f"came before, on {before.at[:10]}"
        raise ContributionError(f"It {was}: nothing is changed.")
    mine = {row.sequence: row for row in rows}
    if envelope.sequence in mine:
        was = "was not waited for" if mine[envelope.sequence].kind == GAP else "came, and was another"
        raise ContributionError(
            f"Number {envelope.sequence} of {envelope.sender} {was}: have them send it anew, or nothing."
        )
    known = mine.get(envelope.sequence - 1)
    if known is not None and known.kind != GAP and known.seal != envelope.previous:
        raise ContributionError(
            f"It follows another number {envelope.sequence - 1} of {envelope.sender} than the one that came."
        )
    first = next((number for number in range(1, envelope.sequence) if number not in mine), None)
    if first is None or envelope.kind == RECALL:
        return
    if not accept_gap:
        raise ContributionError(
            f"Of {envelope.sender}, number {first} is missing before number {envelope.sequence}: receive it first,"
            " or say with --accept-gap why it will not come."
        )
    _accept_gap(acting, envelope, set(mine), accept_gap)


def _accept_gap(acting: Acting, envelope: Envelope, came: Collection[int], why: str) -> None:
    missing = [number for number in range(1, envelope.sequence) if number not in came]
    if len(missing) > WIDEST:
        raise ContributionError(f"{len(missing):,} are missing before it: ask {envelope.sender} what it sent.")
    gap = {"seal": "", "kind": GAP, "agreement": "", "about": "", "at": now(), "partner": envelope.sender}
    acting.db.execute(CAME.insert(), [{**gap, "sequence": number} for number in missing])
    done = {"reason": why, "missing": len(missing)}
    acting.enter("hub", "accepted_gap", f"partner:{envelope.sender}", done)


def _check_agreement(envelope: Envelope, desk: Correspondent, day: dt.date) -> None:
    if envelope.agreement != desk.agreement:
        raise ContributionError(
            f"It is sent under the agreement {envelope.agreement or 'of nobody'}, and this desk exchanges under"
            f" {desk.agreement}."
        )
    if desk.ends_on is not None and desk.ends_on < day.isoformat():
        raise ContributionError(f"The agreement {desk.agreement} ended on {desk.ends_on}.")
