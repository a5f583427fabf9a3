from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from finpath import synth
from finpath.cli import app
from finpath.errors import ConfigError
from finpath.quality.evaluation import Evaluation, EvaluationPlan, evaluate, figures, vacant, write
from finpath.quality.evaluation.bench import Bench, TrialTask
from finpath.quality.evaluation.leave_out import leave_out, members
from finpath.quality.evaluation.measures import measure
from finpath.quality.evaluation.page import STUDY, page
from finpath.quality.evaluation.planting import play_planted
from finpath.quality.evaluation.trial import lay_beside
from finpath.quality.evaluation.truth import read_truth
from tests.running import KEY

PLAN = EvaluationPlan(dates=2, camouflage=(), leave_out=False)


@pytest.fixture(scope="module")
def coalition(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A small synthetic coalition, and a key to read it with."""
    folder = tmp_path_factory.mktemp("coalition")
    synth.write(folder / "contributions", seed=5, payers=1_000, merchants=250, days=60)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FINPATH_KEY", KEY)
        yield folder


@pytest.fixture(scope="module")
def told(coalition: Path) -> Evaluation:
    """What one evaluation says."""
    return evaluate(coalition / "contributions", coalition / "truth.csv", plan=PLAN)


def test_fewer_reports_are_measured_on_the_same_merchants(told: Evaluation) -> None:
    assert [level.reports for level in told.reports] == ["as given", "half", "one per group", "none"]
    left = [level.left for level in told.reports]
    assert left == sorted(left, reverse=True)
    assert left[-1] == 0
    assert len({level.groups for level in told.reports}) == 1
    assert told.reports[0].average_precision == told.methods.product.average_precision


def test_delay_counts_those_that_nobody_reports(told: Evaluation) -> None:
    assert told.delay is not None
    assert len(told.delay.dates) == 2
    assert told.delay.merchants == told.methods.unreported
    assert told.delay.dates[-1].active == told.delay.merchants
    assert told.delay.flagged >= told.delay.dates[-1].flagged


def test_the_json_holds_every_figure(told: Evaluation) -> None:
    held = json.loads(figures(told))
    assert held["methods"]["methods"][0]["average_precision"] == round(told.methods.product.average_precision, 6)
    assert len(held["methods"]["methods"][0]["curve"]["recall"]) == 200
    assert held["delay"]["dates"][0]["date"] == told.delay.dates[0].date.isoformat() if told.delay else True


def test_a_figure_that_is_not_there_is_null(told: Evaluation) -> None:
    product = replace(told.methods.methods[0], average_precision=float("nan"))
    held = json.loads(figures(replace(told, methods=replace(told.methods, methods=(product,)))))
    assert held["methods"]["methods"][0]["average_precision"] is None


def test_the_page_asks_nothing_of_any_network(told: Evaluation) -> None:
    text = page(told)
    assert not re.search(r"(src|href|url\()\s*=?\s*[\"']?(https?:|//)", text)
    assert "<script" not in text
    assert text.count("<svg") == 3


def test_the_page_names_every_method_and_typology(told: Evaluation) -> None:
    text = page(told)
    for method in told.methods.methods:
        assert f">{method.method}<" in text
    for typology in told.methods.typologies:
        assert f">{typology.name.capitalize()}<" in text


def test_an_evaluation_never_overwrites_something_else(told: Evaluation, tmp_path: Path) -> None:
    write(told, tmp_path / "page")
    with pytest.raises(ConfigError, match="holds another evaluation"):
        vacant(tmp_path / "page", force=False)
    write(told, tmp_path / "page", force=True)
    (tmp_path / "page" / "notes.txt").touch()
    with pytest.raises(ConfigError, match="is not an evaluation"):
        vacant(tmp_path / "page", force=True)


def test_a_member_is_missed_only_at_the_merchants_of_others(coalition: Path) -> None:
    bench = Bench()
    task = TrialTask(coalition / "contributions", read_truth(coalition / "truth.csv"))
    with bench.load(task.contributions) as ledger:
        bench.conclude(ledger)
        given, folders = lay_beside(ledger.engine, task.truth), members(ledger)
    assert folders == {path.name: frozenset({path.name}) for path in sorted(task.contributions.iterdir())}
    hotline, wallet = leave_out(bench, task, given, {name: folders[name] for name in ("hotline", "wallet")})
    left = given.unreported
    assert hotline.unreported == left.planted.sum()
    assert hotline.together == measure(left.score, left.planted).average_precision
    assert wallet.unreported == left.where(left.provider != "wallet").planted.sum()


def test_what_is_planted_more_is_sought_beside_what_was_there(coalition: Path, told: Evaluation) -> None:
    task = TrialTask(coalition / "contributions", read_truth(coalition / "truth.csv"))
    played = play_planted(Bench(), task, seed=1, camouflage=0.9)
    assert played.unreported > told.methods.unreported
    assert played.touched.groups > told.methods.touched.groups


def test_the_command_prints_figures_and_writes_the_page(coalition: Path, tmp_path: Path) -> None:
    command = ["evaluate", str(coalition / "contributions"), "--truth", str(coalition / "truth.csv"), "--quick"]
    done = CliRunner().invoke(app, [*command, "--json", "--out", str(tmp_path / "page")], catch_exceptions=False)
    assert done.exit_code == 0
    assert json.loads(done.stdout) == json.loads((tmp_path / "page" / STUDY.figures).read_text(encoding="utf-8"))
