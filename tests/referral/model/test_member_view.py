from __future__ import annotations

import json
from dataclasses import replace

import pytest

from finpath.errors import ConfigError
from finpath.referral.model.member_view import MemberView, extract_member_view
from finpath.referral.model.serialization import dataclass_from_json, dataclass_to_json
from tests.cases import two_members

FOREIGN = (
    *("south", "Tulip", "tulip", "41.0", "t-3", "key:payert-3", "far", "elsewhere", "far-9", "cd" * 32),
    *(
        "hotline",
        "r-secret",
        "report",
        "confirmed",
        "e-shared",
        "960",
        "777",
        "transfer-1",
        "same_controller",
        "no hours",
        '"ES"',
        '"GB"',
    ),
)
"""What is another member's, a reporter's, or the whole case's."""


@pytest.fixture
def part() -> MemberView:
    return extract_member_view(two_members(), "north")


@pytest.mark.parametrize("word", FOREIGN)
def test_nothing_of_anybody_else_is_in_it(part: MemberView, word: str) -> None:
    assert word in json.dumps(dataclass_to_json(two_members()))
    assert word not in json.dumps(dataclass_to_json(part))


def test_its_own_is_all_there_under_labels_that_tell_of_no_gap(part: MemberView) -> None:
    assert [(each.label, each.merchant_id) for each in part.subjects] == [("M1", "north-M1"), ("M2", "north-M3")]
    assert [reason.rule_id for reason in part.reasons] == ["fixed_prices"]
    assert part.left_out == 3
    assert [row.transaction_id for row in part.evidence] == ["t-1", "t-2"]
    assert {row.rules for row in part.evidence} == {("fixed_prices",)}
    assert [doubt.sentence for doubt in part.doubts] == ["Payers come back (60%)."]
    assert [file.path for file in part.exhibits] == ["north/transactions.csv"]


def test_it_is_read_back_as_it_was_written(part: MemberView) -> None:
    assert dataclass_from_json(MemberView, json.loads(json.dumps(dataclass_to_json(part)))) == part


def test_a_member_without_an_account_has_no_part() -> None:
    with pytest.raises(ConfigError, match="hotline has no account in g-0123456789ab"):
        extract_member_view(two_members(), "hotline")


def test_what_all_members_together_saw_is_left_out() -> None:
    case = two_members()
    before = extract_member_view(case, "north")
    assert before.reasons
    told = {reason.sentence for reason in before.reasons}
    together = tuple(
        replace(reason, sentence=f"Seen together by 3 members: {reason.sentence}")
        if reason.sentence in told
        else reason
        for reason in case.reasons
    )
    after = extract_member_view(replace(case, reasons=together), "north")
    assert after.reasons == ()
    assert after.left_out == before.left_out + len(before.reasons)
