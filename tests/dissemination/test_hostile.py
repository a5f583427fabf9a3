"""Names in every script, with control characters and 10,000 letters, and a case with 100,000 payments."""

from __future__ import annotations

import json
from dataclasses import replace

from finpath.dissemination.feedback import NOTICE, Answer, Feedback, feedback_files
from finpath.dissemination.notice import notice_files
from finpath.dissemination.profile import FIELDS, Profile
from finpath.dissemination.redact import redact_case
from finpath.referral.model.case import Referral
from finpath.referral.model.member_view import extract_member_view
from tests.cases import two_members

HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=alert(1)>\u202egnp.exe\x00\x1b[2J http://shop.example/ {{ 7*7 }} =1+1 "
    "\u0628\u0627\u0639\u0629 \u5e97 \u0bae \ud83d " + "x" * 10_000
)
ALL = Profile("them", "Them", ("notice",), frozenset(FIELDS), "amber+strict")


def hostile() -> Referral:
    case = two_members()
    people = tuple(
        replace(each, merchant_id=f"{each.merchant_id}{HOSTILE}", about=replace(each.about, name=HOSTILE))
        for each in case.subjects
    )
    reasons = tuple(replace(each, sentence=f"{HOSTILE[:50]} {each.sentence}") for each in case.reasons)
    return replace(case, subjects=people, reasons=reasons)


def test_text_of_strangers_is_only_text_in_a_notice() -> None:
    pages = notice_files(extract_member_view(hostile(), "north"), ALL)
    page = pages["g-0123456789ab/notice.html"].decode()
    assert "<script>alert" not in page
    assert "<img" not in page
    assert "\u202e" not in page
    assert "\x00" not in page
    assert "http://shop.example" not in page
    assert "{{ 7*7 }}" in page
    assert len(page) < 60_000
    json.loads(pages["g-0123456789ab/part.json"])


def test_text_of_strangers_is_only_text_in_feedback() -> None:
    answer = Answer(HOSTILE, HOSTILE, corroborated=True, says="It is.")
    said = Feedback("hotline", two_members().as_of.date(), "amber+strict", NOTICE, (answer,))
    page = feedback_files(said)["feedback.html"].decode()
    assert "<script>alert" not in page
    assert "\u202e" not in page


def test_a_case_with_a_hundred_thousand_payments_is_cut_and_written() -> None:
    case = two_members()
    rows = tuple(replace(case.evidence[0], transaction_id=f"t-{number}") for number in range(100_000))
    many = replace(case, evidence=rows)
    made = redact_case(many, ALL)
    assert made is not None
    assert len(made.evidence) == 100_000
    pages = notice_files(extract_member_view(many, "north"), ALL)
    assert "All 100,000 payments stand in part.json." in pages["g-0123456789ab/notice.html"].decode()
    assert len(json.loads(pages["g-0123456789ab/part.json"])["evidence"]) == 100_000
