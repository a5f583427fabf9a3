"""Two desks ask whether cases meet: both owners are told at the same time, and whom to ask when both said yes."""

from __future__ import annotations

import datetime as dt
import json
import re

import pytest
from sqlalchemy import select

from finpath.desk.cases.decide import Decision, decide
from finpath.desk.chain import read_log
from finpath.desk.errors import DeniedError
from finpath.desk.exchange.send import deliver
from finpath.desk.hits.quiet import agree_quiet, ask_quiet
from finpath.desk.people.person import today
from finpath.desk.retention.purge import propose_purge
from finpath.desk.store.seals import seal
from finpath.desk.store.tables import ANCHORS, CASES, CUSTODY, OFFERED_CASES, OFFERS, PLACES, QUIETS, SENT
from finpath.desk.web.app import make_app
from finpath.errors import ConfigError
from tests.desk.conftest import Office, Runs
from tests.desk.meetings import (
    MAIL,
    PHONE,
    USUAL,
    answered,
    asked,
    carry_on,
    case_of,
    keep_tokens,
    lay_cases,
    rows,
    say,
    take,
    told,
    whom,
)
from tests.desk.test_pages import enter
from tests.desk.test_retention import agree, left_of
from tests.desk.two_desks import NORTH, SOUTH, Pair, amend, outbox, pair, small_pair
from tests.running import finpath as start

__all__ = ["pair", "small_pair"]
LAW = frozenset({"hub"})
"""Whoever works at these desks is of law enforcement, where a test says so."""

CHANGED: dict[str, dict[str, object]] = {
    "closed": {"state": "closed"},
    "protect": {"lane": "protect"},
    "label": {"tlp": 4},
    "ended": {"ends_on": "2020-01-01"},
    "agreement": {"agreement": "EFC-2026-099"},
}
"""What takes a case out of the comparison, as its row has it."""


@pytest.fixture
def laid(pair: Pair, runs: Runs, monkeypatch: pytest.MonkeyPatch) -> Pair:
    lay_cases(monkeypatch, pair, runs)
    return pair


@pytest.fixture
def small_laid(small_pair: Pair, runs: Runs, monkeypatch: pytest.MonkeyPatch) -> Pair:
    lay_cases(monkeypatch, small_pair, runs)
    return small_pair


def make_quiet(office: Office, merchant: str) -> str:
    case = case_of(office, merchant)
    agree_quiet(
        office.desk.store, office.person("hal"), ask_quiet(office.desk.store, office.person("ada"), case, LAW), LAW
    )
    return case


def test_both_owners_are_told_and_neither_before_the_other_can_be(laid: Pair) -> None:
    north, south = laid.north, laid.south
    path = asked(laid)
    assert told(north) == told(south) == []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("finpath.desk.desk.deliver", lambda *_: ())
        take(south, path)
        assert len(rows(south)) == 1
        assert told(south) == [], "the answer does not lie in the outbox yet"
    deliver(south.desk.store, south.desk.hub.outbox)
    (theirs,) = told(south)
    assert told(north) == []
    assert take(north, outbox(south)[-1]) == "1 cases of this desk meet one of hub-south."
    (ours,) = told(north)
    assert ours.by == theirs.by == ["a phone"]
    assert (ours.case.id, theirs.case.id) == (case_of(north, "1"), case_of(south, "s1"))
    assert ours.hit == theirs.hit
    assert ours.handle.startswith("o-")
    assert theirs.handle.startswith("o-")
    assert "Group s1" not in str(ours)
    assert SOUTH not in str(ours)
    for office, login in ((north, "eve"), (south, "dot")):
        assert told(office, login) == []
    for office in (north, south):
        with office.desk.store.read() as db:
            assert list(db.scalars(select(CUSTODY.c.subject).where(CUSTODY.c.act == "met"))) == [f"hit:{ours.hit}"]
            assert db.execute(select(OFFERED_CASES)).all() == db.execute(select(OFFERS)).all() == []
        assert not read_log(office.desk.store).faults()


def test_each_answers_and_what_opens_is_whom_to_ask(laid: Pair) -> None:
    north, south = laid.north, laid.south
    answered(laid)
    with pytest.raises(ConfigError, match="nothing to write down"):
        say(north, "ada", "not_now")
    with pytest.raises(ConfigError, match="is no answer"):
        say(north, "ada", "yes")
    with pytest.raises(DeniedError):
        say(north, "ben", "tell_me")
    say(north, "ada", "not_now", "An operation is near.")
    carry_on(laid)
    assert told(south)[0].other == "", "told to whoever has answered"
    say(south, "hal", "tell_me")
    carry_on(laid)
    assert (told(north)[0].other, told(south)[0].other) == ("tell_me", "not_now")
    assert whom(north) == whom(south) == ""
    say(north, "ada", "talk_to_me")
    carry_on(laid)
    assert (whom(north), whom(south)) == ("Hal, hub", "Ada, hub")
    assert told(south)[0].handle == NORTH
    assert not told(south)[0].is_open
    say(north, "ada", "tell_me")
    carry_on(laid)
    assert told(south)[0].is_open
    assert "Group 1" not in str(told(south)), "content crosses by no answer"
    with south.desk.store.read() as db:
        crossed = db.scalars(select(SENT.c.content)).all()
    assert set(crossed) == {None}
    assert "operation" not in str(rows(south))


def test_whoever_said_yes_first_is_named_when_the_other_has(laid: Pair) -> None:
    answered(laid)
    say(laid.south, "ada", "tell_me")
    assert whom(laid.south) == ""
    carry_on(laid)
    say(laid.north, "hal", "tell_me")
    assert whom(laid.north) == "", "nobody there was named before both said yes"
    carry_on(laid)
    assert (whom(laid.north), whom(laid.south)) == ("Ada, hub", "Hal, hub")


def test_asked_again_nobody_is_told_twice(laid: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    answered(laid)
    say(laid.south, "ada", "tell_me")
    carry_on(laid)
    keep_tokens(monkeypatch, USUAL | {"north/s1": [PHONE, MAIL]})
    answered(laid)
    for office in (laid.north, laid.south):
        (notice,) = told(office)
        assert notice.by == ["an e-mail address", "a phone"]
    assert told(laid.south)[0].own == "tell_me"
    answered(laid, SOUTH)
    assert len(rows(laid.north)) == len(rows(laid.south)) == 1, "nor the other way round"


def test_of_a_quiet_case_its_owner_alone_is_told(laid: Pair) -> None:
    """It is compared at the desk that is asked, offered by no desk that asks, and named by no answer."""
    quiet = make_quiet(laid.south, "s1")
    assert answered(laid) == "0 cases of this desk meet one of hub-south."
    assert told(laid.north) == []
    (notice,) = told(laid.south)
    assert (notice.case.id, notice.alone) == (quiet, True)
    with pytest.raises(ConfigError, match="gets no answer"):
        say(laid.south, "ada", "tell_me")
    answered(laid)
    assert len(rows(laid.south)) == 1, "once, however often it is asked"
    laid.south.desk.match(NORTH, "console")
    with laid.south.desk.store.read() as db:
        assert db.execute(select(OFFERED_CASES)).all() == []
    carry_on(laid)
    with laid.south.desk.store.engine.begin() as db:
        db.execute(QUIETS.update().values(until=(today() - dt.timedelta(days=1)).isoformat()))
    assert answered(laid) == "1 cases of this desk meet one of hub-south."
    assert told(laid.north)[0].hit == notice.hit
    assert not told(laid.south)[0].alone


def test_quiet_between_question_and_answer(laid: Pair) -> None:
    """What was asked cannot be taken back; of the person, nothing is told by itself any more."""
    path = asked(laid)
    make_quiet(laid.south, "s1")
    take(laid.south, path)
    carry_on(laid)
    assert told(laid.north) == []
    with laid.south.desk.store.engine.begin() as db:
        db.execute(QUIETS.delete())
    answered(laid)
    say(laid.north, "ada", "tell_me")
    make_quiet(laid.north, "1")
    carry_on(laid)
    say(laid.south, "ada", "tell_me")
    carry_on(laid)
    assert whom(laid.south) == ""
    assert whom(laid.north) == "Ada, hub"


@pytest.mark.parametrize("why", ["closed", "protect", "label", "law", "ended", "agreement", "merchants"])
def test_who_is_not_offered_is_not_compared_either(small_laid: Pair, monkeypatch: pytest.MonkeyPatch, why: str) -> None:
    """Whichever of the two it is, and whichever desk asks."""
    laid = small_laid
    for office, merchant in ((laid.north, "1"), (laid.south, "s1")):
        partner = next(iter(office.desk.partners().config.partners.values()))
        if why == "merchants":
            keep_tokens(monkeypatch, USUAL | {f"north/x{n}": [PHONE] for n in range(40)})
        with office.desk.store.engine.begin() as db:
            case = CASES.c.id == case_of(office, merchant)
            if why in CHANGED:
                db.execute(CASES.update().where(case).values(**CHANGED[why]))
            if why == "law":
                object.__setattr__(partner, "countries", frozenset({"ES"}))
                assert db.scalars(select(PLACES.c.country)).all() == ["NL"]
        for asks in (NORTH, SOUTH):
            answered(laid, asks)
            assert rows(laid.north) == rows(laid.south) == [], (office.home, asks)
        with office.desk.store.engine.begin() as db:
            if why in CHANGED:
                db.execute(
                    CASES.update().values(state="new", lane="suspects", tlp=2, ends_on=None, agreement="EFC-2026-014")
                )
            object.__setattr__(partner, "countries", frozenset())
    keep_tokens(monkeypatch, USUAL)
    assert answered(laid) == "1 cases of this desk meet one of hub-south."


def test_what_many_cases_have_ties_nobody(small_pair: Pair, runs: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    many = {f"north/{n}": [PHONE] for n in range(6)} | {"north/s1": [PHONE], "north/s2": [MAIL], "north/9": [MAIL]}
    lay_cases(monkeypatch, small_pair, runs, many)
    assert answered(small_pair) == "1 cases of this desk meet one of hub-south."
    assert [notice.by for notice in told(small_pair.south)] == [["an e-mail address"]]


def test_an_account_that_both_have_meets_without_any_token(
    small_pair: Pair, runs: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay_cases(monkeypatch, small_pair, runs, {"north/1": [], "north/s1": []})
    with small_pair.south.desk.store.act() as acting:
        sealed = seal(acting.case_key(case_of(small_pair.south, "s1")), b"north/1")
        acting.db.execute(ANCHORS.update().values(account=sealed, mac=acting.key.mac("north/1")))
        acting.enter("console", "noted", "desk:test")
    answered(small_pair)
    assert told(small_pair.north)[0].by == told(small_pair.south)[0].by == ["an account"]


def test_after_the_agreement_has_ended_nothing_goes(small_laid: Pair) -> None:
    answered(small_laid)
    amend(small_laid.north, ends_on="2020-01-01")
    with pytest.raises(ConfigError, match=r"ended on 2020-01-01: nothing goes to partners any more\."):
        small_laid.north.desk.match(SOUTH, "console")
    with pytest.raises(ConfigError, match="ended on"):
        say(small_laid.north, "ada", "tell_me")
    with pytest.raises(ConfigError, match="is no partner"):
        small_laid.south.desk.match("hub-west", "console")


def test_nothing_is_asked_or_answered_where_an_agreement_lacks_its_papers(
    small_laid: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = asked(small_laid)

    def lacks(_: object) -> None:
        raise ConfigError("Release is blocked: the agreement of north names no notice.")

    monkeypatch.setattr("finpath.desk.match.own.members_that_may", lacks)
    with pytest.raises(ConfigError, match="names no notice"):
        small_laid.south.desk.receive(path)
    with pytest.raises(ConfigError, match="names no notice"):
        small_laid.south.desk.match(NORTH, "console")
    assert rows(small_laid.south) == []
    assert outbox(small_laid.south) == []


def test_a_label_that_became_stricter_binds_what_is_said(small_laid: Pair) -> None:
    answered(small_laid)
    with small_laid.north.desk.store.engine.begin() as db:
        db.execute(CASES.update().values(tlp=4))
    with pytest.raises(ConfigError, match='answer "not now"'):
        say(small_laid.north, "ada", "tell_me")
    say(small_laid.north, "ada", "not_now", "Its label is red.")


def test_a_purged_case_leaves_nothing_here_and_takes_the_hit_there(laid: Pair) -> None:
    answered(laid)
    say(laid.north, "ada", "not_now", "zqplanted reason")
    say(laid.south, "ada", "tell_me")
    carry_on(laid)
    case = case_of(laid.north, "1")
    purge = propose_purge(laid.north.desk.store, laid.north.person("ada"), case, "unfounded", "Board")
    answered(laid)
    assert agree(laid.north, "cem", purge), "what a session adds does not change the case"
    assert left_of(laid.north, case) == 0
    assert rows(laid.north) == []
    carry_on(laid)
    assert told(laid.south) == []
    assert rows(laid.south) == []


def test_purged_between_question_and_answer(laid: Pair) -> None:
    path, case = asked(laid), case_of(laid.north, "1")
    take(laid.south, path)
    assert agree(
        laid.north, "cem", propose_purge(laid.north.desk.store, laid.north.person("ada"), case, "unfounded", "Board")
    )
    said = take(laid.north, outbox(laid.south)[-1])
    assert said.startswith("0 cases of this desk meet one of hub-south. 1 that it names were not offered")
    assert len(told(laid.south)) == 1
    carry_on(laid)
    assert told(laid.south) == [], "its owner is told that the hit is gone, and not why"


def test_who_goes_to_safeguarding_meets_nobody_any_more(laid: Pair) -> None:
    answered(laid)
    case = case_of(laid.south, "s1")
    role = Decision("give_role", "authority", accounts=("north/s1",), role="possible victim")
    decide(laid.south.desk.store, laid.south.person("ada"), case, role)
    assert rows(laid.south) == []
    carry_on(laid)
    assert rows(laid.north) == []


def test_who_asks_how_often_is_seen(small_laid: Pair) -> None:
    answered(small_laid)
    answered(small_laid)
    for office, line in (
        (
            small_laid.south,
            r'hub-north</th><td>the partner</td><td class="n">2</td><td class="n">128</td><td class="n">2</td>',
        ),
        (
            small_laid.north,
            r'hub-south</th><td>this desk</td><td class="n">2</td><td class="n">128</td><td class="n">2</td>',
        ),
    ):
        assert re.search(line, enter(make_app(office.desk), "eve").client.get("/audit").text)


def test_pages_tell_of_it_and_answer(small_laid: Pair) -> None:
    answered(small_laid)
    north, south = (enter(make_app(office.desk), "ada") for office in (small_laid.north, small_laid.south))
    (notice,) = told(small_laid.north)
    address = f"/hits/{notice.hit}/{notice.case.id}"
    assert f'href="{address}"' in north.client.get("/hits").text
    assert "at another desk" in north.client.get(address).text
    assert SOUTH not in north.client.get(address).text
    dot = enter(make_app(small_laid.north.desk), "dot").client
    there, nowhere = dot.get(address), dot.get("/hits/x-00000000000000000000/c-00000000000000000000")
    assert (there.status_code, there.text) == (nowhere.status_code, nowhere.text)
    assert north.send(f"{address}/answer", said="not_now")[0] == 422
    assert north.send(f"{address}/other", said="tell_me")[0] == 404
    assert north.send(f"{address}/answer", said="tell_me")[0] == 302
    (theirs,) = told(small_laid.south)
    assert south.send(f"/hits/{theirs.hit}/{theirs.case.id}/answer", said="tell_me")[0] == 302
    carry_on(small_laid)
    text = north.client.get(address).text
    assert "Whom to talk to: <strong>Ada, hub</strong>" in text
    assert "meets a case of hub-south at another desk" in text
    assert "Group s1" not in text


def test_the_commands_do_it_with_a_run_that_both_have(small_pair: Pair, runs: Runs) -> None:
    """Accounts alone meet here: the run has kept no token."""
    for office in (small_pair.north, small_pair.south):
        office.desk.land("console", runs.later)
        office.desk.store.close()
    north, south = (office.home / "desk.toml" for office in (small_pair.north, small_pair.south))
    done = start("desk", "match", "--with", SOUTH, "--config", north)
    said = re.fullmatch(r"([0-9]+) cases, ([0-9]+) hashes with those that fill up: send (.*)\.\n", done.stderr)
    assert said, done.stderr
    taken = start("desk", "receive", said[3], "--config", south, "--json")
    assert json.loads(taken.stdout)["said"].startswith(
        f"{NORTH} asks about {said[2]} hashes; {said[1]} of its cases meet"
    )
    (answer,) = (south.parent / "outbox").glob("e-*.age")
    done = start("desk", "receive", answer, "--config", north)
    assert f"{said[1]} cases of this desk meet one of {SOUTH}." in done.stdout + done.stderr
    unknown = start("desk", "match", "--with", "hub-west", "--config", north)
    assert unknown.returncode == 2
    assert '"hub-west" is no partner of this desk' in unknown.stderr
