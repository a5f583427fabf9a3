"""What all members see of one merchant puts nobody up for review whom one other member alone speaks of."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import finpath
from finpath.conclude import conclude
from finpath.config import RunConfig
from finpath.engine import DuckDB
from finpath.scoring.backing import weigh_backing
from finpath.testing import ledger
from finpath.testing.records import records
from tests.graph.test_nodes import TOWN
from tests.running import KEY

RING = """{0} | site*~9 | {0}-ring*~40 | 1 | 2026-02-05 | 30.00 | 720 | 30m
{0} | shop1 | {0}-ring*~40 | 1 | 2026-02-05 | 30.00 | 120 | 1h
"""
SHOP = "SELECT provider_id, tier, because FROM standings WHERE merchant_id = 'shop1' ORDER BY provider_id"


def shops(*rings: str) -> dict[str, tuple[str, str]]:
    with DuckDB() as engine:
        conclude(ledger(engine, transactions=TOWN + "".join(map(RING.format, rings))), RunConfig())
        return {str(who): (str(tier), str(because)) for who, tier, because in engine.rows(SHOP)}


def test_one_members_word_puts_no_account_of_anothers_up_for_review() -> None:
    found = shops("b")
    assert found["a"] == ("watch", "one_view")
    assert found["b"] == ("review", "evidence")


def test_two_members_words_do() -> None:
    found = shops("b", "c")
    assert found["a"] == found["b"] == found["c"] == ("review", "evidence")


SCORES = st.dictionaries(st.sampled_from("abcde"), st.floats(0, 1), min_size=2)


@given(SCORES)
def test_somebody_still_sees_it_whoever_of_the_others_is_left_out(views: dict[str, float]) -> None:
    owner, *others = sorted(views)
    left = [max(score for who, score in views.items() if who != other) for other in others]
    backing = weigh_backing(owner, views)
    assert max(backing.own, backing.others) == min(left)


def contributions(transactions: str) -> list[finpath.Contribution]:
    frame = pd.DataFrame(records("transactions", transactions)).drop(columns=["file", "row", "timed"])
    frame["occurred_at"] = frame["occurred_at"].dt.tz_localize("UTC")
    terms = {
        "id": "EFC-1",
        "purpose": "detect commercial child sexual exploitation",
        "legal_basis": "law",
        "expires_on": "2031-01-01",
    }
    return [
        finpath.Contribution(
            {"id": name, "kind": "issuer", "country": "NL", "timezone": "Europe/Amsterdam"}, terms,
            {"transactions": rows.drop(columns="provider_id")},
        )
        for name, rows in frame.groupby("provider_id")
    ]  # fmt: skip


def test_a_run_says_who_must_see_it_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FINPATH_KEY", KEY)
    run = finpath.run(contributions(TOWN + RING.format("b")), tmp_path / "run")
    (line,) = re.findall(r"score by what its own .*", str(run.explain("a/shop1")))
    assert re.fullmatch(r"score by what its own organisation sees, or two others each see: 0\.0\d\d of 0\.15, .*", line)
    assert "two others each see" not in str(run.explain("b/shop1")), "a review asks for it, a referral for more"
