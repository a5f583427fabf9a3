"""Whose accounts are: one person's word waits for a second's, and the next run goes by both."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from finpath.config.identity_decisions import IdentityDecision, read_identity_decisions
from finpath.desk.cases.anchors import accounts_of
from finpath.desk.cases.decide import Decision, decide
from finpath.desk.cases.identity import agreed
from finpath.desk.cases.next_run import write_files
from finpath.desk.people.person import grant
from finpath.desk.web.app import make_app
from finpath.errors import ConfigError
from tests.desk.conftest import Office, Runs
from tests.desk.test_pages import enter


@pytest.fixture
def landed(office: Office, runs: Runs) -> Office:
    office.desk.land(office.people["ada"], runs.later)
    return office


def said(by: str, day: int, *accounts: str, relation: str = "same_controller") -> IdentityDecision:
    return IdentityDecision(accounts, by, dt.date(2026, 3, day), f"Because {by} says so.", relation)


def merge(*accounts: str) -> Decision:
    return Decision("merge", "contract", accounts=accounts, relation="same_merchant")


def a_case(office: Office) -> tuple[str, list[str]]:
    for row in office.queue("ada"):
        with office.desk.store.act() as acting:
            acting.enter("console", "looked", f"case:{row.id}")
            names = ["/".join(each) for each in accounts_of(acting, row.id)]
        if len(names) > 2:
            return row.id, names
    raise AssertionError


def written(office: Office, place: Path) -> tuple[IdentityDecision, ...]:
    write_files(office.desk.store, "console", place, force=True)
    found = read_identity_decisions(place / "identities.toml")
    return (*found.merges, *found.splits)


def test_one_word_joins_nobody_and_two_do(landed: Office, tmp_path: Path) -> None:
    case, (one, two, *_) = a_case(landed)
    store, out = landed.desk.store, tmp_path / "case"
    decide(store, landed.person("ada"), case, merge(one, two))
    assert written(landed, out) == ()
    decide(store, landed.person("ada"), case, merge(one, two))
    assert written(landed, out) == ()
    decide(store, landed.person("hal"), case, merge(two, one))
    (found,) = written(landed, out)
    assert found.accounts == tuple(sorted([one, two]))
    assert found.relation == "same_merchant"
    assert landed.people["ada"] in found.by
    assert landed.people["hal"] in found.by
    for login in ("ada", "hal"):
        decide(store, landed.person(login), case, Decision("split", "service", accounts=(one,)))
    (found,) = written(landed, out)
    assert (found.accounts, found.relation) == ((one,), "")
    assert landed.queue("ada")[0].state == "new", "whose accounts are moves no case"


def test_the_page_says_what_waits_for_a_second_person(landed: Office) -> None:
    case, (one, two, *_) = a_case(landed)
    browser = enter(make_app(landed.desk), "ada").client
    decide(landed.desk.store, landed.person("ada"), case, merge(one, two))
    assert "waits until a second person" in browser.get(f"/cases/{case}").text
    decide(landed.desk.store, landed.person("hal"), case, merge(one, two))
    assert "waits until a second person" not in browser.get(f"/cases/{case}").text


def test_accounts_of_another_case_are_merged_by_who_decides_on_it(landed: Office) -> None:
    first, (one, *_) = a_case(landed)
    with landed.desk.store.act() as acting:
        grant(acting, landed.people["dot"], "analyst", landed.people["fay"], landed.people["gus"])
        acting.enter("console", "looked", f"case:{first}")
        other = next("/".join(accounts_of(acting, row.id)[0]) for row in landed.queue("ada") if row.id != first)
        hidden = next(
            ("/".join(accounts_of(acting, row.id)[0]) for row in landed.queue("dot") if row.lane == "protect"), ""
        )
    decide(landed.desk.store, landed.person("ada"), first, merge(one, other))
    for stranger in filter(None, ["acquirer-north/nobody", hidden]):
        with pytest.raises(ConfigError, match="no account of this case"):
            decide(landed.desk.store, landed.person("ada"), first, merge(one, stranger))


@pytest.mark.parametrize(
    ("decision", "words"),
    [
        (Decision("merge", "contract", relation="friends"), "same_controller or same_merchant"),
        (Decision("merge", "contract"), "same_controller or same_merchant"),
        (Decision("split", "service", relation="same_merchant"), "nothing else has a relation"),
        (Decision("merge", "service", relation="same_merchant"), "no reason"),
        (Decision("merge", "other", relation="same_merchant"), "in words"),
    ],
)
def test_a_word_lacks_something(landed: Office, decision: Decision, words: str) -> None:
    case, _ = a_case(landed)
    with pytest.raises(ConfigError, match=words):
        decide(landed.desk.store, landed.person("ada"), case, decision)


def test_one_account_alone_is_not_merged(landed: Office) -> None:
    case, (one, *_) = a_case(landed)
    with pytest.raises(ConfigError, match="two accounts"):
        decide(landed.desk.store, landed.person("ada"), case, merge(one))


def test_what_two_say_later_holds_against_what_two_said_before() -> None:
    split = [said("ada", 3, "a/1", relation=""), said("hal", 4, "a/1", relation="")]
    merged = [said("ada", 1, "a/1", "b/2"), said("hal", 2, "a/1", "b/2")]
    assert [each.relation for each in agreed([*merged, *split])] == [""]
    assert [each.relation for each in agreed([*split, *merged])] == ["same_controller"]
    assert agreed([merged[0], split[0], split[1], merged[1]])[0].relation == "", "a first word does not outlive a split"
    assert len(agreed([*merged, said("ada", 5, "c/3", "d/4"), said("hal", 6, "c/3", "d/4")])) == 2
