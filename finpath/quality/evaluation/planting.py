"""Rounds over what was planted into contributions, and what camouflage changes."""

from __future__ import annotations

from dataclasses import dataclass

from finpath.quality.evaluation.bench import Bench, TrialTask
from finpath.quality.evaluation.intervals import Interval
from finpath.quality.evaluation.methods import ground, methods
from finpath.quality.evaluation.rounds import Round, play
from finpath.quality.evaluation.trial import lay_beside
from finpath.quality.evaluation.truth import join, read_truth
from finpath.synth import plant

USUAL = 0.5
"""Camouflage where nobody says how much."""


@dataclass(frozen=True)
class CamouflageLevel:
    """How the product does when what is planted hides better.

    Args:
        camouflage: From 0, none, to 1.
        average_precision, interval, precision_100: On merchants that nobody reported.
        best_single: The average precision of the best single method.
    """

    camouflage: float
    average_precision: float
    interval: Interval
    precision_100: float
    best_single: float


def play_planted(bench: Bench, task: TrialTask, seed: int, camouflage: float = USUAL) -> Round:
    """Plant into contributions, and measure.

    Args:
        bench: How trials are run.
        task: What to plant into, and what is planted in it already.
        seed: Decides what is planted.
        camouflage: How well it hides.
    """
    with bench.folder() as place:
        both = place / "contributions"
        planted = plant(task.contributions, both, seed=seed, camouflage=camouflage)
        return play_task(bench, TrialTask(both, join(task.truth, read_truth(planted))))


def play_task(bench: Bench, task: TrialTask) -> Round:
    """Run, and measure all methods."""
    with bench.load(task.contributions) as ledger:
        found = bench.conclude(ledger)
        trial = lay_beside(ledger.engine, task.truth)
        return play(ground(ledger.engine, found, trial), methods(), bench.progress)


def hidden(bench: Bench, task: TrialTask, levels: tuple[float, ...]) -> tuple[CamouflageLevel, ...]:
    """Plant the same seed with more and more camouflage."""
    told = []
    for level in levels:
        bench.progress(f"Planting with camouflage {level:g}")
        played = play_planted(bench, task, 1, level)
        product, single = played.product, played.best_single
        best = single.average_precision if single else 0.0
        told.append(CamouflageLevel(level, product.average_precision, product.interval, product.precision[100], best))
    return tuple(told)
