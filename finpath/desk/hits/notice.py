"""What the two owners of a hit are told, what they answer, and what opens when both said yes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, Row, or_, select

from finpath.desk.cases.clean import clean_words
from finpath.desk.cases.decide import deny, read_record, require
from finpath.desk.cases.queue import QueueRow, queue_row
from finpath.desk.errors import DeniedError
from finpath.desk.hits.keys import WORDS
from finpath.desk.hits.quiet import quiet_since
from finpath.desk.people.person import today
from finpath.desk.policy.may import Person, may, visible
from finpath.desk.policy.roles import DECIDE, SEE
from finpath.desk.store.seals import DeskKey, seal, unseal
from finpath.desk.store.store import Store
from finpath.desk.store.tables import ANCHORS, CASES, HITS, PEOPLE, REMOTE_HITS
from finpath.errors import ConfigError, nearest

TELL, TALK, NOT_NOW = "tell_me", "talk_to_me", "not_now"
ANSWERS = {TELL: "tell me: each sees the other's case", TALK: "talk to me: each learns whom to ask", NOT_NOW: "not now"}
REMOTE_ANSWERS = {**ANSWERS, TELL: "tell me: each learns whom to ask, and each wants the other's case"}
"""Between two desks no case is seen: it is shared, by two people."""

REMOTE = "remote"
"""The side of a hit whose other side is at another desk."""

SIDES = (("left", "right"), ("right", "left"))
GONE = "There is no such hit, or it is not for you."


@dataclass(frozen=True)
class Notice:
    """A hit, as the owner of one of its cases is told of it.

    Args:
        mine: The side of this owner.
        case: Its own.
        by: By what they meet, in words; no value.
        handle: What the other owner is called here; another one in each hit.
        own: What this side answered.
        other: What the other answered; told to whoever has answered.
        is_open: Whether both said "tell me".
        alone: Whether this owner alone is told, since its case was quiet when another desk's met it.
    """

    hit: str
    mine: str
    case: QueueRow
    by: Sequence[str]
    handle: str
    at: str
    own: str
    other: str
    is_open: bool
    alone: bool = False

    @property
    def is_remote(self) -> bool:
        """Whether the other case is at another desk."""
        return self.mine == REMOTE

    @property
    def answers(self) -> Mapping[str, str]:
        """What may be answered, in words."""
        return REMOTE_ANSWERS if self.is_remote else ANSWERS


@dataclass(frozen=True)
class Opened:
    """What opens: whom to talk to, and the other's case where both said "tell me" and the stricter policy allows it."""

    whom: str = ""
    case: QueueRow | None = None
    accounts: tuple[str, ...] = ()
    refused: str = ""


def read_notices(db: Connection, key: DeskKey, person: Person) -> list[Notice]:
    """The hits of cases that this person may see, the last first."""
    own = select(CASES.c.id).where(visible(person))
    query = select(HITS).where(or_(HITS.c.left_case.in_(own), HITS.c.right_case.in_(own)))
    mine = set(db.scalars(own))
    rows = db.execute(query.order_by(HITS.c.at.desc(), HITS.c.id)).all()
    quiet = quiet_since(db)
    return [
        _notice(db, key, row, side)
        for row in rows
        for side, other in SIDES
        if _case(row, side) in mine and is_told(row, other, quiet)
    ]


def is_told(row: Row[tuple[object, ...]], other: str, quiet: Mapping[str, str]) -> bool:
    """Whether a side is told: not while the other was quiet when they met."""
    since = quiet.get(_case(row, other))
    return since is None or str(row.at) < since


def _case(row: Row[tuple[object, ...]], side: str) -> str:
    return str(getattr(row, f"{side}_case"))


def _notice(db: Connection, key: DeskKey, row: Row[tuple[object, ...]], side: str) -> Notice:
    other = dict(SIDES)[side]
    case = db.execute(select(CASES).where(CASES.c.id == _case(row, side))).one()
    own, theirs = str(getattr(row, f"{side}_answer")), str(getattr(row, f"{other}_answer"))
    words = [WORDS[kind] for kind in json.loads(str(row.kinds))]
    by = [f"{each}: {row.band}" if each == WORDS["payers"] and row.band else each for each in words]
    handle = f"o-{key.mac(f'handle {row.id} {other}')[:8]}"
    return Notice(
        str(row.id), side, queue_row(case, key), by, handle, str(row.at)[:10], own, theirs if own else "",
        own == theirs == TELL,
    )  # fmt: skip


def find_notice(store: Store, db: Connection, person: Person, hit: str, case: str) -> Notice:
    """The hit, as the owner of this case is told of it.

    Raises:
        DeniedError: There is none, or it is not told to this person: the words are the same.
    """
    row = db.execute(select(HITS).where(HITS.c.id == hit)).first()
    side = next((own for own, _ in SIDES if row is not None and _case(row, own) == case), "")
    _, record = read_record(db, case)
    sees = record is not None and may(person, SEE, record, today()).allowed
    if row is None or not side or not sees or not is_told(row, dict(SIDES)[side], quiet_since(db)):
        raise DeniedError(GONE)
    return _notice(db, store.key, row, side)


def answer(  # noqa: PLR0913 - who answers what, for which side
    store: Store, person: Person, hit: str, case: str, *, said: str, why: str
) -> None:
    """Answer for one side; the other side is answered by somebody else.

    Raises:
        ConfigError: It is no answer, "not now" has no reason, or the same person answered the other side.
        DeniedError: It is not told to this person, or they may not decide about the case.
    """
    if said not in ANSWERS:
        raise ConfigError(f'"{said:.40}" is no answer: {nearest(said, list(ANSWERS))}')
    reason = clean_words(why) if said == NOT_NOW or why.strip() else ""
    with store.act() as acting:
        try:
            notice = find_notice(store, acting.db, person, hit, case)
        except DeniedError:
            deny(store, acting, person, SEE)
            raise
        require(store, acting, person, DECIDE, case)
        other = dict(SIDES)[notice.mine]
        by = acting.db.execute(select(HITS.c[f"{other}_by"]).where(HITS.c.id == hit)).scalar()
        if by == person.id:
            raise ConfigError("You have answered for the other side: somebody else must for this one.")
        sealed = seal(acting.case_key(case), reason.encode()) if reason else None
        values = {f"{notice.mine}_answer": said, f"{notice.mine}_by": person.id, f"{notice.mine}_why": sealed}
        acting.db.execute(HITS.update().where(HITS.c.id == hit).values(**values))
        acting.enter(person.id, "answered", f"hit:{hit}", {"side": notice.mine, "said": said, "why": reason})


def own_reason(db: Connection, key: DeskKey, notice: Notice) -> str:
    """What this side gave as its reason; the other is never told."""
    of = REMOTE_HITS.c.own_why if notice.is_remote else HITS.c[f"{notice.mine}_why"]
    sealed = db.execute(select(of).where(of.table.c.id == notice.hit)).scalar()
    wrapped = db.execute(select(CASES.c.key).where(CASES.c.id == notice.case.id)).scalar_one()
    return unseal(key.unwrap(wrapped), sealed).decode() if sealed else ""


def read_opened(db: Connection, key: DeskKey, person: Person, notice: Notice) -> Opened:
    """What both answers open to this person: nothing that the stricter of the two policies keeps from them."""
    if not notice.own or not notice.other or NOT_NOW in {notice.own, notice.other}:
        return Opened()
    other = dict(SIDES)[notice.mine]
    row = db.execute(select(HITS).where(HITS.c.id == notice.hit)).one()
    whom = db.execute(select(PEOPLE.c.name, PEOPLE.c.org).where(PEOPLE.c.id == getattr(row, f"{other}_by"))).one()
    named = f"{whom.name}, {whom.org}"
    if not notice.is_open:
        return Opened(named)
    theirs, record = read_record(db, _case(row, other))
    _, own = read_record(db, notice.case.id)
    assert theirs is not None, "a hit has two cases"  # noqa: S101
    verdict = may(person, SEE, replace(record, team="", assigned=""), today()) if record else None
    ended = any(each and each.ends_on and each.ends_on < today() for each in (record, own))
    if verdict is None or not verdict.allowed or ended:
        return Opened(named, refused=verdict.why if verdict and verdict.why else "An agreement has ended.")
    sealed = db.scalars(select(ANCHORS.c.account).where(ANCHORS.c.case_id == theirs.id))
    accounts = sorted(unseal(key.unwrap(theirs.key), each).decode() for each in sealed)
    return Opened(named, queue_row(theirs, key), tuple(accounts))
