"""What is learned of worlds of several families that are written down here, and what is said of families that fail."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from finpath.config import RunConfig
from finpath.config.scorecard import Scorecard, Shape, standard_card
from finpath.errors import NothingToDo
from finpath.quality.evaluation.bench import Bench
from finpath.quality.fit import Fit, FitPlan, fit, fitted_record, tell_fit
from finpath.quality.fit.world import Sown, World
from finpath.synth.planter import Planter

CARD = Scorecard(
    "test",
    (Shape("remote_share", (0.3,), (0.0, 1.0)), Shape("monthly_share", (0.1,), (0.0, -1.0))),
    documents=standard_card().documents,
)
PLANTED, INNOCENT = 40, 400
PLAIN, TURNED = (0.8, 0.0), (-0.8, 0.0)
"""How much more often either shape speaks of what was planted than of the rest."""


class Named(Planter):
    """A family of which `see` below makes the worlds; a barren one has none from some world on."""

    def __init__(self, name: str, tells: tuple[float, float], barren_from: int = 99) -> None:
        self.name, self.tells, self.barren_from = name, tells, barren_from  # type: ignore[misc] # of the class elsewhere

    def plant(self, contributions: Path, out: Path, *, seed: int, camouflage: float) -> Path:
        raise AssertionError(contributions, out, seed, camouflage)


def see(_: Bench, __: Path, sown: Sown, cards: Sequence[Scorecard]) -> tuple[World, ...]:
    assert isinstance(sown.planter, Named)
    if sown.seed - FitPlan().first_seed >= sown.planter.barren_from:
        raise NothingToDo("There is no room.")
    draw = np.random.default_rng(sown.seed)
    planted = np.arange(PLANTED + INNOCENT) < PLANTED
    side = np.where(planted, 1, -1)
    spoken = [draw.random(len(planted)) < 0.5 + tells / 2 * side for tells in sown.planter.tells]
    group = np.array([f"g{place // 4}" if place < PLANTED else "" for place in range(len(planted))])
    typology = np.where(planted, np.where(np.arange(len(planted)) % 8 < 4, "one", "two"), "")
    traits = {shape.trait: each for shape, each in zip(CARD.shapes, spoken, strict=True)}
    return tuple(
        World(
            draw.normal(0, 1e-3, len(planted)),
            np.array([traits[shape.trait] * shape.nats[1] for shape in card.shapes]).reshape(-1, len(planted)),
            planted,
            group,
            typology,
            sown.family,
        )
        for card in cards
    )


def fitted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *families: Planter) -> Fit:
    monkeypatch.setattr(sys.modules[fit.__module__], "see", see)
    (tmp_path / "c" / "member").mkdir(parents=True, exist_ok=True)
    return fit(tmp_path / "c", plan=FitPlan(planters=families), case=RunConfig(scorecard=CARD))


def test_what_all_families_tell_is_learned_and_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = fitted(tmp_path, monkeypatch, Named("a", PLAIN), Named("b", PLAIN))
    assert found.after.shapes[0].nats[1] > CARD.shapes[0].nats[1]
    assert not found.why_not
    assert found.worlds == {"a": 2, "b": 2}
    assert [each.where for each in found.families] == ["worlds of the family a", "worlds of the family b"]
    assert [each.where.split()[5] for each in found.kept_back] == ["a", "b"]
    assert "2 worlds of the family a, 2 worlds of the family b" in found.after.documents["data"]
    for trial in found.trials:
        assert f"{trial.where} {trial.before} to {trial.after}" in found.after.documents["stability"]
        assert trial.where in tell_fit(found)


def test_one_family_that_contradicts_stops_a_weight(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    both = fitted(tmp_path, monkeypatch, Named("a", (0.8, -0.6)), Named("b", (-0.8, -0.6)))
    assert both.after.shapes[0] == CARD.shapes[0], "they differ about the first"
    assert both.after.shapes[1] != CARD.shapes[1], "and not about the second"
    one = fitted(tmp_path, monkeypatch, Named("a", (0.8, -0.6)))
    assert one.after.shapes[0] != CARD.shapes[0]


def test_a_family_that_loses_when_left_out_stops_the_card(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All tell the first shape; of the second, one tells the contrary, so what the others learn of it harms there."""
    found = fitted(tmp_path, monkeypatch, Named("a", (0.8, 0.9)), Named("b", (0.8, -0.9)))
    assert found.after.shapes[0] != found.before.shapes[0], "there is something to write"
    lost = max(found.families, key=lambda each: each.lost)
    assert lost.lost > 0.004
    assert found.why_not == (
        f"It finds less of {lost.where}, where that was not learned from: {lost.before} to {lost.after}."
    )
    assert tell_fit(found).rstrip().endswith(found.why_not)


def test_where_one_family_cannot_plant_the_others_are_learned_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for barren_from in (0, 1):
        found = fitted(tmp_path, monkeypatch, Named("a", PLAIN), Named("b", PLAIN, barren_from))
        assert found.worlds == {"a": 2}
        assert found.families == ()
        assert not found.why_not
        assert "The family b could not plant here: There is no room." in tell_fit(found)
        assert "One family alone" in tell_fit(found)
        assert "One family alone" in found.after.documents["stability"]
        assert fitted_record(found)["barren"] == {"b": "There is no room."}


def test_where_no_family_can_plant_it_is_refused_and_each_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(NothingToDo, match=r"No family .* a: There is no room\. b: There is no room\."):
        fitted(tmp_path, monkeypatch, Named("a", PLAIN, 0), Named("b", PLAIN, 1))


def test_a_family_without_a_world_to_keep_back_stops_the_card(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = fitted(tmp_path, monkeypatch, Named("a", PLAIN), Named("b", PLAIN, 2))
    assert found.why_not == "The family b could plant no world to keep back."


def test_the_same_again_gives_the_same_card(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = (fitted(tmp_path, monkeypatch, Named("a", PLAIN), Named("b", (0.5, -0.5))) for _ in range(2))
    assert fitted_record(one) == fitted_record(two)


def test_a_calibration_of_the_case_is_left_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It holds for one card, and a new one is tried."""
    seen: list[object] = []

    def look(bench: Bench, contributions: Path, sown: Sown, cards: Sequence[Scorecard]) -> tuple[World, ...]:
        seen.append(bench.case.calibration)
        return see(bench, contributions, sown, cards)

    monkeypatch.setattr(sys.modules[fit.__module__], "see", look)
    (tmp_path / "c" / "member").mkdir(parents=True)
    case = RunConfig(scorecard=CARD, calibration="one")  # type: ignore[arg-type] # nobody looks into it
    fit(tmp_path / "c", plan=FitPlan(planters=(Named("a", PLAIN),)), case=case)
    assert set(seen) == {None}
