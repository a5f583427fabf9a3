from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

import pytest

from finpath.ingest import Provider, Refusal
from finpath.ingest.manifest import Agreement
from finpath.output.folder.index import ROWS, IndexPage, render_index
from finpath.output.folder.row import IndexRow
from tests.browser import Seen, asks_outside, look

HOSTILE = '<script>document.title="owned"</script>"><img src=x onerror=alert(1)>\u202egnp'
JANUARY = dt.datetime(2026, 1, 5)  # noqa: DTZ001 - instants are naive UTC


def row(rank: int, name: str, tier: str) -> IndexRow:
    return IndexRow(
        rank=rank,
        provider_id="north",
        merchant_id=f"id-{rank}",
        name=name,
        tier=tier,
        score=round(1 - rank / 10_000, 9),
        families=("network", "price"),
        reasons=(f"Reason one of {name}.", "Two.", "Three.", "Four."),
        payers=10 * rank,
        payments=7,
        volume_eur=Decimal("1234.56789000"),
        first_seen=JANUARY,
        last_seen=JANUARY + dt.timedelta(days=rank % 90),
        referral="g-0123456789ab" if tier == "refer" else None,
    )


@pytest.fixture
def run() -> IndexPage:
    return IndexPage(
        as_of=JANUARY,
        providers=(Provider("north", "acquirer", "NL", "Europe/Amsterdam", "second", Agreement("a", "b", None, None)),),
        tiers={"protect": 1, "refer": 1, "review": 1, "none": 40},
        payments=300_000,
        rows=(
            row(1, HOSTILE, "refer"),
            row(2, "Orchid Media", "review"),
            row(3, "Late Lily", "watch"),
            row(4, "Jane Doe", "protect"),
        ),
        referrals=1,
        coverage=("Rule night_payments did not run.",),
        refusals=(Refusal("south", "No agreement."),),
        rejects=(("amount is not a number", 12),),
        caps=("Payers of more than 200 merchants were left out.",),
    )


def names(html: str) -> list[str]:
    return re.findall(r'<tr [^>]*data-rank="(\d+)"[^>]*>', html)


def shown(seen: Seen) -> list[str]:
    rows = re.findall(r"<tr ([^>]*)>", seen.dom)
    return [found[1] for each in rows if "hidden" not in each and (found := re.search(r'data-rank="(\d+)"', each))]


def test_the_protect_lane_stands_first_apart_and_is_no_suspicion(run: IndexPage) -> None:
    html = render_index(run)
    assert names(html) == ["1", "2", "3"]
    lane = html[html.index('<section id="protect"') : html.index('<section id="list"')]
    assert run.rows[3].merchant_id in lane
    assert [said for said in ("Jane Doe", *run.rows[3].reasons, f"{run.rows[3].score:.3f}") if said in lane] == []
    assert 'id="protect"' not in render_index(replace(run, rows=run.rows[:3]))


def test_says_what_it_is_and_what_it_could_not_see(run: IndexPage) -> None:
    html = render_index(run)
    for told in (
        "not accusations",
        "Rule night_payments did not run.",
        "No agreement.",
        "amount is not a number",
        "200 merchants",
    ):
        assert told in html
    assert 'href="referrals/g-0123456789ab/referral.html"' in html
    assert "1,234.57" in html


def test_asks_nothing_of_a_network_and_is_the_same_each_time(run: IndexPage) -> None:
    assert not asks_outside(render_index(run))
    # Licences name their homes, and drawings their namespace.
    library = files("finpath.output.pictures").joinpath("static/cytoscape.min.js").read_text(encoding="utf-8")
    assert "http://" not in render_index(run).replace(library, "").replace("http://www.w3.org/2000/svg", "")
    assert render_index(run) == render_index(run)


def test_hostile_names_are_text(run: IndexPage) -> None:
    html = render_index(run)
    assert html.count("<script") == 4
    assert "<img" not in html
    assert "\u202e" not in html


def test_two_thousand_leads_fit_and_more_are_counted(run: IndexPage) -> None:
    many = tuple(row(rank, f"Shop {rank}", "watch") for rank in range(1, ROWS + 12))
    html = render_index(replace(run, rows=many))
    assert len(html) < 3_000_000
    assert "11 more merchant accounts" in html
    assert len(names(html)) == ROWS


def test_a_run_without_leads_says_so(run: IndexPage) -> None:
    assert "No merchant account reached a tier" in render_index(replace(run, rows=(), tiers={"none": 40}))


@pytest.mark.browser
@pytest.mark.parametrize(
    ("fragment", "ranks"),
    [
        ("", ["1", "2", "3"]),
        ("#q=orchid", ["2"]),
        ("#q=ORCHID+media", ["2"]),
        ("#q=onerror", ["1"]),
        ("#tier=watch", ["3"]),
        ("#provider=south", ["1", "2", "3"]),
        ("#family=price&tier=refer", ["1"]),
        ("#q=g-0123456789ab", ["1"]),
        ("#q=nobody", []),
        ("#sort=payers+descending", ["3", "2", "1"]),
        ("#sort=rank+ascending", ["1", "2", "3"]),
    ],
)
def test_search_filter_and_sort_in_a_browser(run: IndexPage, tmp_path: Path, fragment: str, ranks: list[str]) -> None:
    path = tmp_path / "index.html"
    path.write_text(render_index(run), encoding="utf-8")
    seen = look(path, tmp_path / "profile", fragment)
    assert shown(seen) == ranks
    assert not seen.complaints
    assert "<title>finpath: leads as of 5 Jan 2026</title>" in seen.dom
