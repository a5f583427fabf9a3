"""A member is asked about its own accounts, and partners are warned of keys: told hit or no hit, and nothing else."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from finpath.desk.cases.decide import Decision, decide
from finpath.desk.errors import DeniedError
from finpath.desk.exchange.copies import answer_question, watch_all
from finpath.desk.exchange.give import Wish, propose_share
from finpath.desk.exchange.letters import FIELDS, paths_of
from finpath.desk.people.person import today
from finpath.desk.store.seals import unseal
from finpath.desk.store.tables import CASES, COPIES, HIT_COUNTS, QUIETS, SHARES, WORDS
from finpath.errors import ConfigError, ContributionError
from tests.desk.conftest import Office, Runs
from tests.desk.deeds import approved
from tests.desk.test_exchange import forged
from tests.desk.test_give import approve, became, case_of, copies, crossed, landed, proposed
from tests.desk.test_landing import accounts
from tests.desk.test_retention import left_of
from tests.desk.two_desks import NORTH, SOUTH, Pair, carry, known_as, make_pair, outbox, pair, small_pair

__all__ = ["pair", "small_pair"]

WARN = Wish("warning", SOUTH)
MEMBERS = 'members = ["acquirer-north", "acquirer-south", "wallet", "remitter"]'


@pytest.fixture
def asked(runs: Runs, tmp_path: Path) -> Pair:
    """Each speaks for some members."""
    addresses = (f"sqlite:///{tmp_path}/one.sqlite", f"sqlite:///{tmp_path}/other.sqlite")
    return landed(make_pair(addresses, tmp_path, {NORTH: MEMBERS, SOUTH: MEMBERS}), runs)


def test_a_member_is_asked_about_its_own_accounts_and_answers(asked: Pair) -> None:
    north, south = asked.north, asked.south
    case = case_of(north)
    proposed(north, case, Wish("question", SOUTH, "owner"))
    said = crossed(asked, outbox(north)[0])
    assert {path for path, _ in paths_of(said["question"], "question")} <= set(FIELDS)
    assert set(said["question"]["accounts"]) == accounts(north, case)  # type: ignore[index]
    assert "to be answered" in carry(north, south)[-1]
    (copy,) = copies(south)
    store, us = south.desk.store, known_as(south)
    with pytest.raises(ConfigError, match="no data"):
        answer_question(store, us, south.person("ada"), copy, "data:text/html;base64,AAAA")
    with pytest.raises(DeniedError):
        answer_question(store, us, south.person("ben"), copy, "Not for a reviewer.")
    answer_question(store, us, south.person("ada"), copy, "A zqbakery, known since 2019.")
    with pytest.raises(ConfigError, match="nobody has answered"):
        answer_question(store, us, south.person("ada"), copy, "Twice.")
    assert carry(south, north) == [f"The other: received, on {today()}.", "The other: answered."]
    assert became(north) == [("sent", "answered")]
    with north.desk.store.read() as db:
        row = db.execute(select(WORDS, CASES.c.key).join(CASES)).one()
    assert (row.kind, row.by) == ("answer", SOUTH)
    assert unseal(north.desk.store.key.unwrap(row.key), row.text) == b"A zqbakery, known since 2019."


def test_nobody_is_asked_about_what_is_another_s(small_pair: Pair, runs: Runs) -> None:
    north = landed(small_pair, runs).north
    for code in ("owner", "nobody", ""):
        with pytest.raises(ConfigError, match=r"no account at a member|is no question"):
            proposed(north, case_of(north), Wish("question", SOUTH, code))
    assert outbox(north) == []


def test_an_answer_that_is_none_is_refused(asked: Pair, runs: Runs, tmp_path: Path) -> None:
    south = asked.south
    south.desk.land(south.people["ada"], runs.later)
    question = Wish("question", NORTH, "owner")
    propose_share(south.desk.store, known_as(south), south.person("ada"), case_of(south), question)
    with south.desk.store.read() as db:
        about = db.execute(select(SHARES.c.seal)).scalar_one()
    bad: list[tuple[dict[str, object], str]] = [
        ({"answer": {"words": "data:text/html;base64,AAAA"}}, "cannot be kept"),
        ({"answer": {"words": ""}}, "cannot be kept"),
        ({"answer": {"words": "x", "file": "y"}}, "something else"),
        ({"answer": "x"}, "something else"),
        ({"told": {"hit": True}}, "something else"),
        ({"x": 1}, "something else"),
    ]
    for payload, words in bad:
        with pytest.raises(ContributionError, match=words):
            south.desk.receive(forged(asked, tmp_path, payload=payload, kind="answer", about=about))
    assert became(south) == [("sent", "")]
    stray = forged(asked, tmp_path, payload={"told": {"hit": True}}, kind="answer", about="c" * 64)
    assert "was not sent" in south.desk.receive(stray).sentence


def warned(pair: Pair) -> str:
    """North warns South of an approved case."""
    case, _ = approved(pair.north)
    approve(pair.north, "ben", proposed(pair.north, case, WARN))
    return case


def test_a_warning_is_told_no_hit_and_a_hit_when_a_run_brings_one(pair: Pair, runs: Runs) -> None:
    north, south = landed(pair, runs).north, pair.south
    with pytest.raises(ConfigError, match="somebody has approved"):
        proposed(north, case_of(north), WARN)
    named = {name.partition("/")[2] for name in accounts(north, warned(pair))}
    text = json.dumps(crossed(pair, outbox(north)[0]))
    assert not any(name in text for name in named), "keys cross, and no account"
    assert "told hit or no hit" in carry(north, south)[-1]
    assert carry(south, north)[-1] == "The other: no hit."
    assert became(north) == [("sent", "no hit")]
    south.desk.land(south.people["ada"], runs.later)
    assert carry(south, north) == ["The other: hit."]
    assert became(north) == [("sent", "hit")]
    watch_all(south.desk.store, known_as(south))
    assert carry(south, north) == [], "it is told once"
    with south.desk.store.read() as db:
        counted = db.execute(select(HIT_COUNTS).where(HIT_COUNTS.c.org == NORTH)).one()
    assert (counted.asked, counted.given) == (2, 1), "who probes is seen"


def quiet_all(office: Office) -> None:
    with office.desk.store.engine.begin() as db:
        for number, case in enumerate(db.scalars(select(CASES.c.id).where(CASES.c.lane == "suspects")).all()):
            values = {"id": f"s-{number}", "case_id": case, "by": "u-1", "agreed_by": "u-2", "at": "2026-01-01"}
            db.execute(QUIETS.insert().values(**values, until=(today() + dt.timedelta(days=9)).isoformat()))


def close_all(office: Office) -> None:
    for row in office.queue("ada"):
        decide(office.desk.store, office.person("ada"), row.id, Decision("clear", "charity"))


def end_all(office: Office) -> None:
    with office.desk.store.engine.begin() as db:
        db.execute(CASES.update().where(CASES.c.lane == "suspects").values(ends_on="2020-01-01"))


def protect_all(office: Office) -> None:
    for row in office.queue("ada"):
        role = Decision("give_role", "member_file", role="possible victim")
        decide(office.desk.store, office.person("ada"), row.id, role)


@pytest.mark.parametrize("bind", [quiet_all, close_all, end_all, protect_all])
def test_what_is_nobody_s_business_meets_no_warning(
    small_pair: Pair, runs: Runs, bind: Callable[[Office], None]
) -> None:
    north, south = landed(small_pair, runs).north, small_pair.south
    south.desk.land(south.people["ada"], runs.later)
    bind(south)
    warned(small_pair)
    carry(north, south)
    assert carry(south, north)[-1] == "The other: no hit."


def test_a_warning_is_called_back_with_its_case(small_pair: Pair, runs: Runs) -> None:
    north, south = landed(small_pair, runs).north, small_pair.south
    case = warned(small_pair)
    carry(north, south)
    (copy,) = copies(south)
    role = Decision("give_role", "member_file", accounts=(min(accounts(north, case)),), role="possible victim")
    decide(north.desk.store, north.person("hal"), next(iter(released_anew(north, case))), role)
    carry(north, south)
    assert left_of(south, copy) == 0


def released_anew(office: Office, case: str) -> list[str]:
    """A case that waits for its release takes no role: its proposal is taken back first."""
    with office.desk.store.engine.begin() as db:
        db.execute(CASES.update().where(CASES.c.id == case).values(state="confirmed"))
    return [case]


def test_a_warning_of_no_keys_is_refused(small_pair: Pair, tmp_path: Path) -> None:
    until = (today() + dt.timedelta(days=9)).isoformat()
    policy = {"agreement": "EFC-2026-014", "label": "amber", "purpose": "x", "expires_on": until, "share_on": False,
              "countries": []}  # fmt: skip
    good = {"kind": "account", "mac": "a" * 64}
    bad: list[dict[str, object]] = [
        {"salt": "x", "keys": [good]},
        {"salt": "a" * 64, "keys": []},
        {"salt": "a" * 64, "keys": [{**good, "mac": "x"}]},
        {"salt": "a" * 64, "keys": ["a" * 64]},
        {"keys": [good]},
        {"salt": "a" * 64, "keys": [{**good, "payer": "x"}]},
        {"salt": "a" * 64, "keys": [good] * 10_001},
    ]
    for content in bad:
        payload = {"warning": content, "policy": policy}
        with pytest.raises(ContributionError):
            small_pair.south.desk.receive(forged(small_pair, tmp_path, payload=payload, kind="warning"))
    with small_pair.south.desk.store.read() as db:
        assert db.execute(select(COPIES)).all() == []
