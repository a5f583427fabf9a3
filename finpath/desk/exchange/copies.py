"""What partners gave, as this desk keeps it: read-only, of its owner's label and time, under a key of its own."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

import pycountry
from sqlalchemy import Row, select

from finpath.desk.cases.clean import clean_words
from finpath.desk.cases.decide import require
from finpath.desk.chain import day_of
from finpath.desk.exchange.envelope import ANSWER, CASE, QUESTION, RECEIPT, WARNING
from finpath.desk.exchange.letters import POLICY, require_letters
from finpath.desk.exchange.plain import LONGEST_ID, cleaned
from finpath.desk.exchange.questions import CODES
from finpath.desk.exchange.receive import Incoming
from finpath.desk.exchange.send import Correspondent, Message, put
from finpath.desk.exchange.warn import OwnKeys, meet_warning, read_own_keys
from finpath.desk.hits.find import count_hits
from finpath.desk.policy.may import RECEIVED, Person
from finpath.desk.policy.roles import ANSWER as REPLY
from finpath.desk.retention.purge import RECALLED
from finpath.desk.store.seals import seal, unseal
from finpath.desk.store.store import Acting, Store, new_id, now
from finpath.desk.store.tables import CASES, COPIES, PLACES, WORDS
from finpath.errors import ConfigError, ContributionError
from finpath.presentation.text import count_of
from finpath.referral.query.disclosure import TLP

HIT, NO_HIT, ANSWERED = "hit", "no hit", "answered"
TAKEN = "taken"
MOST_KEYS, LONGEST_KEPT = 10_000, dt.timedelta(days=731)


@dataclass(frozen=True)
class Policy:
    """Under what a partner gave something.

    Args:
        label: Of TLP; this desk never makes it laxer.
        purpose: For what it may be used.
        expires_on: The last day that this desk keeps it.
        countries: Whose law it is under.
    """

    label: str
    purpose: str
    expires_on: str
    countries: tuple[str, ...]


def take_case(incoming: Incoming) -> str:
    """Take a case."""
    said = _content(incoming, CASE)
    subjects = said.get("subjects")
    if not isinstance(subjects, list) or not subjects or not all(map(_is_subject, subjects)):
        raise ContributionError("It names no account, or one as nobody has it: ask for it again.")
    _keep(incoming, CASE, f"Case of {incoming.partner.name}: {count_of(len(subjects), 'account')}", said)
    return f"Received a case of {incoming.partner.name}: it stands under Received."


def take_question(incoming: Incoming) -> str:
    """Take a question about accounts of members that this desk speaks for."""
    said = _content(incoming, QUESTION)
    accounts, code = said.get("accounts"), said.get("code")
    named = isinstance(accounts, list) and accounts and all(isinstance(each, str) and each for each in accounts)
    if not isinstance(code, str) or code not in CODES or not isinstance(accounts, list) or not named:
        raise ContributionError("It asks what no desk asks: ask which finpath made it.")
    _keep(incoming, QUESTION, f"Question of {incoming.partner.name}: {count_of(len(accounts), 'account')}", said)
    return f"Received a question of {incoming.partner.name}: it stands under Received, to be answered."


def take_warning(incoming: Incoming) -> str:
    """Take a warning: its sender is told at once whether there is a hit, and later where one comes."""
    said = _content(incoming, WARNING)
    keys = said.get("keys")
    sound = isinstance(keys, list) and 0 < len(keys) <= MOST_KEYS and all(isinstance(each, Mapping) for each in keys)
    if not sound or not all(_is_hash(each.get("mac")) for each in cast("list[Mapping[str, object]]", keys)):
        raise ContributionError("Its keys are none: ask which finpath made it.")
    if not _is_hash(said.get("salt")):
        raise ContributionError("It has no salt: ask which finpath made it.")
    case = _keep(incoming, WARNING, f"Warning of {incoming.partner.name}", said)
    row = incoming.acting.db.execute(select(COPIES).where(COPIES.c.case_id == case)).one()
    watch(incoming.acting, incoming.desk, row, read_own_keys(incoming.acting))
    return f"Received a warning of {incoming.partner.name}: they are told hit or no hit."


def watch(acting: Acting, desk: Correspondent, row: Row[tuple[object, ...]], known: OwnKeys) -> None:
    """Compare a warning with the cases of today, and tell its sender where that changed. A hit stays one."""
    own = acting.case_key(str(row.case_id))
    content = json.loads(unseal(own, cast("bytes", row.content)))
    said = content[WARNING]
    met = meet_warning(known, said["salt"], {(str(each.get("kind")), each["mac"]) for each in said["keys"]})
    state = HIT if met or row.state == HIT else NO_HIT
    sealed = seal(own, json.dumps({**content, "meets": met}).encode())
    acting.db.execute(COPIES.update().where(COPIES.c.case_id == row.case_id).values(state=state, content=sealed))
    if state != row.state:
        told = {"told": {"hit": state == HIT}}
        put(acting, desk, Message(ANSWER, str(row.partner), told, about=str(row.seal)))
        count_hits(acting, str(row.partner), 1, int(state == HIT))


def watch_all(store: Store, desk: Correspondent) -> None:
    """Compare each warning with the cases of today: a run has landed, or a case is quiet no more."""
    query = select(COPIES).join(CASES, CASES.c.id == COPIES.c.case_id)
    with store.act() as acting:
        in_time = CASES.c.ends_on >= day_of(acting.db).isoformat()
        rows = acting.db.execute(query.where(COPIES.c.kind == WARNING, COPIES.c.state != RECALLED, in_time)).all()
        known = read_own_keys(acting) if rows else {}
        for row in rows:
            if row.partner in desk.config.partners:
                watch(acting, desk, row, known)
        acting.enter("hub", "looked", "copies:warnings", {"warnings": len(rows)})


def answer_question(store: Store, desk: Correspondent, person: Person, case: str, words: str) -> None:
    """Answer what a partner asks; the answer is in the outbox then, and stands with the question.

    Raises:
        ConfigError: The words could hold content, or it is no question, or was answered.
        DeniedError: The person may not.
    """
    text = clean_words(words)
    with store.act() as acting:
        require(store, acting, person, REPLY, case)
        row = acting.db.execute(select(COPIES).where(COPIES.c.case_id == case)).one()
        if row.kind != QUESTION or row.state:
            raise ConfigError("Only a question that nobody has answered is answered.")
        own = seal(acting.case_key(case), text.encode())
        words_of = {"id": new_id("w"), "case_id": case, "kind": "answer", "by": person.id, "at": now(), "text": own}
        acting.db.execute(WORDS.insert().values(**words_of))
        acting.db.execute(COPIES.update().where(COPIES.c.case_id == case).values(state=ANSWERED))
        put(acting, desk, Message(ANSWER, row.partner, {"answer": {"words": text}}, about=row.seal))
        acting.enter(person.id, "answered", f"case:{case}", {"words": text})


def _content(incoming: Incoming, kind: str) -> Mapping[str, object]:
    """The content of a payload, held to the letters; its texts are plain words, or it is refused."""
    payload = incoming.opened.payload
    said = payload.get(kind)
    if set(payload) != {kind, "policy"} or not isinstance(said, Mapping):
        raise ContributionError("It does not hold what its kind holds: ask which finpath made it.")
    require_letters(said, kind)
    return cast("Mapping[str, object]", cleaned(said, kind))


def read_policy(said: object, agreement: str, day: dt.date) -> Policy:
    """The policy of a payload.

    Raises:
        ContributionError: Something in it is lacking, cannot be, or is over.
    """
    if not isinstance(said, Mapping) or set(said) != set(POLICY):
        raise ContributionError("It says not under what it is given: ask for it again.")
    label, purpose, expires, countries = (said[name] for name in ("label", "purpose", "expires_on", "countries"))
    try:
        until = dt.date.fromisoformat(str(expires))
    except ValueError:
        until = dt.date.min
    places = countries if isinstance(countries, list) else [None]
    known = all(isinstance(each, str) and pycountry.countries.get(alpha_2=each) for each in places)
    if label not in TLP[:-1] or said["share_on"] is not False or not known or said["agreement"] != agreement:
        raise ContributionError("It is given under a policy that this desk cannot keep: ask what is meant.")
    if not day <= until <= day + LONGEST_KEPT:
        raise ContributionError(f"It is given until {until}, and today is {day}: nothing of it was taken.")
    if not isinstance(purpose, str) or not 0 < len(purpose) <= LONGEST_ID or not purpose.isprintable():
        raise ContributionError("It says not for what it is given: ask for it again.")
    return Policy(str(label), purpose, until.isoformat(), tuple(sorted(set(map(str, places)))))


def _keep(incoming: Incoming, kind: str, title: str, said: Mapping[str, object]) -> str:
    """Keep it, as its owner gave it, and answer with a receipt. The title names no account. The id of the case."""
    acting, opened = incoming.acting, incoming.opened
    policy = read_policy(opened.payload.get("policy"), opened.envelope.agreement, incoming.day)
    case, wrapped = new_id("v"), acting.key.new_key()
    key = acting.key.unwrap(wrapped)
    acting.know_key(case, key)
    acting.db.execute(
        CASES.insert().values(
            id=case, state=RECEIVED, lane=RECEIVED, tier=RECEIVED, score=0, tlp=TLP.index(policy.label),
            team=incoming.desk.team, assigned=None, agreement=opened.envelope.agreement, ends_on=policy.expires_on,
            set_aside_until=None, opened_at=now(), run="", group_id="", change=RECEIVED, key=wrapped,
            title=seal(key, title.encode()), why=seal(key, b""),
        )
    )  # fmt: skip
    if policy.countries:
        acting.db.execute(PLACES.insert(), [{"case_id": case, "country": each} for each in policy.countries])
    content = {kind: said, "purpose": policy.purpose}
    acting.db.execute(
        COPIES.insert().values(
            case_id=case, kind=kind, partner=incoming.partner.org, seal=opened.seal, state="",
            content=seal(key, json.dumps(content).encode()),
        )
    )  # fmt: skip
    acting.enter("hub", "opened", f"case:{case}", {"seal": opened.seal}, agreement=opened.envelope.agreement)
    receipt = {"state": TAKEN, "on": incoming.day.isoformat(), "tomb": ""}
    put(acting, incoming.desk, Message(RECEIPT, incoming.partner.org, receipt, about=opened.seal))
    return case


def _is_subject(said: object) -> bool:
    if not isinstance(said, Mapping):
        return False
    return all(isinstance(said.get(name), str) and said[name] for name in ("provider_id", "merchant_id"))


def _is_hash(said: object) -> bool:
    return isinstance(said, str) and len(said) == 64 and set(said) <= set("0123456789abcdef")  # noqa: PLR2004 - of SHA-256
