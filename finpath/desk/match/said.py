"""What a person says of a hit with another desk's case; it crosses as an answer, and never why."""

from __future__ import annotations

from sqlalchemy import Connection, Row, select

from finpath.desk.cases.clean import clean_words
from finpath.desk.cases.decide import deny, read_record, require
from finpath.desk.chain import day_of
from finpath.desk.errors import DeniedError
from finpath.desk.exchange.envelope import MATCH_ANSWER
from finpath.desk.exchange.send import Correspondent, Message, put
from finpath.desk.hits.notice import ANSWERS, GONE, NOT_NOW
from finpath.desk.hits.quiet import quiet_since
from finpath.desk.match.in_force import require_in_force
from finpath.desk.match.payload import LONGEST_NAME, Word, write_said
from finpath.desk.match.rows import is_told
from finpath.desk.people.person import today
from finpath.desk.policy.may import Person, may, reaches
from finpath.desk.policy.roles import DECIDE, SEE
from finpath.desk.store.seals import seal
from finpath.desk.store.store import Acting, Store
from finpath.desk.store.tables import CASES, PEOPLE, REMOTE_HITS
from finpath.errors import ConfigError, nearest

NAMED = "named"
"""The other side was told whom to ask here."""


def answer_remote(  # noqa: PLR0913 - who answers what, for which case
    store: Store, desk: Correspondent, person: Person, hit: str, case: str, *, said: str, why: str
) -> None:
    """Answer for this side, by a person; the other desk is told what, and not why.

    Raises:
        ConfigError: It is no answer, "not now" has no reason, or nothing of the case may reach the partner.
        DeniedError: It is not told to this person, or they may not decide about the case.
    """
    if said not in ANSWERS:
        raise ConfigError(f'"{said:.40}" is no answer: {nearest(said, list(ANSWERS))}')
    reason = clean_words(why) if said == NOT_NOW or why.strip() else ""
    with store.act() as acting:
        row = find_remote(acting.db, person, hit, case)
        if row is None:
            deny(store, acting, person, SEE)
            raise DeniedError(GONE)
        require(store, acting, person, DECIDE, case)
        if row.told_by is None:
            raise ConfigError("Your case was quiet when they met: the other desk is not told, and gets no answer.")
        if row.partner not in desk.config.partners:
            raise ConfigError("The other desk is no partner any more: there is nobody to answer.")
        if said != NOT_NOW and not _reaches(acting, desk, row):
            raise ConfigError('The label or the law of your case keeps it from the other desk: answer "not now".')
        require_in_force(desk, day_of(acting.db))
        sealed = seal(acting.case_key(case), reason.encode()) if reason else None
        values = {"own_answer": said, "own_by": person.id, "own_why": sealed}
        acting.db.execute(REMOTE_HITS.update().where(REMOTE_HITS.c.id == hit).values(**values))
        acting.enter(person.id, "answered", f"hit:{hit}", {"side": "own", "said": said, "why": reason})
        if not say_whom(acting, desk, hit):
            put(acting, desk, Message(MATCH_ANSWER, str(row.partner), write_said(Word(hit, said, ""))))


def is_remote(db: Connection, hit: str) -> bool:
    """Whether a hit is one with another desk's case."""
    return db.execute(select(REMOTE_HITS.c.id).where(REMOTE_HITS.c.id == hit)).first() is not None


def find_remote(db: Connection, person: Person, hit: str, case: str) -> Row[tuple[object, ...]] | None:
    """The row of a hit with another desk, if this person is told of it."""
    row = db.execute(select(REMOTE_HITS).where(REMOTE_HITS.c.id == hit, is_told())).first()
    _, record = read_record(db, case)
    sees = record is not None and may(person, SEE, record, today()).allowed
    return row if row is not None and sees and row.case_id == case else None


def say_whom(acting: Acting, desk: Correspondent, hit: str) -> bool:
    """Tell the partner whom to ask here, where both said yes and it was not told yet; whether it is told."""
    row = acting.db.execute(select(REMOTE_HITS).where(REMOTE_HITS.c.id == hit)).one()
    is_quiet = row.case_id in quiet_since(acting.db)
    if not both_said_yes(row) or row.named or is_quiet or not _reaches(acting, desk, row):
        return False
    whom = acting.db.execute(select(PEOPLE.c.name, PEOPLE.c.org).where(PEOPLE.c.id == row.own_by)).one()
    word = Word(hit, str(row.own_answer), f"{whom.name}, {whom.org}"[:LONGEST_NAME])
    put(acting, desk, Message(MATCH_ANSWER, str(row.partner), write_said(word)))
    acting.db.execute(REMOTE_HITS.update().where(REMOTE_HITS.c.id == hit).values(named=NAMED))
    return True


def both_said_yes(row: Row[tuple[object, ...]]) -> bool:
    """Whether both sides want to talk, or more."""
    said = {str(row.own_answer), str(row.their_answer)}
    return not said & {"", NOT_NOW}


def _reaches(acting: Acting, desk: Correspondent, row: Row[tuple[object, ...]]) -> bool:
    """Whether the case may still reach the partner: a label that became stricter since they met binds as well."""
    partner = desk.partner(str(row.partner))
    own = (CASES.c.id == row.case_id, *reaches(partner.tlp, partner.countries))
    return acting.db.execute(select(CASES.c.id).where(*own)).first() is not None
