"""The page of a referral as somebody meets it: five answers first, nothing said twice, the money drawn."""

from __future__ import annotations

import datetime as dt
import io
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pypdf
import pytest

from finpath.referral.model.case import Doubt, Indicator, Reason, Referral
from finpath.referral.model.coverage_gap import Gap, gaps_of
from finpath.referral.model.network import Network, Node
from finpath.referral.model.onward import Arrival, Onward, Passage, Rest
from finpath.referral.writers.dossier import compose_dossier
from finpath.referral.writers.dossier.said_once import say_once
from finpath.referral.writers.flow import draw_flow
from finpath.referral.writers.html import Html
from finpath.referral.writers.pdf import Pdf
from finpath.referral.writers.writer import Beside, write_referrals
from tests.session import browsing

DAY = dt.datetime(2026, 1, 5)  # noqa: DTZ001 - instants are naive UTC
LINKED = Beside((("All cases of the run", "../../index.html"), ("PDF", "referral.pdf")), "r-0123456789ab")
ANSWERS = ["Who", "Why", "What speaks against it", "How sure", "What to do next"]
ACCOUNTS, RULES = 10, 15
PAGES = 12
HIGHEST = 12_000
"""Of a case of ten accounts: pages on paper, and pixels at a desk."""


def onward() -> Onward:
    passages = tuple(
        Passage("B1", f"B{number}", "EUR", number, Decimal(100 * number), DAY, DAY) for number in range(2, 14)
    )
    rests = tuple(
        Rest(f"B{number}", "EUR", Decimal(100 * number), None, 0.1, 1, DAY, "", "north", f"t-{number}")
        for number in range(2, 14)
    )
    arrivals = (Arrival("B1", "EUR", Decimal(9000), Decimal(0), Decimal(9000), Decimal(0)),)
    return Onward("fifo", DAY, arrivals, rests, (), passages)


@pytest.fixture
def large(case: Referral) -> Referral:
    """Ten accounts, fifteen reasons of each, hundreds of payments, and a trail of money."""
    subjects = tuple(
        replace(
            case.subjects[1],
            label=f"M{number}",
            merchant_id=f"id-{number}",
            rank=number,
            about=replace(case.subjects[1].about, name=f"Shop {number}", descriptor=None),
        )
        for number in range(1, ACCOUNTS + 1)
    )
    families = ("network", "price", "time")
    indicators = tuple(
        Indicator(f"rule_{place}", 1, families[place % 3], "A paper", "What it means. " * 12, (("share", "0.8"),))
        for place in range(RULES)
    )
    reasons = tuple(
        Reason(
            each.rule_id,
            subject.label,
            f"{number + 20} of {number + 40} payers also pay one other.",
            1,
            2.0,
            0.1,
            3,
            ("t-1",),
        )
        for each in indicators
        for number, subject in enumerate(subjects)
    )
    return replace(
        case,
        subjects=subjects,
        indicators=indicators,
        reasons=reasons,
        doubts=tuple(Doubt(each.label, "Payers come back, as they do to a usual shop (60%).") for each in subjects[:4]),
        evidence=tuple(replace(case.evidence[0], transaction_id=f"t-{number}") for number in range(900)),
        trail=replace(case.trail, onward=onward()),
    )


def test_the_first_screen_has_five_answers_in_their_order(large: Referral) -> None:
    told = compose_dossier(large, 10)
    assert [point.title for point in told.points] == ANSWERS
    said = {point.title: " ".join(run.text for line in point.lines for run in line) for point in told.points}
    assert told.title == "Shop 1, Shop 2, Shop 3 and 7 more"
    assert "10 merchant accounts at north" in said["Who"]
    assert len(told.points[1].lines) == 3
    assert "Likewise 9 more accounts" in said["Why"]
    assert "(4 of 10 accounts)" in said["What speaks against it"]
    assert "no measured probability" in said["How sure"]
    assert "Contact no payer" in said["What to do next"]


def test_a_recipient_who_may_not_see_names_and_reasons_reads_none(large: Referral) -> None:
    told = compose_dossier(
        replace(
            large,
            left_out=("about", "reasons", "against"),
            subjects=tuple(replace(each, about=replace(each.about, name=None)) for each in large.subjects),
            indicators=(),
            reasons=(),
            against=(),
            doubts=(),
        ),
        10,
    )
    assert [point.title for point in told.points] == ["Who", "How sure", "What to do next"]
    assert told.title == "10 merchant accounts"


def test_what_all_accounts_share_is_said_once(large: Referral) -> None:
    html = Html().write(large).decode()
    assert html.count("20 to 29 of 40 to 49 payers also pay one other.") == RULES
    assert html.count("<td")
    assert "<strong>All accounts:</strong>" in html
    (once,) = say_once([("M1", "3 of 9 paid."), ("M2", "Fewer than five of 9 paid."), ("M3", "3 of 9 paid.")][::2])
    assert (once.subjects, once.sentence, once.figures) == (("M1", "M3"), "3 of 9 paid.", ((), ()))


def test_links_lead_to_what_lies_beside_and_to_every_section(large: Referral, tmp_path: Path) -> None:
    html = Html(LINKED).write(large).decode()
    for address in ("../../index.html", "referral.pdf"):
        assert f'href="{address}"' in html
    names = re.findall(r'<a href="#([a-z]+)"', html)
    assert {"who", "why", "against", "unseen", "evidence"} <= set(names)
    assert all(f'id="{name}"' in html for name in names)
    assert "../../index.html" not in Html().write(large).decode()
    written = write_referrals([replace(large, evidence=large.evidence[:3])], tmp_path)
    page = next(path for path in written if path.suffix == ".html").read_text(encoding="utf-8")
    there = list(re.findall(r'href="([^"#]+)"', page))
    assert there
    assert all((tmp_path / large.id / address).is_file() for address in there)


def test_it_says_of_which_run_it_is(large: Referral) -> None:
    html = Html(LINKED).write(large).decode()
    assert "This is of run r-0123456789ab: beside a list that names another run, it is out of date." in html
    assert "out of date" not in Html().write(large).decode()


def test_a_sentence_is_true_to_the_picture_beside_it(large: Referral) -> None:
    nobody = replace(large, network=Network(tuple(Node(each.label, "subject", "x") for each in large.subjects)))
    assert "an account outside this case" in Html().write(nobody).decode()


def test_thresholds_and_accounts_are_folded(large: Referral) -> None:
    html = Html().write(large).decode()
    open_text = re.sub(r"<details>.*?</details>", "", html, flags=re.DOTALL)
    assert "thresholds:" in html
    assert "thresholds:" not in open_text
    assert "t-400" in html
    assert "t-400" not in open_text


def test_the_flow_of_money_is_drawn_and_what_does_not_fit_is_counted() -> None:
    flow = draw_flow(onward())
    assert flow is not None
    assert flow == draw_flow(onward())
    assert [account for account, *_ in flow.boxes] == ["B1", *(f"B{number}" for number in range(13, 5, -1))]
    assert flow.left_out == 4
    assert flow.streams[0].note == "B1 to B13: 1,300.00 EUR, 13 transfers"
    assert flow.streams[0].width > flow.streams[-1].width
    assert draw_flow(replace(onward(), passages=())) is None


def test_money_that_comes_back_is_drawn_too() -> None:
    circle = (Passage("B1", "B2", "EUR", 1, Decimal(5), DAY, DAY), Passage("B2", "B1", "EUR", 1, Decimal(5), DAY, DAY))
    flow = draw_flow(replace(onward(), passages=circle))
    assert flow is not None
    assert len(flow.streams) == 2


def test_a_case_is_told_of_gaps_of_its_own_members() -> None:
    gaps = (Gap("Of all."), Gap("south/file.csv lacks a column.", ("south",)), Gap("Of north.", ("north", "west")))
    assert gaps_of({"north"}, gaps) == ("Of all.", "Of north.")


def test_ten_accounts_fit_twelve_pages_and_the_annex_has_codes(large: Referral) -> None:
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(Pdf().write(large))).pages]
    assert len(pages) <= PAGES
    told = " ".join(" ".join(pages).split())
    assert "Shows: R1 fixed prices." in told
    assert told.count("fixed prices") < 5
    assert "10^" not in told


@pytest.mark.browser
def test_five_answers_fit_one_screen_and_ten_accounts_twelve_thousand_pixels(large: Referral, tmp_path: Path) -> None:
    page = tmp_path / "referral.html"
    page.write_bytes(Html(LINKED).write(large))
    with browsing(tmp_path / "profile") as session:
        session.open(page, width=1440)
        bottom = "document.querySelector('.contents').getBoundingClientRect().bottom"
        assert session.ask(f"{bottom} <= 900")
        assert session.ask(f"document.documentElement.scrollHeight <= {HIGHEST}")
        assert session.ask("document.documentElement.scrollWidth") == 1440
        small = """[...document.querySelectorAll('body *:not(style)')].filter(e => e.getClientRects().length
            && [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())
            && parseFloat(getComputedStyle(e).fontSize) < 15).length"""
        assert session.ask(small) == 0
