"""`finpath scorecard`: a card is shown, compared, edited and approved; release asks for an approved one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from finpath import pipeline, synth
from finpath.config import read_config
from tests.dissemination.table import TABLE
from tests.running import CASE, KEY, finpath


def edit(card: Path, *options: str) -> str:
    ended = finpath("scorecard", "edit", card, *options)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def test_finpaths_own_card_is_shown_with_its_sources() -> None:
    told = finpath("scorecard", "show")
    assert told.returncode == 0, told.stderr
    assert "monthly_share: returning payers who come back monthly" in told.stdout
    assert "source:" in told.stdout
    assert json.loads(finpath("scorecard", "show", "--json").stdout)["version"] == 1


def test_a_change_takes_the_approval_back_and_an_approval_has_an_end(tmp_path: Path) -> None:
    card = tmp_path / "card.toml"
    assert "not approved" in edit(card, "--trait", "circle_depth", "--at", "2,3", "--nats", "0.5,0.2,0", "--tied")
    compared = finpath("scorecard", "compare", card).stdout
    assert "circle_depth: below 2: +0.50 nats; 2 to 3: +0.20 nats; 3 and more: +0.00 nats (tied) → below 4" in compared
    endless = finpath("scorecard", "edit", card, "--approve", "a.owner", "--on", "2026-11-30")
    assert endless.returncode == 2
    assert "--until" in endless.stderr
    assert ", approved" in edit(card, "--approve", "a.owner", "--on", "2026-11-30", "--until", "2027-11-30")
    assert "not approved" in edit(card, "--trait", "circle_depth")
    assert "circle_depth: nothing" in finpath("scorecard", "compare", card).stdout


def test_a_card_that_is_not_monotone_is_not_written(tmp_path: Path) -> None:
    card = tmp_path / "card.toml"
    ended = finpath("scorecard", "edit", card, "--trait", "remote_share", "--at", "0.5", "--nats", "1,0")
    assert ended.returncode == 2
    assert "must rise" in ended.stderr
    assert not card.exists()


def test_release_asks_for_an_approved_card(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FINPATH_KEY", KEY)
    edit(tmp_path / "card.toml", "--trait", "circle_depth")
    (tmp_path / "routing.toml").write_text(TABLE, encoding="utf-8")
    (tmp_path / "case.toml").write_text(f'scorecard = "card.toml"\n{CASE}', encoding="utf-8")
    synth.write(tmp_path / "coalition", seed=7, payers=300, merchants=80, days=40)
    run = pipeline.run(tmp_path / "coalition", tmp_path / "run", config=read_config(tmp_path / "case.toml"))
    ended = finpath("refer", run.path, "--routing", tmp_path / "routing.toml", "--out", tmp_path / "packages")
    assert ended.returncode == 2, ended.stderr
    assert "nobody approved the scorecard card" in ended.stderr
