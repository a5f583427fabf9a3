"""What a recipient may not see is not in its case: a test for each field."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from finpath.dissemination.profile import FIELDS, Profile
from finpath.dissemination.redact import redact_case
from finpath.referral.model.case import Referral
from finpath.referral.model.serialization import dataclass_to_json
from finpath.referral.writers.html import Html
from finpath.referral.writers.writer import writers
from tests.cases import two_members

SHOWS = {
    "about": ("Orchid", "tulip[.]example", "key:Tuliphost", "DESCRIPTOR"),
    "weights": ('"voices": [{',),
    "reasons": ("12 of 12 at one price", "A paper (2024)"),
    "against": ("Payers come back",),
    "network": ("far-9", "payers in common"),
    "ties": ("south/merchants.csv", "same_controller"),
    "timeline": ('"start"',),
    "proceeds": ("960.00", "777.00", "transfer-1"),
    "prices": ('"members": 2',),
    "hours": ('"unknown": 2',),
    "payer_countries": ('["NL", 13]',),
    "reports": ("r-secret", "hotline", "near_reported", "confirmed", "reported"),
    "evidence": ("t-3", "ab" * 32, '"row": 17', "south/transactions.csv"),
    "payer_tokens": ("key:payert-1",),
}
"""By field, what a case says by it."""


def profile(*fields: str, tlp: str = "amber+strict") -> Profile:
    return Profile("them", "Them", ("json",), frozenset(fields), tlp)


def shown(*fields: str) -> Referral:
    case = redact_case(two_members(), profile(*fields))
    assert case is not None
    return case


def text(case: Referral) -> str:
    return json.dumps(dataclass_to_json(replace(case, withheld=())))


def test_every_field_has_a_test() -> None:
    assert set(SHOWS) == set(FIELDS)


@pytest.mark.parametrize(("field", "word"), [(field, word) for field, words in SHOWS.items() for word in words])
def test_a_field_that_is_not_allowed_does_not_leave(field: str, word: str) -> None:
    # What a way or an exhibit says beside it goes with the field that it belongs to.
    others = set(FIELDS) - {field} - ({"ties", "evidence"} if field in {"ties", "evidence"} else set())
    others -= {"reports"} if field == "network" else set()
    assert word in text(shown(*FIELDS)), "the test would prove nothing"
    assert word not in text(shown(*others))


def test_whoever_may_see_all_sees_all() -> None:
    assert shown(*FIELDS) == two_members()


def test_what_stays_is_told_without_its_content() -> None:
    (sentence,) = shown("reasons").withheld
    assert sentence.startswith("Left out for this recipient: what the provider says of an account")
    assert "r-secret" not in sentence


@pytest.mark.parametrize(
    "says",
    ["0 kinds", "No identifier", "Nobody has reported", "no category", "0 transactions", "the first 0", "not known"],
)
def test_what_stays_is_not_told_as_if_there_were_nothing(says: str) -> None:
    bare = Html().write(shown()).decode()
    assert says not in bare
    assert "Left out for this recipient" in bare
    assert "the first 0" not in Html().write(shown("reasons")).decode()


def test_accounts_totals_and_coverage_are_always_there() -> None:
    bare = shown()
    assert [each.merchant_id for each in bare.subjects] == ["north-M1", "south-M2", "north-M3"]
    assert bare.subjects[0].trade == two_members().subjects[0].trade
    assert bare.coverage == ("south: no hours.",)
    assert bare.trail.payers.total == 18
    assert bare.trail.payers.countries == ()


def test_red_never_leaves_even_from_a_file_that_somebody_changed() -> None:
    case = two_members()
    red = replace(case, tlp="red", reports=(replace(case.reports[0], tlp="red"),))
    made = redact_case(red, profile(*FIELDS))
    assert made is not None
    assert made.tlp == "amber+strict"
    assert not any(word in text(made) for word in SHOWS["reports"])


@pytest.mark.parametrize("ceiling", ["clear", "green", "amber"])
def test_a_case_does_not_go_below_its_label(ceiling: str) -> None:
    assert redact_case(two_members(), profile(*FIELDS, tlp=ceiling)) is None


@pytest.mark.parametrize("name", [writer.name for writer in writers()])
def test_a_case_with_next_to_nothing_can_be_written_in_every_form(name: str) -> None:
    (writer,) = (each for each in writers() if each.name == name)
    assert b"r-secret" not in writer.write(shown())
