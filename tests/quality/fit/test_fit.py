"""`finpath fit` on payments, from end to end."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from finpath import synth
from finpath.config import RunConfig
from finpath.config.scorecard import Scorecard, read_card, standard_card
from finpath.errors import NothingToDo
from finpath.quality.fit import FitPlan, fit
from finpath.quality.fit.fit import Trialled, _why_not
from finpath.quality.fit.learn import multiply
from tests.running import KEY, environment
from tests.running import finpath as start


@pytest.fixture(scope="module")
def coalition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fit") / "coalition"
    synth.write(folder, payers=300, merchants=100, days=60)
    return folder


def test_a_card_is_learned_on_ones_own_payments(coalition: Path, tmp_path: Path) -> None:
    words = ("fit", coalition, "--out", tmp_path / "card.toml", "--worlds", "2", "--json")
    done = start(*words, env=environment(FINPATH_KEY=KEY))
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["worlds"] == 2
    assert told["typologies"]
    assert all(0 <= each[side] <= 1 for each in told["typologies"] for side in ("before", "after"))
    assert (tmp_path / "card.toml").exists() == (not told["why_not"])
    if not told["why_not"]:
        card = read_card(tmp_path / "card.toml")
        assert not card.approved, "a person approves it"
        assert "kept back" in card.documents["stability"]
        refused = start(*words, env=environment(FINPATH_KEY=KEY))
        assert "there already" in refused.stderr


def test_a_card_without_shapes_has_nothing_to_learn(coalition: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FINPATH_KEY", KEY)
    with pytest.raises(NothingToDo, match="no shape"):
        fit(coalition, case=RunConfig(scorecard=Scorecard("empty", ())), plan=FitPlan(2))


CARD = standard_card()
OTHER = multiply(CARD, np.full(len(CARD.shapes), 1.2))


@pytest.mark.parametrize(
    ("after", "left_out", "kept_back", "words"),
    [
        (CARD, (0.5, 0.6), (0.5, 0.6), "do not agree"),
        (OTHER, (0.5, 0.47), (0.5, 0.6), "It finds less of one"),
        (OTHER, (0.5, 0.49), (0.5, 0.6), "no better"),
        (OTHER, (0.5, 0.6), (0.5, 0.49), "no better"),
        (OTHER, (0.5, 0.6), (0.5, 0.5), ""),
    ],
)
def test_a_card_that_does_not_hold_elsewhere_is_not_written(
    after: Scorecard, left_out: tuple[float, float], kept_back: tuple[float, float], words: str
) -> None:
    said = _why_not(CARD, after, [Trialled("one", *left_out)], Trialled("kept back", *kept_back))
    assert words in said
    assert bool(said) == bool(words)
