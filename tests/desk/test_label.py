"""A label is made stricter by one, laxer by two, and a release keeps to it."""

from __future__ import annotations

import pytest

from finpath.desk.cases.decide import Decision, assign, decide
from finpath.desk.cases.release import approve, release
from finpath.desk.people.person import grant
from finpath.desk.store.tables import CASES
from finpath.errors import ConfigError
from tests.desk.conftest import Office, Runs
from tests.desk.deeds import proposed, signed


@pytest.fixture
def landed(office: Office, runs: Runs) -> Office:
    office.desk.land(office.people["ada"], runs.later)
    return office


def label_of(office: Office, case: str) -> str:
    return next(row.tlp for row in office.queue("ada") if row.id == case)


def say(office: Office, login: str, case: str, label: str) -> None:
    decide(office.desk.store, office.person(login), case, Decision("label", "content", label=label))


def test_one_makes_it_stricter_and_two_laxer(landed: Office) -> None:
    case = landed.queue("ada")[0].id
    begun = label_of(landed, case)
    say(landed, "ada", case, "red")
    assert label_of(landed, case) == "red"
    say(landed, "ada", case, begun)
    say(landed, "ada", case, begun)
    assert label_of(landed, case) == "red", "one person is one person"
    say(landed, "hal", case, begun)
    assert label_of(landed, case) == begun
    with pytest.raises(ConfigError, match="already"):
        say(landed, "ada", case, begun)


def test_one_of_the_two_works_on_the_case(landed: Office) -> None:
    case = landed.queue("ada")[0].id
    with landed.desk.store.act() as acting:
        grant(acting, landed.people["ben"], "analyst", landed.people["fay"], landed.people["gus"])
    say(landed, "ada", case, "red")
    assign(landed.desk.store, landed.person("ben"), case, landed.people["ben"])
    say(landed, "ada", case, "amber+strict")
    say(landed, "hal", case, "amber+strict")
    assert label_of(landed, case) == "red"
    say(landed, "ben", case, "amber+strict")
    assert label_of(landed, case) == "amber+strict"


@pytest.mark.parametrize("label", ["", "amber", "purple"])
def test_a_label_is_one_of_a_case(landed: Office, label: str) -> None:
    with pytest.raises(ConfigError, match="label"):
        say(landed, "ada", landed.queue("ada")[0].id, label)
    with pytest.raises(ConfigError, match="nowhere else"):
        decide(
            landed.desk.store,
            landed.person("ada"),
            landed.queue("ada")[0].id,
            Decision("clear", "charity", label="red"),
        )


def test_a_release_keeps_to_the_label_of_its_case(landed: Office) -> None:
    store, hub = landed.desk.store, landed.desk.hub
    case, proposal = proposed(landed)
    with store.engine.begin() as db:
        db.execute(CASES.update().where(CASES.c.id == case).values(tlp=4))
    approve(store, hub, landed.person("ben"), proposal, signed(landed, "ben", "approve", proposal))
    with pytest.raises(ConfigError, match="label is within"):
        release(store, hub, landed.person("cem"), proposal, signed(landed, "cem", "release", proposal))
