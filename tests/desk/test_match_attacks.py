"""What a partner, a thief of a file or a kill could do to what two desks ask each other: each is tried."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from sqlalchemy import select

from finpath.desk.chain import read_log
from finpath.desk.exchange.envelope import LARGEST, MATCH, MATCH_ANSWER, open_envelope
from finpath.desk.exchange.send import Message, put
from finpath.desk.hits.find import HUB
from finpath.desk.match.payload import write_offer
from finpath.desk.match.session import make_offer
from finpath.desk.people.person import today
from finpath.desk.store.store import new_id
from finpath.desk.store.tables import METADATA, OFFERED_CASES, OFFERS, REMOTE_HITS
from finpath.errors import ContributionError
from tests.desk.conftest import Office, Runs
from tests.desk.meetings import PHONE, answered, asked, carry_on, case_of, lay_cases, rows, say, take, told
from tests.desk.two_desks import NORTH, SOUTH, Pair, known_as, outbox, reopen, small_pair

__all__ = ["small_pair"]

Payload = Mapping[str, object]


@pytest.fixture
def laid(small_pair: Pair, runs: Runs, monkeypatch: pytest.MonkeyPatch) -> Pair:
    lay_cases(monkeypatch, small_pair, runs)
    return small_pair


def everything(office: Office) -> list[list[tuple[object, ...]]]:
    with office.desk.store.read() as db:
        return [[tuple(row) for row in db.execute(table.select())] for table in METADATA.sorted_tables]


def refused(office: Office, path: Path, words: str) -> None:
    """It is refused in one sentence, and nothing has changed."""
    before = everything(office)
    with pytest.raises(ContributionError, match=words):
        office.desk.receive(path)
    assert everything(office) == before


def send(office: Office, kind: str, payload: Payload, about: str = "") -> Path:
    """What a partner sends that has a program of its own."""
    with office.desk.store.act() as acting:
        put(acting, known_as(office), Message(kind, SOUTH if office.home.name == "north" else NORTH, payload, about))
    return outbox(office)[-1]


def said_in(office: Office, path: Path) -> Payload:
    """What a partner reads in an envelope."""
    desk = known_as(office)
    return open_envelope(path.read_bytes(), desk.identity, desk.config.partners).payload


def offer_of(office: Office) -> str:
    with office.desk.store.read() as db:
        return str(db.execute(select(OFFERS.c.seal)).scalar_one())


def test_an_offer_is_taken_once_and_its_key_is_used_once(laid: Pair) -> None:
    path = asked(laid)
    payload = said_in(laid.south, path)
    laid.south.desk.receive(path)
    refused(laid.south, path, "It came before")
    again = send(laid.north, MATCH, payload)
    refused(laid.south, again, r"Its key was used before: a key is for one session, so have hub-north ask anew\.")


def test_an_offer_that_is_stale_is_refused(laid: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also by a clock that is turned back: the desk's own chain knows a later day."""
    old = today() - dt.timedelta(days=15)
    with monkeypatch.context() as patch:
        patch.setattr("finpath.desk.exchange.send.day_of", lambda _: old)
        path = asked(laid)
    refused(laid.south, path, r"older than 14 days: have hub-north ask anew\.")
    monkeypatch.setattr("finpath.desk.chain.today", lambda: old)
    refused(laid.south, path, r"older than 14 days: have hub-north ask anew\.")


def test_an_answer_that_is_late_or_comes_twice_is_refused(laid: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    laid.south.desk.receive(asked(laid))
    path = outbox(laid.south)[-1]
    payload, offer = said_in(laid.north, path), offer_of(laid.north)
    with monkeypatch.context() as patch:
        patch.setattr("finpath.desk.exchange.receive.day_of", lambda _: today() + dt.timedelta(days=15))
        refused(laid.north, path, "answers no offer of this desk that waits")
    take(laid.north, path)
    refused(laid.north, send(laid.south, MATCH_ANSWER, payload, offer), "answers no offer of this desk that waits")


def test_an_answer_to_what_another_was_asked_is_refused(laid: Pair) -> None:
    laid.south.desk.receive(asked(laid))
    with laid.north.desk.store.engine.begin() as db:
        db.execute(OFFERS.update().values(partner="hub-west"))
    refused(laid.north, outbox(laid.south)[-1], "answers no offer of this desk that waits")


def test_an_answer_that_lies_tells_nobody_of_anything(laid: Pair) -> None:
    """It names handles that were never offered, or all of them, with hashes that it invents, or that it was asked."""
    for lie in ("never offered", "all", "with what was asked"):
        payload = said_in(laid.south, asked(laid))
        cases = payload["cases"]
        assert isinstance(cases, dict)
        handles = [f"{number:032x}" for number in range(50)] if lie == "never offered" else list(cases)
        hits = [
            {"hit": new_id("x"), "case": handle,
             "by": {"phone": cases[handle] if lie == "with what was asked" else ["0" * 32], "account": ["1" * 32]}}
            for handle in handles
        ]  # fmt: skip
        path = send(laid.south, MATCH_ANSWER, {"says": "met", "hits": hits, "fill": ""}, offer_of(laid.north))
        said = f"0 cases of this desk meet one of hub-south. {len(hits)} that it names"
        assert take(laid.north, path).startswith(said), lie
        assert rows(laid.north) == []
        gone = laid.south.desk.receive(outbox(laid.north)[-1], "what was asked is lost").sentence
        assert gone.startswith("hub-north takes back 0 hits"), lie


def test_an_answer_gives_no_hit_the_id_of_another(laid: Pair) -> None:
    answered(laid)
    (row,) = rows(laid.north)
    with laid.north.desk.store.engine.begin() as db:
        db.execute(REMOTE_HITS.update().values(partner="hub-west"))
    laid.south.desk.receive(asked(laid))
    payload = said_in(laid.north, outbox(laid.south)[-1])
    hits = payload["hits"]
    assert isinstance(hits, list)
    for path in outbox(laid.south):
        path.unlink()
    forged = dict(payload) | {"hits": [each | {"hit": row.id} for each in hits]}
    path = send(laid.south, MATCH_ANSWER, forged, offer_of(laid.north))
    assert laid.north.desk.receive(path, "the true one is lost").sentence.startswith("0 cases")
    assert [(each.id, each.partner) for each in rows(laid.north)] == [(row.id, "hub-west")]
    for word in (
        {"says": "said", "hit": row.id, "said": "tell_me", "whom": "X, Y"},
        {"says": "gone", "hits": [row.id]},
    ):
        laid.north.desk.receive(send(laid.south, MATCH_ANSWER, word))
    (left,) = rows(laid.north)
    assert (left.partner, left.their_answer, left.whom) == ("hub-west", "", None)


def test_who_asks_with_guesses_learns_hits_and_is_counted(laid: Pair) -> None:
    """A partner that has the key of tokens may ask for whom it likes: that is seen, and told to who is asked about."""
    guesses = {f"g{number}": {("phone", f"k2aaaaaa:{number:052}")} for number in range(500)} | {"g": {PHONE}}
    made = make_offer(guesses, {})
    sentence = laid.south.desk.receive(send(laid.north, MATCH, write_offer(made.offer, []))).sentence
    assert sentence == "hub-north asks about 512 hashes; 1 of its cases meet one of this desk."
    assert len(told(laid.south)) == 1


def test_a_million_keys_are_refused_before_they_are_compared(laid: Pair) -> None:
    payload = {"session": "0" * 64, "token_keys": [], "known": {}}
    cases = {f"{n:032x}": [f"{n:016x}{k:016x}" for k in range(1_000)] for n in range(1_000)}
    path = send(laid.north, MATCH, payload | {"cases": cases})
    assert path.stat().st_size > LARGEST
    refused(laid.south, path, "larger than 8 MB")
    path = send(laid.north, MATCH, payload | {"cases": dict(list(cases.items())[:140])})
    with pytest.raises(ContributionError, match="asks for more than 131,072 hashes"):
        laid.south.desk.receive(path, "the first is too large")


def test_known_hits_that_are_another_partners_are_not_believed(laid: Pair) -> None:
    answered(laid)
    with laid.south.desk.store.engine.begin() as db:
        db.execute(REMOTE_HITS.update().values(partner="hub-west"))
    answered(laid)
    assert sorted(row.partner for row in rows(laid.south)) == [NORTH, "hub-west"]


KILL = """
import os, signal, sys
from pathlib import Path
from sqlalchemy import event
import finpath.desk.desk as desks
import finpath.desk.match.own as own

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

home, path, point, token = sys.argv[1:]
own.require_untouched = lambda *_: None
own.read_controllers = lambda _: {"north/1": [("phone", token)], "north/s1": [("phone", token)]}
desk = desks.open_desk(Path(home))
if point == "deliver":
    desks.deliver = die
elif point == "rename":
    Path.replace = die
else:
    event.listen(desk.store.engine, point, die)
if point == "rename":
    desk.sweep()
desk.receive(Path(path))
"""


def test_a_kill_tells_nobody_before_the_answer_lies_in_the_outbox(laid: Pair) -> None:
    south, path = laid.south, asked(laid)
    before = everything(south)
    for point, hits in (("commit", 0), ("deliver", 1), ("rename", 1)):
        words = [str(south.home / "desk.toml"), str(path), point, PHONE[1]]
        done = subprocess.run(
            [sys.executable, "-c", KILL, *words], capture_output=True, text=True, check=False,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        )  # fmt: skip
        assert done.returncode == -signal.SIGKILL, done.stderr
        assert len(rows(south)) == hits
        assert told(south) == []
        if not hits:
            assert everything(south) == before
    reopen(south)
    assert take(laid.north, outbox(south)[-1]) == "1 cases of this desk meet one of hub-south."
    assert len(told(south)) == len(told(laid.north)) == 1
    for office in (south, laid.north):
        assert not read_log(office.desk.store).faults()


def test_old_offers_are_forgotten(laid: Pair) -> None:
    asked(laid)
    with laid.north.desk.store.engine.begin() as db:
        db.execute(OFFERS.update().values(day=(today() - dt.timedelta(days=15)).isoformat()))
    laid.north.desk.tidy()
    with laid.north.desk.store.read() as db:
        assert db.execute(select(OFFERS)).all() == db.execute(select(OFFERED_CASES)).all() == []
    laid.north.desk.match(SOUTH, "console")
    laid.north.desk.tidy()
    with laid.north.desk.store.read() as db:
        assert {row.case_id for row in db.execute(select(OFFERED_CASES))} == {case_of(laid.north, "1")}


def test_a_true_proof_does_not_flood_an_owner(laid: Pair) -> None:
    laid.south.desk.receive(asked(laid))
    payload = said_in(laid.north, outbox(laid.south)[-1])
    hits = payload["hits"]
    assert isinstance(hits, list)
    many = dict(payload) | {"hits": [hits[0] | {"hit": new_id("x")} for _ in range(500)]}
    path = send(laid.south, MATCH_ANSWER, many, offer_of(laid.north))
    said = laid.north.desk.receive(path, "the true one is lost").sentence
    assert said.startswith(f"{HUB} cases of this desk meet one of hub-south. {500 - HUB} that it names")
    assert len(rows(laid.north)) == HUB


def test_an_answer_after_the_other_was_closed_goes_nowhere(laid: Pair) -> None:
    answered(laid)
    say(laid.north, "ada", "tell_me")
    with laid.south.desk.store.engine.begin() as db:
        db.execute(REMOTE_HITS.delete())
    assert carry_on(laid) == ["hub-north answers a hit that is here no more."]
