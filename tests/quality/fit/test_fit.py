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
from finpath.quality.fit.held_out import Trialled
from finpath.quality.fit.learn import multiply
from finpath.quality.fit.verdict import why_not
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
    assert told["worlds"] == {"first": 2, "second": 2}
    assert told["typologies"]
    assert len(told["families"]) == 2
    assert not told["barren"]
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
MORE, LESS, NEARLY = (0.5, 0.6), (0.5, 0.47), (0.5, 0.498)


@pytest.mark.parametrize(
    ("after", "typology", "family", "kept_back", "words"),
    [
        (CARD, MORE, MORE, MORE, "do not agree"),
        (OTHER, LESS, MORE, MORE, "It finds less of one, where that was not learned from: 0.5 to 0.47."),
        (OTHER, NEARLY, MORE, MORE, "no better"),
        (OTHER, MORE, (0.5, 0.495), MORE, "It finds less of the family"),
        (OTHER, MORE, NEARLY, MORE, "no better"),
        (OTHER, MORE, MORE, (0.5, 0.495), "It finds less of kept back"),
        (OTHER, MORE, MORE, NEARLY, "no better"),
        (OTHER, MORE, MORE, (0.5, 0.5), ""),
    ],
)
def test_a_card_that_does_not_hold_elsewhere_is_not_written(
    after: Scorecard,
    typology: tuple[float, float],
    family: tuple[float, float],
    kept_back: tuple[float, float],
    words: str,
) -> None:
    said = why_not(
        (CARD, after),
        [Trialled("one", *typology)],
        [Trialled("the family", *family)],
        [Trialled("kept back", *kept_back)],
    )
    assert words in said
    assert bool(said) == bool(words)


def test_a_family_may_lose_a_little_where_others_gain_more() -> None:
    gains = Trialled("one", *MORE)
    assert not why_not((CARD, OTHER), [gains], [gains, Trialled("two", *NEARLY)], [gains])
