"""Cases at two desks that have keys in common, for tests of what crosses between them."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Row, select

from finpath.desk.hits.notice import Notice
from finpath.desk.match.counts import THEIRS, count
from finpath.desk.match.rows import Met, add_hit
from finpath.desk.match.told import read_remote_notices, read_remote_opened
from finpath.desk.store.seals import seal
from finpath.desk.store.tables import REMOTE_HITS
from tests.desk.conftest import Office, Runs
from tests.desk.test_landing import group, lay
from tests.desk.two_desks import NORTH, SOUTH, Pair, carry, outbox

Told = dict[str, list[tuple[str, str]]]
PHONE, MAIL = ("phone", "k2aaaaaa:" + "b" * 52), ("email", "k2aaaaaa:" + "c" * 52)
USUAL: Told = {"north/1": [PHONE, MAIL], "north/s1": [PHONE]}


def keep_tokens(patch: pytest.MonkeyPatch, told: Told) -> None:
    """What the runs of both desks have kept of these accounts."""
    patch.setattr("finpath.desk.match.own.require_untouched", lambda *_: None)
    patch.setattr("finpath.desk.match.own.read_controllers", lambda _: told)
    patch.setattr("finpath.desk.hits.find.read_keys", lambda *_: {})
    patch.setattr("finpath.desk.hits.find.read_payers_in_common", lambda _: {})


def lay_cases(patch: pytest.MonkeyPatch, pair: Pair, runs: Runs, told: Told = USUAL) -> None:
    """Each account is a case: those of South begin with an s; "Group 1" is of north/1."""
    keep_tokens(patch, told)
    for office, is_south in ((pair.north, False), (pair.south, True)):
        merchants = [name.partition("/")[2] for name in told]
        lay(office, patch, runs, [group(each, each) for each in merchants if each.startswith("s") == is_south])


def case_of(office: Office, merchant: str) -> str:
    return next(row.id for row in office.queue("ada") if row.title == f"Group {merchant}")


def asked(pair: Pair) -> Path:
    """North asks South; the file."""
    pair.north.desk.match(SOUTH, "console")
    return outbox(pair.north)[-1]


def remote_meeting(office: Office, case: str) -> tuple[str, str]:
    """Two hits of a case with another desk's: one that both answered, one of which a quiet owner alone is told."""
    with office.desk.store.act() as acting:
        answered, alone = (add_hit(acting, Met(case, SOUTH, ["phone", "name_and_address"]), by) for by in ("", None))
        whom = seal(acting.case_key(case), "Noor Example, südliche Stelle".encode())
        values = {"own_answer": "tell_me", "own_by": office.people["hal"], "their_answer": "tell_me", "whom": whom}
        acting.db.execute(REMOTE_HITS.update().where(REMOTE_HITS.c.id == answered).values(**values))
        count(acting, SOUTH, THEIRS, 4_096, 3)
    return answered, alone


def take(office: Office, path: Path) -> str:
    """A file is brought, and taken out of the outbox; what the desk says of it."""
    said = office.desk.receive(path).sentence
    path.unlink()
    return said


def answered(pair: Pair, asks: str = NORTH) -> str:
    """One asks, and all that comes of it is carried over; what it says of the answer."""
    other = SOUTH if asks == NORTH else NORTH
    pair.of(asks).desk.match(other, "console")
    return next(said for said in carry_on(pair) if "of this desk meet one of" in said)


def told(office: Office, login: str = "ada") -> list[Notice]:
    with office.desk.store.read() as db:
        return read_remote_notices(db, office.desk.store.key, office.person(login))


def whom(office: Office) -> str:
    (notice,) = told(office)
    with office.desk.store.read() as db:
        return read_remote_opened(db, office.desk.store.key, notice).whom


def rows(office: Office) -> list[Row[tuple[object, ...]]]:
    with office.desk.store.read() as db:
        return list(db.execute(select(REMOTE_HITS).order_by(REMOTE_HITS.c.at)))


def say(office: Office, login: str, said: str, why: str = "") -> None:
    (notice,) = told(office, login)
    office.desk.answer_hit(office.person(login), notice.hit, notice.case.id, said=said, why=why)


def carry_on(pair: Pair) -> list[str]:
    """People carry what lies in either outbox, until nothing new comes of it; what the desks say."""
    said: list[str] = []
    while outbox(pair.north) or outbox(pair.south):
        said += [*carry(pair.north, pair.south), *carry(pair.south, pair.north)]
    return said
