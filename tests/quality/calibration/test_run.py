"""A coalition with a known answer, decided on, calibrated and run again: other scores, the same ranks and tiers."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

import finpath
from finpath import Run, synth
from finpath.config import read_config
from finpath.errors import ConfigError
from finpath.quality.calibration import calibrate, write
from finpath.quality.evaluation.truth import read_truth
from tests.running import KEY, tree
from tests.running import finpath as start

READ = 150
"""So many merchants of the list were reviewed, and every tenth of the others."""


@dataclass(frozen=True)
class World:
    """Where things lie."""

    place: Path

    def run(self, name: str, case: str = "") -> Run:
        """Run the coalition with a case file."""
        path = self.place / f"{name}.toml"
        path.write_text(case)
        return finpath.run(self.place / "contributions", self.place / name, config=read_config(path))


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A run, decisions on its merchants, and a calibration."""
    found = World(tmp_path_factory.mktemp("calibrated"))
    synth.write(found.place / "contributions", payers=2_000, merchants=400, days=90)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FINPATH_KEY", KEY)
        decide(found.run("before"), found.place)
        write(calibrate(found.place / "before", found.place / "decisions.csv"), found.place / "calibration")
        found.run("after", 'calibration = "calibration/calibration.toml"')
    return found


def decide(run: Run, place: Path) -> None:
    planted = read_truth(place / "truth.csv")
    with (place / "decisions.csv").open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(("provider_id", "merchant_id", "decision", "decided_on", "note"))
        for row in run.findings.to_pylist():
            merchant = row["provider_id"], row["merchant_id"]
            if row["rank"] <= READ or row["rank"] % 10 == 0:
                out.writerow((*merchant, "confirmed" if merchant in planted else "cleared", "2026-07-01", "seen"))


def test_ranks_and_tiers_are_as_without(world: World) -> None:
    before, after = (Run(world.place / name).findings for name in ("before", "after"))
    same = [name for name in before.column_names if name != "score"]
    assert after.select(same).equals(before.select(same))
    score = after["score"].to_numpy()
    assert (np.diff(score) <= 0).all()
    assert ((score >= 0) & (score <= 1) & (score == np.round(score, 9))).all()
    assert not after["score"].equals(before["score"])


def test_unseen_decisions_are_foretold_better(world: World) -> None:
    told = calibrate(world.place / "before", world.place / "decisions.csv")
    assert told.better
    assert told.after.error < 0.6 * told.before.error


def test_a_calibrated_run_says_so(world: World) -> None:
    run = Run(world.place / "after")
    manifest = json.loads((run.path / "manifest.json").read_text())
    assert manifest["parameters"]["calibration"]["line"]["slopes"]
    assert "Scores are calibrated on" in str(run.coverage["calibration"])
    assert "Scores are calibrated on" in run.index.read_text()
    first = next(row for row in run.findings.to_pylist() if row["tier"] in {"review", "watch"})
    said = str(run.explain(f"{first['provider_id']}/{first['merchant_id']}"))
    assert f"past decisions make it {first['score']:.3f}" in said
    assert "Bars are of the score before past decisions calibrated it." in said


def test_a_calibrated_run_can_be_calibrated_again_to_the_same(world: World) -> None:
    once, again = (calibrate(world.place / name, world.place / "decisions.csv") for name in ("before", "after"))
    assert again.calibration == once.calibration


def test_a_run_on_other_rules_refuses_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FINPATH_KEY", KEY)
    case = 'calibration = "calibration/calibration.toml"\n[rules.short_life]\noff = true'
    with pytest.raises(ConfigError, match=r"fitted on other rules than this run asks \(short_life: version"):
        world.run("other", case)
    assert not (world.place / "other").exists()
    with pytest.raises(ConfigError, match="There is no calibration"):
        world.run("other", 'calibration = "nowhere.toml"')


def test_the_command_gives_the_same_bytes(world: World) -> None:
    arguments = ("calibrate", world.place / "before", world.place / "decisions.csv", "--out", world.place / "again")
    told = start(*arguments)
    assert told.returncode == 0, told.stderr
    assert told.stdout.endswith(f"Open {world.place / 'again' / 'calibration.html'}\n")
    assert tree(world.place / "again") == tree(world.place / "calibration")


@pytest.mark.parametrize(
    ("run", "decisions", "code", "sentence"),
    [
        ("nowhere", "decisions.csv", 2, "nowhere holds no finished run"),
        ("before", "nowhere.csv", 2, "There is no file of decisions"),
        ("before", "truth.csv", 2, "lack decision, decided_on"),
        ("before", "few.csv", 3, "1 merchants are confirmed, of those that can be used; at least 20 are needed"),
    ],
)
def test_what_goes_wrong_is_one_sentence(world: World, run: str, decisions: str, code: int, sentence: str) -> None:
    head, *rows = (world.place / "decisions.csv").read_text().splitlines()
    few = [next(row for row in rows if f",{kind}," in row) for kind in ("confirmed", "cleared")]
    (world.place / "few.csv").write_text("\n".join([head, *few]))
    told = start("calibrate", world.place / run, world.place / decisions, "--out", world.place / "none")
    assert told.returncode == code
    (line,) = told.stderr.splitlines()
    assert line.startswith("finpath: ")
    assert sentence in line
    assert not (world.place / "none").exists()
