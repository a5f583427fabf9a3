"""A case is purged: proposed by the clock or a person, approved with two people's eyes, then gone in one transaction.

What is signed is a digest over all that the case is made of; whoever adds to the case afterwards ends the proposal.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from types import MappingProxyType

from sqlalchemy import Connection, Row, Select, func, literal, select

from finpath.custody import Head
from finpath.desk.cases.anchors import owe_recalls
from finpath.desk.cases.decide import deny, require
from finpath.desk.cases.remote import end_remote_hits
from finpath.desk.errors import DeniedError
from finpath.desk.people.person import today
from finpath.desk.people.signatures import Site, challenge_of, require_signature
from finpath.desk.policy.may import Person
from finpath.desk.policy.roles import PURGE, RETAIN
from finpath.desk.retention.clock import read_clocks, what_keeps
from finpath.desk.retention.hold import STANDING, checked
from finpath.desk.retention.leftovers import PURGED, leftovers_of, receipts_of
from finpath.desk.retention.rows import rows_of, tables_of_cases
from finpath.desk.store.store import Acting, Store, new_id, now, read_head
from finpath.desk.store.tables import (
    CASES,
    COPIES,
    CUSTODY,
    HITS,
    HOLDS,
    LEFTOVERS,
    MATCH_KEYS,
    OFFERED_CASES,
    PEOPLE,
    PURGE_APPROVALS,
    PURGES,
    REMOTE_HITS,
    SALTS,
    SENT,
    SHARES,
    SIGHTINGS,
    TOMBS,
)
from finpath.errors import ConfigError, nearest

OVER, EXPIRED, RECALLED = BY_ITSELF = ("over", "expired", "recalled")
"""Why the clock, or the owner of a copy, purges: no person says so."""

WHYS = MappingProxyType(
    {
        OVER: "the time that it is kept is over",
        EXPIRED: "the time for which its owner gave it is over",
        RECALLED: "its owner called it back",
        "ordered": "an authority or a court has ordered it",
        "withdrawn": "a member withdrew what it rests on",
        "unfounded": "it is kept without a ground",
    }
)
"""Why a case is purged: by itself, or because a person says which of the others."""

STANDS = ("id", "state", "lane", "tlp", "team", "agreement", "ends_on", "opened_at")
"""What of a case's own row is signed: the rest is what the last run showed."""

HOLDS_FOR = dt.timedelta(days=30)
AT_ONCE = 1_000
"""Purges that the clock proposes at a time."""

EYES = 2
HUB = "hub"
GONE = "There is no such purge, or it is not for you."


def propose_due(store: Store, years: int) -> int:
    """Propose the purge of each case whose time is over; how many. A proposal by the clock is nobody's eyes."""
    day = today()
    with store.read() as db:
        over = sorted(case for case, clock in read_clocks(db, store.key, years).items() if clock.is_over(day))
        rows = db.execute(select(PURGES).where(PURGES.c.until >= day.isoformat(), PURGES.c.case_id.is_not(None))).all()
        waiting = {row.case_id for row in rows if _waits(db, row)}
    wanted = [case for case in over if case not in waiting][:AT_ONCE]
    if not wanted:
        return 0
    with store.act() as acting:
        clocks = read_clocks(acting.db, store.key, years, CASES.c.id.in_(wanted))
        for case in (each for each in wanted if each in clocks and clocks[each].is_over(day)):
            agreement = acting.db.execute(select(CASES.c.agreement).where(CASES.c.id == case)).scalar_one()
            _propose(acting, HUB, case, OVER, str(agreement))
        if not acting.entered:
            acting.enter(HUB, "looked", "desk:retention")
        return acting.entered


def _waits(db: Connection, row: Row[tuple[object, ...]]) -> bool:
    """Whether a proposal is still to be decided on, or was refused."""
    if row.state == STANDING:
        return digest_of(db, str(row.case_id), str(row.why), str(row.authority)) == str(row.digest)
    return str(row.state) == "refused"


def propose_purge(store: Store, person: Person, case: str, why: str, authority: str) -> str:
    """Propose to purge a case before its time is over; the id of the proposal.

    Raises:
        ConfigError: The reason is none, nobody is named whose right it is, or something keeps the case.
        DeniedError: The person may not.
    """
    if why not in WHYS or why in BY_ITSELF:
        known = [each for each in WHYS if each not in BY_ITSELF]
        raise ConfigError(f'"{why:.40}" is no reason to purge a case: {nearest(why, known)}')
    named = checked(authority, "authority, or the office, that says so")
    with store.act() as acting:
        require(store, acting, person, RETAIN, case)
        _require_free(acting.db, store, case)
        standing = (PURGES.c.case_id == case, PURGES.c.state == STANDING, PURGES.c.until >= today().isoformat())
        if any(_waits(acting.db, row) for row in acting.db.execute(select(PURGES).where(*standing)).all()):
            raise ConfigError("Its purge is proposed already: whoever proposes it anew would end what others approved.")
        return _propose(acting, person.id, case, why, named)


def _propose(acting: Acting, by: str, case: str, why: str, authority: str) -> str:
    standing = (PURGES.c.case_id == case, PURGES.c.state == STANDING)
    acting.db.execute(PURGES.update().where(*standing).values(state="lapsed"))
    purge, mac = new_id("g"), acting.key.mac(case)
    digest = digest_of(acting.db, case, why, authority)
    acting.db.execute(
        PURGES.insert().values(
            id=purge, case_id=case, mac=mac, why=why, authority=authority, digest=digest, by=by, at=now(),
            until=(today() + HOLDS_FOR).isoformat(), state=STANDING,
        )
    )  # fmt: skip
    acting.enter(by, "proposed", f"case:{case}", {"purge": purge, "digest": digest, "why": why})
    return purge


def digest_of(db: Connection, case: str, why: str, authority: str) -> str:
    """Over why, by what right, and each row of the case, but for what a look at it or a later run adds."""
    lines = [f"{case}\n{why}\n{authority}\n"]
    for table in tables_of_cases():
        if table in {SALTS, SIGHTINGS, MATCH_KEYS, HITS, REMOTE_HITS, OFFERED_CASES}:
            continue
        columns = [table.c[name] for name in STANDS] if table is CASES else list(table.columns)
        rows = db.execute(select(*columns).where(rows_of(table, _just(case)))).all()
        told = sorted(json.dumps([_plain(value) for value in row]) for row in rows)
        lines.append(f"{table.name}\n" + "\n".join(told))
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _plain(value: object) -> object:
    return hashlib.sha256(value).hexdigest() if isinstance(value, bytes) else value


def find_purge(db: Connection, purge: str) -> Row[tuple[object, ...]]:
    """A purge whose case is there.

    Raises:
        DeniedError: There is none; the words are those for one that is not shown.
    """
    row = db.execute(select(PURGES).where(PURGES.c.id == purge, PURGES.c.case_id.is_not(None))).first()
    if row is None:
        raise DeniedError(GONE)
    return row


def purge_challenge(db: Connection, purge: str) -> tuple[bytes, Head]:
    """What somebody signs who approves a purge, and the head of the chain in it."""
    head = read_head(db)
    return challenge_of(PURGE, purge, str(find_purge(db, purge).digest), head), head


def approve_purge(store: Store, site: Site, person: Person, purge: str, signed: tuple[str, Head]) -> bool:
    """Approve a purge with a signature over its digest; whether that was the last that it needed, and the case is gone.

    Raises:
        ConfigError: It was not signed, waits no more, or something keeps the case.
        DeniedError: The person may not: who has worked on a case or proposed its purge is not who approves it.
    """
    with store.act() as acting:
        row = find_purge(acting.db, purge)
        case = str(row.case_id)
        require(store, acting, person, PURGE, case)
        if row.by == person.id:
            deny(store, acting, person, PURGE)
            raise DeniedError("You have proposed it: somebody else must look.")
        _require_standing(acting.db, row)
        _require_free(acting.db, store, case)
        assertion, head = signed
        require_signature(acting, site, person.id, assertion, challenge_of(PURGE, purge, str(row.digest), head))
        values = {"purge": purge, "person": person.id, "head": str(head), "at": now(), "assertion": assertion}
        if person.id in approvers(acting.db, purge):
            raise ConfigError("You have approved it already: a second person must.")
        acting.db.execute(PURGE_APPROVALS.insert().values(**values))
        acting.enter(person.id, "approved", f"case:{case}", {"purge": purge, "digest": str(row.digest)})
        if len(eyes(acting.db, row)) < EYES:
            return False
        _bury(acting, person.id, row)
        return True


def refuse_purge(store: Store, person: Person, purge: str) -> None:
    """Refuse a purge: the clock proposes it again when this proposal would have run out.

    Raises:
        ConfigError: It waits no more.
        DeniedError: The person may not.
    """
    with store.act() as acting:
        row = find_purge(acting.db, purge)
        require(store, acting, person, PURGE, str(row.case_id))
        if row.state != STANDING:
            raise ConfigError(f"The purge is {row.state}, and waits no more.")
        acting.db.execute(PURGES.update().where(PURGES.c.id == purge).values(state="refused"))
        acting.enter(person.id, "sent_back", f"case:{row.case_id}", {"purge": purge})


def approvers(db: Connection, purge: str) -> set[str]:
    """Who has approved."""
    return set(db.scalars(select(PURGE_APPROVALS.c.person).where(PURGE_APPROVALS.c.purge == purge)))


def eyes(db: Connection, row: Row[tuple[object, ...]]) -> set[str]:
    """The people who have looked: who proposed it, if it was one, and who approved it."""
    return approvers(db, str(row.id)) | set(db.scalars(select(PEOPLE.c.id).where(PEOPLE.c.id == row.by)))


def _require_standing(db: Connection, row: Row[tuple[object, ...]]) -> None:
    if row.state != STANDING:
        raise ConfigError(f"The purge is {row.state}, and waits no more.")
    if str(row.until) < today().isoformat():
        raise ConfigError(f"The proposal ran out on {row.until}: it is proposed anew.")
    if digest_of(db, str(row.case_id), str(row.why), str(row.authority)) != row.digest:
        raise ConfigError("The case has changed since its purge was proposed: propose it anew.")


def _require_free(db: Connection, store: Store, case: str) -> None:
    why = what_keeps(db, store.key, case)
    if why:
        raise ConfigError(f"It cannot be purged. {why}")


def _just(case: str) -> Select[tuple[str]]:
    return select(literal(case))


def purge_copy(acting: Acting, case: str, why: str) -> None:
    """Purge what a partner gave, in this transaction: its time is over, or its owner called it back.

    Raises:
        ConfigError: An authority wants it kept.
    """
    if acting.db.execute(select(HOLDS.c.id).where(HOLDS.c.case_id == case, HOLDS.c.lifted_by.is_(None))).first():
        raise ConfigError("It cannot be purged. An authority wants it kept.")
    partner = str(acting.db.execute(select(COPIES.c.partner).where(COPIES.c.case_id == case)).scalar_one())
    purge = _propose(acting, HUB, case, why, partner)
    _bury(acting, HUB, acting.db.execute(select(PURGES).where(PURGES.c.id == purge)).one())


def _bury(acting: Acting, by: str, row: Row[tuple[object, ...]]) -> None:
    """Take a case away, whole: its rows, and with them its key and its salts; a tombstone stays."""
    db, case = acting.db, str(row.case_id)
    acting.write_entries()  # salts of this very act are among what goes
    end_remote_hits(acting, case)
    agreement = str(db.execute(select(CASES.c.agreement).where(CASES.c.id == case)).scalar_one())
    entries = db.execute(
        select(func.count()).select_from(CUSTODY).where(CUSTODY.c.subject == f"case:{case}")
    ).scalar_one()
    owe_recalls(db, case, PURGED)
    told = str(row.why) if row.why in BY_ITSELF else PURGED
    left = leftovers_of(db, case) | receipts_of(db, case, told, str(row.mac))
    known = {(each.kind, each.name) for each in db.execute(select(LEFTOVERS))}
    db.execute(LEFTOVERS.insert(), [{"kind": kind, "name": name} for kind, name in sorted(left - known)])
    unsent = SENT.c.seal.in_(select(SHARES.c.seal).where(SHARES.c.case_id == case))
    db.execute(SENT.update().where(unsent).values(content=None))
    for table in tables_of_cases():
        db.execute(table.delete().where(rows_of(table, _just(case))))
    tomb = {"mac": row.mac, "day": today().isoformat(), "why": row.why, "authority": row.authority,
            "entries": entries, "purge": row.id}  # fmt: skip
    db.execute(TOMBS.insert().values(**tomb))
    db.execute(PURGES.update().where(PURGES.c.case_id == case).values(case_id=None))
    db.execute(PURGES.update().where(PURGES.c.id == row.id).values(state="purged"))
    acting.forget_key(case)
    acting.enter(by, "purged", f"tomb:{row.mac}", {"why": str(row.why), "entries": entries}, agreement=agreement)
