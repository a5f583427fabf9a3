"""The page of a run as a work list: cases first, both sides of a merchant, tiles that filter, an address for each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest

from finpath.output.folder.case_rows import case_rows
from finpath.output.folder.index import IndexPage, render_index
from finpath.output.folder.row import CaseRow, IndexRow, Sides
from finpath.referral import Referral, Subject
from finpath.referral.model.case import Doubt, Reason
from finpath.referral.model.network import Network
from finpath.referral.model.subject import Description, Trade
from finpath.referral.model.trail import Trail
from tests.session import Session, browsing

JANUARY = dt.datetime(2026, 1, 5)  # noqa: DTZ001 - instants are naive UTC
SIDES = Sides(
    raises=(4.5, 0.0, 1.25),
    group=(("price", 0.5),),
    lowers=(("Few come back.", -0.75),),
    against=("Long life.",),
    payments=("t-1", "t-2"),
    resting=40,
)


def row(rank: int, tier: str = "review") -> IndexRow:
    return IndexRow(
        rank,
        "north",
        f"id-{rank}",
        f"Shop {rank}",
        tier,
        0.9,
        ("network",),
        ("First reason.", "Second reason.", "Third reason."),
        12,
        30,
        Decimal(rank),
        JANUARY,
        JANUARY,
        country="NL",
        sides=SIDES,
    )


CASE = CaseRow(
    "g-0123456789ab",
    (("Shop 1", "NL", "north/id-1"), ("Shop 2", "", "north/id-2")),
    5,
    ("north",),
    "refer",
    0.98,
    "Shop 1: 9 of 12 payers pay others.",
    "Payers come back (1 of 5 accounts).",
    2,
    Decimal("1234.5"),
)
REFERRAL = Referral(
    "g-0123456789ab",
    JANUARY,
    "amber",
    tuple(
        Subject(label, "north", f"id-{label}", "e-1", "refer", 0.97, rank, Description(name=f"Jane {label}"), trade)
        for rank, label in enumerate(("M1", "M2"), 1)
        for trade in [Trade(9, 12, Decimal(480), Decimal(20), JANUARY, JANUARY)]
    ),
    (),
    (Reason("short_life", "M1", "It lived briefly.", 1.0, 2.0, 0.4), Reason("round", "M2", "Round.", 1.0, 3.0, 0.2)),
    Network(),
    Trail(),
    against=("Long life (M1 400 days, M2 500 days).", "Nobody has reported any of these accounts."),
    doubts=(Doubt("M1", "Long life (400 days)."), Doubt("M2", "Long life (500 days).")),
)
PAGE = IndexPage(
    JANUARY,
    (),
    {"refer": 1, "review": 2},
    1000,
    (row(1, "refer"), row(2), row(3)),
    cases=(CASE,),
    name="r-0123456789ab",
)


def test_a_case_is_one_row_before_the_merchants() -> None:
    html = render_index(PAGE)
    cases = html[html.index('<section id="cases"') : html.index('<section id="list"')]
    for told in (
        'href="referrals/g-0123456789ab/referral.html"',
        "and 3 more",
        CASE.reason,
        CASE.against,
        "2 more in the referral",
        "1,234.50",
        "0.980",
    ):
        assert told in cases
    assert 'id="cases"' not in render_index(replace(PAGE, cases=()))


def test_says_of_which_run_it_is() -> None:
    html = render_index(PAGE)
    assert "This page is of run r-0123456789ab" in html
    assert "another run is older or newer" in html


def test_a_case_names_nobody_whose_name_is_not_shown() -> None:
    shown = [replace(row(number), merchant_id=f"id-M{number}", name=None, country=None) for number in (1, 2)]
    (told,) = case_rows([REFERRAL], shown)
    assert [name for name, *_ in told.who] == ["id-M1", "id-M2"]
    assert told.reason == "id-M2: Round."
    assert told.volume_eur == Decimal(3)


def test_what_speaks_against_a_case_is_counted_by_account() -> None:
    (told,) = case_rows([REFERRAL], [])
    assert told.against == "Long life (2 of 2 accounts)."
    assert told.more_against == 1
    assert told.volume_eur == 2 * Decimal(460)


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    folder = tmp_path_factory.mktemp("work")
    (folder / "index.html").write_text(render_index(PAGE), encoding="utf-8")
    with browsing(folder / "profile") as opened:
        opened.open(folder / "index.html")
        yield opened
        assert not opened.complaints


@pytest.mark.browser
def test_a_tile_filters_and_its_choice_stands_in_the_address(session: Session) -> None:
    session.ask("document.querySelector('.tiles [data-tier=refer]').click()")
    session.wait_for("document.querySelectorAll('#leads tbody tr:not([hidden])').length === 1")
    assert session.ask("location.hash") == "#tier=refer"
    assert session.ask("document.querySelector('.tiles [aria-current]').dataset.tier") == "refer"
    session.ask("document.querySelector('.tools').reset()")
    session.wait_for("location.hash === ''")


@pytest.mark.browser
def test_the_panel_has_both_sides_their_sum_and_an_address(session: Session) -> None:
    session.ask("location.hash = '#open=north%2Fid-2'")
    session.wait_for("document.getElementById('closer').open")
    told = str(session.ask("document.getElementById('closer-body').innerText"))
    for said in (
        "+4.50",
        "not counted again",
        "+1.25",
        "\N{MINUS SIGN}0.75",
        "Long life.",
        "Together +5.50 nats",
        "t-1, t-2",
        "40",
    ):
        assert said in told
    assert session.ask("document.getElementById('closer-name').textContent") == "Shop 2"
    session.ask("document.getElementById('close').click()")
    session.wait_for("!document.getElementById('closer').open")
    session.wait_for("location.hash === ''")


@pytest.mark.browser
def test_no_text_is_smaller_than_fifteen_pixels(session: Session) -> None:
    small = """[...document.querySelectorAll('body *:not(script):not(style)')].filter(e => e.getClientRects().length
        && [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())
        && parseFloat(getComputedStyle(e).fontSize) < 15).map(e => e.outerHTML).join()"""
    assert session.ask(small) == ""
