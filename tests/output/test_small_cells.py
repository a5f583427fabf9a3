"""Fewer than five payers are counted out nowhere: in no sentence, table that is shown, picture or path of a run."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from finpath import Run
from finpath.presentation.small_counts import FEW, FEWEST, FewPayers, count_payers, fill_in, is_payer_fact
from finpath.rules import catalogue
from tests.addressed import texts_of
from tests.drawn import draw

COUNTED = re.compile(
    r"(?i)(?<![\d.,/-])[1-4] (?:of (?:the )?(?:its )?[\d,]+ )?(?:different |other )?(?:payers?|senders?)\b"
)
"""One to four payers, or so many of more."""

OTHERS = frozenset(
    """
    accounts acquirers active_days addresses after_days after_sleep apart at_small_prices before_sleep beginners
    brief_accounts brief_domains brief_siblings busier calendar_days channels chargebacks clocked controllers countries
    domains early_payments few_prices_payments first_week foreign_payments gap handles held in_band in_currency
    kin_payments later_payments life_days located merchants most_parts names nights opened_with payer_countries payments
    payments_before peak peer_merchants pretexts prompt purposes receivers refunds related_known reported_accounts
    reporters reports returns round_payments siblings sister_accounts sister_reports small small_payments small_prices
    splits texts told trades_in transactions transfers unmatched wait
    """.split()
)
"""Facts of finpath's rules that count something else than people who pay."""


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return draw(tmp_path_factory.mktemp("cells"))


def facts() -> Iterator[tuple[str, str, str]]:
    """Rule, name and format of every fact that a sentence of finpath's tells."""
    for rule in catalogue():
        for _, name, form, _ in string.Formatter().parse(rule.sentence):
            if name:
                yield rule.id, name, form or ""


def test_of_every_fact_that_a_rule_tells_it_is_known_whether_it_counts_payers() -> None:
    whole = {name for _, name, form in facts() if not form}
    texts = {"contact", "country", "currency", "facilitator", "how", "peers", "predecessor", "rail_here", "rail_there"}
    texts |= {"shown", "shown_before", "most_common"} - {name for name in whole if is_payer_fact(name)}
    unknown = {name for name in whole - texts if not is_payer_fact(name) and name not in OTHERS}
    assert not unknown, "say of each in small_counts.PAYER_FACTS, or here, what it counts"
    assert not {name for name in OTHERS if is_payer_fact(name)}


def test_a_small_count_is_withheld_however_it_is_written() -> None:
    assert f"{FewPayers(3)} {FewPayers(3):,} {FewPayers(3):.0f}" == f"{FEW} {FEW} {FEW}"
    assert fill_in("{senders} senders of {payer_countries}", {"senders": 4, "payer_countries": 3}) == (
        "Fewer than five senders of 3"
    )
    assert fill_in("{payers} of {shared}", {"payers": 0, "shared": 5}) == "0 of 5"
    few = f"{FEW} payers"
    assert [count_payers(count) for count in (0, 4, 5, None)] == ["0 payers", few, "5 payers", few]


def test_paths_and_neighbours_hold_no_small_count_and_no_way_over_one(run: Run) -> None:
    ways = pq.read_table(run.path / "explanations" / "ways.parquet").to_pylist()
    few = [way for way in ways if None in (way["near_payers"], way["far_payers"]) and way["via_provider_id"]]
    assert few, "the test needs such ways to mean something"
    assert all(way["via_merchant_id"] is None for way in few)
    near = pq.read_table(run.path / "explanations" / "neighbours.parquet").to_pylist()
    counts = [way[side] for way in ways for side in ("near_payers", "far_payers")] + [tie["shared"] for tie in near]
    assert not [count for count in counts if count is not None and 0 < count < FEWEST]


def test_no_text_of_a_run_counts_them_out(run: Run) -> None:
    names = ("index.html", "reasons.parquet", "findings.parquet")
    pages = [run.path / name for name in names]
    pages += [*run.path.glob("referrals/*/referral.*"), run.path / "explanations" / "shadow.parquet"]
    found = [
        f"{path.name}: {told[0]}" for path in pages for text in texts_of(path) if (told := COUNTED.search(_words(text)))
    ]
    assert not found
    assert any(FEW in text.lower() for text in texts_of(run.path / "index.html"))


def _words(text: str) -> str:
    return re.sub(r"<[^>]*>", " ", text)


def test_explanations_and_views_count_none_out(run: Run) -> None:
    quiet = [row for row in run.findings.to_pylist() if 0 < row["payers"] < FEWEST and row["tier"] != "protect"]
    assert quiet
    for row in (*quiet[:25], *run.top(10).to_pylist()):
        merchant = f"{row['provider_id']}/{row['merchant_id']}"
        explained = run.explain(merchant)
        shown = f"{explained} {_words(explained._repr_html_())}"
        assert not COUNTED.search(shown), shown
        small = 0 < row["payers"] < FEWEST
        assert (f"by {FEW} payers" in shown) == small
        assert not re.search(r"payers?[^:.]{0,60}: [1-4](,| of|\b) (more|less) than", shown), shown
    drawn = next(row for row in quiet if _is_drawn(run, row["provider_id"], row["merchant_id"]))
    line = run.timeline(f"{drawn['provider_id']}/{drawn['merchant_id']}")
    assert "Fewer than five payers paid" in line._repr_html_()
    assert "<svg" not in line._repr_html_()


def _is_drawn(run: Run, provider: str, merchant: str) -> bool:
    pictures = pq.read_table(run.path / "explanations" / "pictures.parquet").to_pylist()
    return any((row["provider_id"], row["merchant_id"]) == (provider, merchant) and row["picture"] for row in pictures)


def test_what_an_analyst_works_with_stays(run: Run) -> None:
    assert {1, 2, 3, 4} & set(run.findings["payers"].to_pylist())
    assert any(case.evidence for case in run.referrals)


def test_the_number_stands_in_one_place(request: pytest.FixtureRequest) -> None:
    code = Path(request.config.rootpath) / "finpath"
    texts = {path.name: path.read_text(encoding="utf-8") for path in code.rglob("*.py")}
    told = [name for name, text in texts.items() if re.search(r"^FEWEST = 5$", text, re.MULTILINE)]
    assert told == ["small_counts.py"]
    assert not [name for name, text in texts.items() if "SMALLEST_COUNT" in text or "fewer than {" in text]
