"""The payments that reasons name: few are all there; of very many each names its earliest, and the case says so."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finpath.dissemination.notice import notice_files
from finpath.dissemination.profile import FIELDS, Profile
from finpath.dissemination.redact import redact_case
from finpath.referral import Referral
from finpath.referral.model.case import Member, Reason
from finpath.referral.model.excerpt import excerpt_sentence
from finpath.referral.model.member_view import extract_member_view
from finpath.referral.query.excerpts import keep_earliest
from finpath.referral.writers.ftm import FollowTheMoney
from finpath.referral.writers.html import Html
from finpath.referral.writers.json import Json, read
from finpath.referral.writers.sheets import sheets

NAMES = st.lists(st.integers(0, 30).map(str), unique=True, max_size=12).map(tuple)
REASONS = st.lists(
    st.builds(
        lambda rule, subject, names, more: reason(rule, names, subject, len(names) + more),
        st.sampled_from("abc"),
        st.sampled_from(["M1", "M2"]),
        NAMES,
        st.integers(0, 2),
    ),
    max_size=8,
)


def reason(rule: str, names: tuple[str, ...], subject: str = "M1", payments: int | None = None) -> Reason:
    return Reason(rule, subject, "Said.", 1.0, 1.0, 0.1, len(names) if payments is None else payments, names)


def named(reasons: list[Reason]) -> set[tuple[str, str]]:
    return {(each.subject, name) for each in reasons for name in each.transaction_ids}


@given(REASONS, st.integers(1, 40))
def test_as_many_as_go_in_for_each_the_earliest(reasons: list[Reason], most: int) -> None:
    kept = keep_earliest(reasons, most)
    longest = max((len(each.transaction_ids) for each in kept), default=0)
    for before, after in zip(reasons, kept, strict=True):
        assert after == replace(before, transaction_ids=before.transaction_ids[:longest])
    assert len(named(kept)) <= most or longest == 1
    if kept != reasons:
        one_more = [replace(each, transaction_ids=each.transaction_ids[: longest + 1]) for each in reasons]
        assert len(named(one_more)) > most
    else:
        assert len(named(reasons)) <= most or longest == 1


def test_a_busy_account_does_not_drown_a_quiet_one() -> None:
    busy = [reason(rule, tuple(f"t-{rule}{i}" for i in range(1_000)), "M2", 9_000) for rule in "abcdefgh"]
    quiet = reason("a", tuple(f"q-{i}" for i in range(120)))
    kept = keep_earliest([*busy, quiet])
    assert kept[-1] == quiet
    assert {len(each.transaction_ids) for each in kept[:-1]} == {610}
    assert {each.payments for each in kept[:-1]} == {9_000}


def test_the_sentence_says_how_many_there_are_how_many_are_shown_and_which() -> None:
    told = excerpt_sentence([reason("a", ("1", "2"), "M1", 70), reason("b", ("1",)), reason("c", ())])
    assert "3 of 71, each counted once for every reason" in told
    assert "the earliest are, 2 payments where it rests on more" in told
    assert excerpt_sentence([reason("a", ("1", "2")), reason("c", ())]) == ""


@pytest.fixture(name="cut")
def _cut(case: Referral) -> Referral:
    """Its only reason rests on ninety payments, of which it names one."""
    return replace(case, reasons=tuple(replace(each, payments=90, sentence="Few prices.") for each in case.reasons))


def test_every_form_says_it_and_totals_stay(case: Referral, cut: Referral) -> None:
    sentence = cut.excerpt
    assert sentence.startswith("Not all payments that reasons rest on are in the evidence: 1 of 90,")
    page, document, lines = (form.write(cut).decode() for form in (Html(), Json(), FollowTheMoney()))
    assert sentence in page
    assert json.loads(document)["excerpt"] == sentence
    assert sentence in lines
    assert ("evidence rows chosen", sentence) in sheets(cut)[0].rows
    assert cut.trail == case.trail


def test_a_case_that_names_all_says_nothing(case: Referral) -> None:
    assert case.excerpt == ""
    assert "excerpt" not in json.loads(Json().write(case))
    assert "Not all payments" not in Html().write(case).decode()


def test_it_is_read_again(cut: Referral, tmp_path: Path) -> None:
    (tmp_path / "referral.json").write_bytes(Json().write(cut))
    assert read(tmp_path) == cut


def test_whoever_sees_no_evidence_is_not_told_how_it_was_chosen(cut: Referral) -> None:
    alone = redact_case(cut, Profile("them", "Them", ("json",), frozenset({"reasons"}), "amber+strict"))
    assert alone is not None
    assert alone.excerpt == ""


def test_a_member_is_told_of_its_own(cut: Referral) -> None:
    part = extract_member_view(replace(cut, members=(Member("north", "acquirer", "NL"),)), "north")
    assert part.excerpt == cut.excerpt
    page = b"".join(notice_files(part, Profile("n", "N", ("notice",), frozenset(FIELDS), "amber+strict")).values())
    assert part.excerpt in page.decode()
