from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from finpath.referral.model.case import NOTICE, Referral
from finpath.referral.model.network import Network, Node
from finpath.referral.model.trail import Clock, Trail
from finpath.referral.writers.html import ROWS, Html
from tests.browser import asks_outside, look
from tests.session import browsing


def page(case: Referral) -> str:
    return Html().write(case).decode()


def test_says_what_it_is_who_and_why(case: Referral) -> None:
    html = page(case)
    assert NOTICE in html
    assert "offender" not in html
    for told in (
        "id-M1",
        "A paper (2024)",
        "Few prices. Cinemas too.",
        "Payers come back",
        "439.50",
        "ab" * 32,
        "TLP:AMBER",
    ):
        assert told in html


def test_is_the_same_each_time(case: Referral) -> None:
    assert Html().write(case) == Html().write(case)


def test_hostile_names_are_text(case: Referral) -> None:
    html = page(case)
    assert "<script" not in html
    assert "<img" not in html
    assert "\u202e" not in html
    assert "[U+202E]" in html
    assert "hxxp[://]shop.example" in html


def test_asks_nothing_of_a_network(case: Referral) -> None:
    assert not asks_outside(page(case))
    assert "http://" not in page(case)


def test_has_one_heading_and_a_caption_to_each_table(case: Referral) -> None:
    html = page(case)
    assert html.count("<h1") == 1
    assert html.count("<table") == html.count("<caption")


def test_a_bare_case_has_a_page_too(case: Referral) -> None:
    alone = replace(
        case,
        subjects=case.subjects[:1],
        indicators=(),
        reasons=(),
        network=Network((Node("M1", "subject", "north id-M1"),)),
        trail=Trail(clock=Clock()),
        reports=(),
        exhibits=(),
        evidence=(),
        coverage=(),
        withheld=("Left out.",),
    )
    html = page(alone)
    assert "time of day of these payments is not known" in html
    assert "Left out." in html


def test_a_hundred_thousand_rows_stay_under_three_megabytes(case: Referral) -> None:
    many = tuple(replace(case.evidence[0], transaction_id=f"t-{i}") for i in range(100_000))
    html = page(replace(case, evidence=many))
    assert len(html) < 3_000_000
    assert f"The first {ROWS:,} are shown here" in html


@pytest.mark.browser
def test_opens_in_a_browser_without_complaint(case: Referral, tmp_path: Path) -> None:
    path = tmp_path / "referral.html"
    path.write_bytes(Html().write(case))
    seen = look(path, tmp_path / "profile")
    assert not seen.complaints
    assert "<title>Referral g-0123456789ab</title>" in seen.dom
    assert "<script" not in seen.dom


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1400])
def test_nothing_is_wider_than_the_screen(case: Referral, tmp_path: Path, width: int) -> None:
    page = tmp_path / "referral.html"
    page.write_bytes(Html().write(case))
    with browsing(tmp_path / "profile") as session:
        session.open(page, width=width)
        assert session.ask("document.querySelectorAll('.wide .hidden').length")
        assert session.ask("document.documentElement.scrollWidth") == width
