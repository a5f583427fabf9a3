"""What people do with a case: decide with a reason, write a note, ask, take it on; each enters the chain."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, Row, select

from finpath.config.roles import Role
from finpath.desk.cases.anchors import accounts_of
from finpath.desk.cases.clean import clean_words
from finpath.desk.cases.identity import MERGE, RELATIONS
from finpath.desk.cases.label import LABEL, check_label, relabel
from finpath.desk.cases.reasons import CODES, OUTCOMES
from finpath.desk.cases.safeguarded import hand_to_safeguarding
from finpath.desk.cases.states import PART, after
from finpath.desk.chain import day_of
from finpath.desk.errors import DeniedError
from finpath.desk.people.person import today
from finpath.desk.policy.may import Person, Record, may
from finpath.desk.policy.roles import ASSIGN, DECIDE, NOTE, READ, SEE
from finpath.desk.store.seals import seal
from finpath.desk.store.store import Acting, Store, new_id, now
from finpath.desk.store.tables import ANCHORS, APPROVALS, CASES, DECISIONS, PLACES, PROPOSALS, SHARES, SIGHTINGS, WORDS
from finpath.errors import ConfigError, nearest
from finpath.referral.query.disclosure import TLP
from finpath.tables.contract import SAFEGUARDED

WORD_KINDS = {"note": "noted", "question": "asked", "answer": "answered"}
MOVING = ("confirm", "clear", "set_aside")
"""Decisions that move a case, where they are about all of its accounts; about some, they are kept for those."""

LONGEST_REVIEW = dt.timedelta(days=2 * 366)


@dataclass(frozen=True)
class Decision:
    """What somebody decides.

    Args:
        outcome: One of `OUTCOMES`.
        code: A reason of the list of that outcome.
        why: In words; needed where the code is "other".
        accounts: That are meant, as provider/merchant; all of the case where none is named. A case moves by what
            is said of all of its accounts alone.
        until: The last day that a case is set aside.
        role: That is given.
        relation: Of accounts that are merged: the same controller's, or one merchant.
        label: Of TLP that the case gets.
    """

    outcome: str
    code: str
    why: str = ""
    accounts: Sequence[str] = field(default_factory=tuple)
    until: dt.date | None = None
    role: str = ""
    relation: str = ""
    label: str = ""


def read_record(db: Connection, case: str, proposal: str = "") -> tuple[Row[tuple[object, ...]] | None, Record | None]:
    """A case's row, and what the policy asks of it; None where there is none."""
    row = db.execute(select(CASES).where(CASES.c.id == case)).first()
    if row is None:
        return None, None
    same_group = select(SIGHTINGS.c.case_id).where(SIGHTINGS.c.run == row.run, SIGHTINGS.c.group_id == row.group_id)
    cases = {case, *db.scalars(same_group)}  # what is released of a case that met another speaks of both
    touched = {
        person
        for table in (DECISIONS, WORDS, PROPOSALS, SHARES)
        for person in db.scalars(
            select(table.c.by).where(
                table.c.case_id.in_(cases), *([table.c.kind != "sent_back"] if table is WORDS else [])
            )
        )
    }
    approved = db.scalars(select(APPROVALS.c.person).where(APPROVALS.c.proposal == proposal))
    record = Record(
        row.lane,
        TLP[row.tlp],
        frozenset(db.scalars(select(PLACES.c.country).where(PLACES.c.case_id == case))),
        row.team,
        row.assigned or "",
        dt.date.fromisoformat(row.ends_on) if row.ends_on else None,
        frozenset(touched),
        frozenset(approved),
    )
    return row, record


def require(  # noqa: PLR0913, PLR0917 - who does what to what
    store: Store, acting: Acting, person: Person, act: str, case: str, proposal: str = ""
) -> Row[tuple[object, ...]]:
    """The case's row, if this person may do this to it; else the attempt is entered, and refused.

    Raises:
        DeniedError: They may not, or there is no such case: the words are the same.
    """
    row, record = read_record(acting.db, case, proposal)
    day = day_of(acting.db)
    verdict = may(person, act, record, day) if record else None
    if row is not None and verdict is not None and verdict.allowed:
        return row
    deny(store, acting, person, act)
    seen = record is not None and any(may(person, look, record, day).allowed for look in (SEE, READ))
    raise DeniedError(verdict.why if seen and verdict else "There is no such case, or it is not for you.")


def deny(store: Store, acting: Acting, person: Person, act: str) -> None:
    """Enter an attempt that was refused, in a transaction of its own: the act's is rolled back."""
    acting.db.rollback()
    with store.act() as own:
        own.enter(person.id, "denied", f"act:{act}")


def decide(store: Store, person: Person, case: str, decision: Decision) -> str:
    """Decide about a case; the id of the decision.

    Raises:
        ConfigError: The reason is none of the list, something is lacking, or the case is in another state.
        DeniedError: The person may not.
    """
    why = _checked(decision)
    with store.act() as acting:
        row = require(store, acting, person, DECIDE, case)
        if row.lane == SAFEGUARDED and decision.outcome not in {"clear", "set_aside"}:
            raise ConfigError("A case of safeguarding is no suspicion: it is closed, or set aside until a day.")
        accounts = _accounts(acting, person, case, decision)
        whole = len(accounts) == len(accounts_of(acting, case)) or decision.outcome not in MOVING
        state = after(str(row.state), decision.outcome if whole else PART)
        until = decision.until.isoformat() if decision.until else None
        found = new_id("d")
        what = {"accounts": accounts, "why": why, "role": decision.role, "relation": decision.relation}
        if decision.outcome == LABEL:
            relabel(acting, person, row, decision.label)
            what["label"] = decision.label
        acting.db.execute(
            DECISIONS.insert().values(
                id=found, case_id=case, outcome=decision.outcome, code=decision.code, until=until, by=person.id,
                at=now(), run=row.run, what=seal(acting.case_key(case), json.dumps(what).encode()),
            )
        )  # fmt: skip
        if decision.outcome in MOVING and whole:
            values = {"state": state, "set_aside_until": until}
            acting.db.execute(CASES.update().where(CASES.c.id == case).values(**values))
        if decision.role == Role.VICTIM:
            hand_to_safeguarding(acting, case, [(name.partition("/")[0], name.partition("/")[2]) for name in accounts])
        verb = "set_aside" if decision.outcome == "set_aside" else "decided"
        done = {"decision": found, "outcome": decision.outcome, "code": decision.code, **what}
        acting.enter(person.id, verb, f"case:{case}", done, agreement=str(row.agreement))
    return found


def _checked(decision: Decision) -> str:
    """The words of a decision that has all it needs."""
    if decision.outcome not in OUTCOMES:
        raise ConfigError(f'"{decision.outcome:.40}" is no decision: {nearest(decision.outcome, list(OUTCOMES))}')
    codes = CODES[decision.outcome]
    if decision.code not in codes:
        raise ConfigError(
            f'"{decision.code:.40}" is no reason to {OUTCOMES[decision.outcome]}: {nearest(decision.code, list(codes))}'
        )
    if decision.code == "other" and not decision.why.strip():
        raise ConfigError('Where the reason is "other", say which, in words.')
    if decision.outcome == "set_aside":
        if decision.until is None or not today() < decision.until <= today() + LONGEST_REVIEW:
            raise ConfigError("Name the last day that it is set aside: after today, and within two years.")
    elif decision.until is not None:
        raise ConfigError("Only what is set aside has a last day.")
    _require_kind(decision)
    return clean_words(decision.why) if decision.why.strip() else ""


def _require_kind(decision: Decision) -> None:
    """A role where one is given, a relation where accounts are merged, a label; and none of them elsewhere."""
    if (decision.outcome == LABEL) != bool(decision.label):
        raise ConfigError("A label is named where it changes, and nowhere else.")
    if decision.label:
        check_label(decision.label)
    if (decision.outcome == "give_role") != bool(decision.role) or (
        decision.role and decision.role not in [role.value for role in Role]
    ):
        raise ConfigError(f"A role is one of: {', '.join(role.value for role in Role)}.")
    if (decision.outcome == MERGE) != bool(decision.relation) or decision.relation not in {"", *RELATIONS}:
        raise ConfigError(f"Accounts that are merged are {' or '.join(RELATIONS)}; nothing else has a relation.")


def _accounts(acting: Acting, person: Person, case: str, decision: Decision) -> list[str]:
    """The accounts that are meant: the case's own; those of another that this person decides on may be merged too."""
    known = ["/".join(account) for account in accounts_of(acting, case)]
    for name in decision.accounts:
        if name not in known and not (decision.outcome == MERGE and _decides_on(acting, person, name)):
            raise ConfigError(f"{name:.100} is no account of this case: {nearest(name, known)}")
    meant = sorted(set(decision.accounts)) if decision.accounts else known
    if decision.outcome == MERGE and len(meant) == 1:
        raise ConfigError("To merge takes two accounts or more: name another.")
    return meant


def _decides_on(acting: Acting, person: Person, account: str) -> bool:
    """Whether an account is in a case on which this person decides."""
    cases = acting.db.scalars(select(ANCHORS.c.case_id).where(ANCHORS.c.mac == acting.key.mac(account)))
    records = [read_record(acting.db, case)[1] for case in cases]
    return any(record is not None and may(person, DECIDE, record, today()).allowed for record in records)


def write_words(store: Store, person: Person, case: str, kind: str, words: str) -> str:
    """Write a note, a question to a member, or its answer; the id of it.

    Raises:
        ConfigError: What is written could hold content, or is no such kind of words.
        DeniedError: The person may not.
    """
    if kind not in WORD_KINDS:
        raise ConfigError("What is written is a note, a question or an answer.")
    text = clean_words(words)
    with store.act() as acting:
        row = require(store, acting, person, NOTE, case)
        written = new_id("w")
        acting.db.execute(
            WORDS.insert().values(
                id=written, case_id=case, kind=kind, by=person.id, at=now(),
                text=seal(acting.case_key(case), text.encode()),
            )
        )  # fmt: skip
        acting.enter(person.id, WORD_KINDS[kind], f"case:{case}", {"words": text}, agreement=str(row.agreement))
    return written


def assign(store: Store, person: Person, case: str, to: str) -> None:
    """Take a case on, or give it back (to nobody).

    Raises:
        DeniedError: The person may not.
    """
    if to not in {"", person.id}:
        raise ConfigError("You can take a case on, and give it back; others take on what they work on.")
    with store.act() as acting:
        row = require(store, acting, person, ASSIGN, case)
        if row.assigned and row.assigned != person.id:
            raise ConfigError("Somebody else has taken it on.")
        acting.db.execute(CASES.update().where(CASES.c.id == case).values(assigned=to or None))
        acting.enter(person.id, "assigned", f"case:{case}", {"to": to})
