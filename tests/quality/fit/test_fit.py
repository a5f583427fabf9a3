"""`finpath fit` on payments, from end to end."""

from __future__ import annotations

import json
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from finpath import synth
from finpath.config import RunConfig
from finpath.config.scorecard import Scorecard, card_text, read_card, standard_card
from finpath.errors import NothingToDo
from finpath.ingest import Ledger
from finpath.quality.evaluation.bench import Bench
from finpath.quality.fit import FitPlan, fit
from finpath.quality.fit.held_out import Trialled, precision
from finpath.quality.fit.learn import multiply
from finpath.quality.fit.verdict import why_not
from finpath.quality.fit.world import Sown, see
from finpath.synth.planters.second import Second
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


def test_a_card_goes_where_it_is_told_or_where_the_case_file_names_one(coalition: Path, tmp_path: Path) -> None:
    said = start("fit", coalition, env=environment(FINPATH_KEY=KEY))
    assert said.returncode == 2
    assert "--out card.toml" in said.stderr
    (tmp_path / "own.toml").write_text(card_text(standard_card()))
    (tmp_path / "case.toml").write_text('scorecard = "own.toml"\n')
    said = start("fit", coalition, "--config", tmp_path / "case.toml", env=environment(FINPATH_KEY=KEY))
    assert said.returncode == 2
    assert "own.toml is there already" in said.stderr


def test_one_world_is_read_once_and_seen_with_each_card(coalition: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the card in force as if it had been alone; and twice the same."""
    monkeypatch.setenv("FINPATH_KEY", KEY)
    card, other = standard_card(), multiply(standard_card(), np.full(len(standard_card().shapes), 1.5))
    loads: list[Path] = []
    load = Bench.load

    def count(bench: Bench, place: Path) -> AbstractContextManager[Ledger]:
        loads.append(place)
        return load(bench, place)

    monkeypatch.setattr(Bench, "load", count)
    sown = Sown(Second(), 5, 0.5)
    both = see(Bench(), coalition, sown, (card, other))
    assert len(loads) == 1
    alone = see(Bench(), coalition, sown, (other,))[0]
    for part in ("base", "steps", "planted", "group", "typology"):
        assert np.array_equal(getattr(both[1], part), getattr(alone, part)), part
    assert both[0].family == "second"
    assert np.array_equal(both[0].planted, both[1].planted)
    assert np.allclose(both[0].base, both[1].base, atol=1e-5), "all but the card says the same"
    assert not np.array_equal(both[0].steps, both[1].steps)


def test_a_card_of_one_shape_may_lose_it(coalition: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FINPATH_KEY", KEY)
    one = Scorecard("one", standard_card().shapes[:1], documents=standard_card().documents)
    none = replace(one, shapes=())
    world, bare = see(Bench(), coalition, Sown(Second(), 5, 0.5), (one, none))
    assert world.steps.shape == (1, len(world.planted))
    assert bare.steps.shape == (0, len(bare.planted))
    assert 0 <= precision(none, bare) <= 1


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
