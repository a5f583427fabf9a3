"""How much is found against the known answer, how early, and at what cost."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from finpath.config import RunConfig
from finpath.engine import Limits
from finpath.notebook.progress import Progress
from finpath.quality.evaluation.bench import Bench, TrialTask
from finpath.quality.evaluation.delay import Delay, as_of_dates, delay
from finpath.quality.evaluation.fewer_reports import Level, fewer_reports
from finpath.quality.evaluation.leave_out import MemberLeftOut, Members, leave_out, members
from finpath.quality.evaluation.methods import MISSING, ground, methods, outliers
from finpath.quality.evaluation.planting import CamouflageLevel, hidden, play_planted
from finpath.quality.evaluation.rounds import Round, play, together
from finpath.quality.evaluation.trial import Trial, lay_beside
from finpath.quality.evaluation.truth import read_truth


@dataclass(frozen=True)
class EvaluationPlan:
    """What is measured besides the methods side by side.

    Args:
        seeds: Plant so many times more, and give means and intervals over these; 0 measures what is there.
        dates: As-of dates at which to look; fewer than 2 leave the delay out.
        camouflage: Levels to plant with; none leaves it out.
        fewer_reports: Take reports away.
        leave_out: Leave each member out.
    """

    seeds: int = 0
    dates: int = 6
    camouflage: tuple[float, ...] = (0.0, 0.25, 0.5, 0.75)
    fewer_reports: bool = True
    leave_out: bool = True


QUICK = EvaluationPlan(dates=0, camouflage=(), fewer_reports=False, leave_out=False)
"""The methods side by side, and nothing else."""


@dataclass(frozen=True)
class Evaluation:
    """Everything that was measured. Figures are over merchants that nobody reported.

    Args:
        as_of: Nothing later counted.
        methods: What was found, side by side.
        reports, providers, delay: What was given, with less of it.
        camouflage: Plants that hide better and better.
        notes: What was not measured, and why.
    """

    as_of: dt.datetime
    methods: Round
    reports: tuple[Level, ...]
    providers: tuple[MemberLeftOut, ...]
    delay: Delay | None
    camouflage: tuple[CamouflageLevel, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class _Given:
    """What one look at the contributions as they are tells."""

    round: Round
    trial: Trial
    as_of: dt.datetime
    reports: tuple[Level, ...]
    folders: Members
    dates: tuple[dt.datetime, ...]


def evaluate(  # noqa: PLR0913 - what goes in, and four things a user may decide
    contributions: Path | str,
    truth: Path | str,
    *,
    plan: EvaluationPlan | None = None,
    case: RunConfig | None = None,
    limits: Limits | None = None,
    progress: Progress = lambda _: None,
) -> Evaluation:
    """Measure finpath against a known answer, beside other methods in the same run.

    Args:
        contributions: A folder with one folder per member, structures planted in it.
        truth: The planter's CSV: provider_id, merchant_id, group, typology, reported.
        plan: What to measure; all of it when None.
        case: As for a run.
        limits: As for a run.
        progress: Told what is being done.

    Raises:
        ConfigError: No such file or folder, no key.
        NothingToDo: No valid row, or every contribution refused.
    """
    plan = plan or EvaluationPlan()
    bench = Bench(case or RunConfig(), limits or Limits(), progress)
    task = TrialTask(Path(contributions), read_truth(Path(truth)))
    given = _look(bench, task, plan)
    rounds = [play_planted(bench, task, seed) for seed in range(1, plan.seeds + 1)]
    return Evaluation(
        as_of=given.as_of,
        methods=together(rounds or [given.round]),
        reports=given.reports,
        providers=leave_out(bench, task, given.trial, given.folders),
        delay=delay(bench, task, given.trial, given.dates),
        camouflage=hidden(bench, task, plan.camouflage),
        notes=() if outliers() else (MISSING,),
    )


def _look(bench: Bench, task: TrialTask, plan: EvaluationPlan) -> _Given:
    with bench.load(task.contributions) as ledger:
        found = bench.conclude(ledger)
        trial = lay_beside(ledger.engine, task.truth)
        played = play(ground(ledger.engine, found, trial), methods(), bench.progress)
        return _Given(
            round=played,
            trial=trial,
            as_of=ledger.as_of,
            reports=fewer_reports(bench, ledger, task.truth, trial) if plan.fewer_reports else (),
            folders=members(ledger) if plan.leave_out else {},
            dates=as_of_dates(ledger, plan.dates) if plan.dates > 1 else (),
        )
