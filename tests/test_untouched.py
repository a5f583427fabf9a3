"""Payments into which nobody planted anything raise nothing that leaves the house."""

from __future__ import annotations

from pathlib import Path

import pytest

from finpath.ingest import new_key
from finpath.output.folder import Run
from finpath.pipeline import run
from tests.quality.evaluation import backgrounds


def tiers(found: Run) -> dict[str, int]:
    named = found.findings["tier"].to_pylist()
    return {tier: named.count(tier) for tier in set(named)}


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FINPATH_KEY", new_key())


@pytest.mark.field
def test_real_purchase_cards_refer_nobody(tmp_path: Path) -> None:
    found = run(backgrounds.birmingham(tmp_path / "contributions"), tmp_path / "run")
    assert found.findings.num_rows == 15_849
    assert found.problems == ()
    assert "refer" not in tiers(found)
    assert not any((tmp_path / "run" / "referrals").iterdir())


@pytest.mark.field
def test_neighbours_who_share_most_of_their_payers_are_left_alone(tmp_path: Path) -> None:
    found = run(backgrounds.fdh(tmp_path / "contributions"), tmp_path / "run")
    assert found.findings.num_rows == 10_000
    assert set(tiers(found)) <= {"none", "watch"}
