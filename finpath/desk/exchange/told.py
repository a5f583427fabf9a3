"""What people are told: what was given of a case and what became of it, and what partners gave this desk."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from sqlalchemy import Connection, Row, select

from finpath.desk.chain import day_of
from finpath.desk.exchange.copies import ANSWERED
from finpath.desk.exchange.envelope import CASE, QUESTION, WARNING, Payload
from finpath.desk.exchange.give import PROPOSED
from finpath.desk.exchange.letters import FIELDS, POLICY, paths_of
from finpath.desk.policy.may import Person, visible, visible_copies
from finpath.desk.store.seals import DeskKey, unseal
from finpath.desk.store.tables import CASES, COPIES, HOLDS, PEOPLE, SENT, SHARES, WORDS
from finpath.referral.query.disclosure import TLP

KINDS = {CASE: "the case", QUESTION: "a question", WARNING: "a warning"}
SHOWN = 200


def read_shares(db: Connection, case: str) -> list[Mapping[str, str]]:
    """What was proposed, given and asked of a case, the last first."""
    names = {row.id: row.name for row in db.execute(select(PEOPLE.c.id, PEOPLE.c.name))}
    query = (
        select(SHARES, SENT.c.file)
        .outerjoin(SENT, SENT.c.seal == SHARES.c.seal)
        .where(SHARES.c.case_id == case)
        .order_by(SHARES.c.at.desc(), SHARES.c.id)
    )
    return [
        {"id": row.id, "what": KINDS[row.kind], "partner": row.partner, "by": names.get(row.by, row.by),
         "at": row.at[:10], "state": row.state, "became": row.became, "file": row.file or ""}
        for row in db.execute(query)
    ]  # fmt: skip


def waiting_shares(db: Connection, key: DeskKey, person: Person) -> list[Mapping[str, str]]:
    """What waits to be approved before a partner is given it."""
    query = (
        select(SHARES, CASES.c.title, CASES.c.key, PEOPLE.c.name)
        .join(CASES, CASES.c.id == SHARES.c.case_id)
        .join(PEOPLE, PEOPLE.c.id == SHARES.c.by)
        .where(SHARES.c.state == PROPOSED, visible(person))
        .order_by(SHARES.c.at)
        .limit(SHOWN)
    )
    return [
        {"id": row.id, "title": unseal(key.unwrap(row.key), row.title).decode(), "what": KINDS[row.kind],
         "partner": row.partner, "by": row.name, "until": row.until}
        for row in db.execute(query)
    ]  # fmt: skip


def letters_of(payload: Payload) -> list[tuple[str, str, int]]:
    """The fields of a payload, each with its letter and how often it stands there."""
    counts = Counter(path for kind in payload if kind != "policy" for path, _ in paths_of(payload[kind], kind))
    return sorted((path.partition(".")[2], FIELDS[path], count) for path, count in counts.items())


def policy_lines(payload: Payload) -> list[tuple[str, str]]:
    """Under what it is given, in words."""
    policy = cast("Mapping[str, object]", payload["policy"])
    told = {**policy, "share_on": "no", "countries": ", ".join(cast("list[str]", policy["countries"])) or "any"}
    return [(name.replace("_", " "), str(told[name])) for name in POLICY]


@dataclass(frozen=True)
class CopyRow:
    """What a partner gave, in a list."""

    id: str
    kind: str
    title: str
    partner: str
    tlp: str
    expires_on: str
    state: str
    at: str


@dataclass(frozen=True)
class CopyView:
    """What a partner gave, legible.

    Args:
        row: As the list shows it.
        figures: Of a case, what it says of each account.
        reasons: Of a case, by account.
        against: Of a case, what speaks against it.
        accounts: Of a question or a case, as provider/merchant.
        question: Its words.
        meets: Own cases that a warning meets, of those that this person may see.
        words: Own notes: they stay here.
        held: An authority wants it kept.
        may_answer: It is a question that nobody has answered.
    """

    row: CopyRow
    agreement: str
    purpose: str
    figures: Sequence[Mapping[str, str]]
    reasons: Sequence[tuple[str, str]]
    against: Sequence[str]
    accounts: Sequence[str]
    question: str
    meets: Sequence[str]
    words: Sequence[Mapping[str, str]]
    held: bool
    may_answer: bool


def read_copies(db: Connection, key: DeskKey, person: Person) -> list[CopyRow]:
    """What partners gave, of what this person may see today, the last first."""
    query = (
        select(CASES, COPIES.c.kind, COPIES.c.partner, COPIES.c.state.label("became"))
        .join(COPIES, COPIES.c.case_id == CASES.c.id)
        .where(visible_copies(person, day_of(db)))
        .order_by(CASES.c.opened_at.desc(), CASES.c.id)
        .limit(SHOWN)
    )
    return [_row(row, key) for row in db.execute(query)]


def _row(row: Row[tuple[object, ...]], key: DeskKey) -> CopyRow:
    title = unseal(key.unwrap(cast("bytes", row.key)), cast("bytes", row.title)).decode()
    return CopyRow(
        str(row.id), str(row.kind), title, str(row.partner), TLP[int(str(row.tlp))], str(row.ends_on), str(row.became),
        str(row.opened_at)[:10],
    )  # fmt: skip


def read_copy(db: Connection, key: DeskKey, person: Person, case: str) -> CopyView:
    """What a partner gave, for somebody who may read it."""
    query = select(CASES, COPIES.c.kind, COPIES.c.partner, COPIES.c.state.label("became"), COPIES.c.content)
    row = db.execute(query.join(COPIES, COPIES.c.case_id == CASES.c.id).where(CASES.c.id == case)).one()
    own = key.unwrap(row.key)
    said = json.loads(unseal(own, row.content))
    content = said[row.kind]
    names = {each.id: each.name for each in db.execute(select(PEOPLE.c.id, PEOPLE.c.name))}
    words = db.execute(select(WORDS).where(WORDS.c.case_id == case).order_by(WORDS.c.at))
    standing = (HOLDS.c.case_id == case, HOLDS.c.lifted_by.is_(None))
    mine = set(db.scalars(select(CASES.c.id).where(visible(person), CASES.c.id.in_(said.get("meets", [])))))
    return CopyView(
        _row(row, key),
        row.agreement,
        said["purpose"],
        [_figures(each) for each in _tables(content, "subjects")],
        [(str(each.get("subject", "")), str(each.get("sentence", ""))) for each in _tables(content, "reasons")],
        [str(each) for each in _list(content, "against")],
        accounts_in(row.kind, content),
        content["code"] if row.kind == QUESTION else "",
        sorted(mine),
        [
            {"by": names.get(each.by, each.by), "at": each.at[:16].replace("T", " "), "kind": each.kind,
             "text": unseal(own, each.text).decode()}
            for each in words
        ],
        db.execute(select(HOLDS.c.id).where(*standing)).first() is not None,
        row.kind == QUESTION and row.became != ANSWERED,
    )  # fmt: skip


def _list(said: Mapping[str, object], name: str) -> list[object]:
    """A list that a partner has sent, or none: of what it holds, only that it has letters was asked."""
    found = said.get(name)
    return found if isinstance(found, list) else []


def _tables(said: Mapping[str, object], name: str) -> list[Mapping[str, object]]:
    return [each for each in _list(said, name) if isinstance(each, Mapping)]


def _figures(subject: Mapping[str, object]) -> Mapping[str, str]:
    about, trade = (each if isinstance(each, Mapping) else {} for each in (subject.get("about"), subject.get("trade")))
    values = {
        "account": f"{subject.get('label', '')} {subject.get('provider_id')}/{subject.get('merchant_id')}".strip(),
        "name": about.get("name"), "tier": subject.get("tier"), "payments": trade.get("payments"),
        "volume": _money(trade.get("volume_eur")),
    }  # fmt: skip
    return {name: "" if value is None else str(value) for name, value in values.items()}


def _money(said: object) -> str:
    """An amount as people read it; as it came, where it is none."""
    try:
        return f"{Decimal(str(said)):,.2f}"
    except ArithmeticError:
        return "" if said is None else str(said)


def accounts_in(kind: str, content: Mapping[str, object]) -> list[str]:
    """The accounts that what a partner gave names, as provider/merchant; of a warning none."""
    if kind == QUESTION:
        return cast("list[str]", content["accounts"])
    return [f"{each['provider_id']}/{each['merchant_id']}" for each in _tables(content, "subjects")]
