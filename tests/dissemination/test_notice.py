"""A member's notice holds its own part as far as its profile goes, and a reporter's feedback its own reports."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from finpath.dissemination import feedback
from finpath.dissemination.hashed import hide_host_names
from finpath.dissemination.notice import notice_files
from finpath.dissemination.package_parts import read_parts
from finpath.dissemination.profile import Profile
from finpath.referral.model.member_view import extract_member_view
from tests.cases import two_members
from tests.referral.model.test_member_view import FOREIGN

EVERYTHING = frozenset({"about", "reasons", "against", "evidence", "payer_tokens"})


def written(fields: frozenset[str] = EVERYTHING) -> dict[str, str]:
    profile = Profile("member", "The member", ("notice",), fields, "amber+strict")
    return {
        name: file.decode() for name, file in notice_files(extract_member_view(two_members(), "north"), profile).items()
    }


@pytest.mark.parametrize("word", sorted(set(FOREIGN) - {"report"}))
def test_nothing_of_anybody_else_is_in_a_notice(word: str) -> None:
    assert not [name for name, text in written().items() if word in text]


@pytest.mark.parametrize(
    ("field", "word"),
    [
        ("about", "Orchid"),
        ("reasons", "12 of 12 at one price"),
        ("against", "Payers come back"),
        ("evidence", "t-2"),
        ("evidence", "ab" * 32),
        ("payer_tokens", "key:payert-1"),
    ],
)
def test_what_the_profile_leaves_out_is_not_in_it(field: str, word: str) -> None:
    assert any(word in text for text in written().values())
    assert not any(word in text for text in written(EVERYTHING - {field}).values())


def test_the_member_can_write_its_reports_from_its_notice(tmp_path: Path) -> None:
    for name, text in written().items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    whole = extract_member_view(two_members(), "north")
    assert read_parts(tmp_path, "north") == (replace(whole, subjects=hide_host_names(whole.subjects)),)


def test_a_host_name_is_told_as_its_keyed_hash() -> None:
    text = "".join(written().values())
    assert "orchid[.]example" not in text
    assert "key:Orchidhost" in text


def seen(report: str, tier: str) -> feedback.MatchedReport:
    return feedback.MatchedReport("hotline", report, "confirmed", "amber", tier)


def test_a_report_is_corroborated_when_an_account_that_it_names_is() -> None:
    told = feedback.answer_reports([seen("r-2", "none"), seen("r-1", "watch"), seen("r-1", "refer")])
    assert [(each.report_id, each.corroborated) for each in told] == [("r-1", True), ("r-2", False)]


def test_the_lane_protect_is_answered_like_what_little_is_known_of() -> None:
    assert feedback.answer_reports([seen("r", "protect")]) == feedback.answer_reports([seen("r", "none")])
