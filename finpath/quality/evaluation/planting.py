"""Contributions and seeds in; out come rounds over what was planted into them, and how camouflage tells."""

from __future__ import annotations

from dataclasses import dataclass

from finpath.quality.evaluation.bench import Bench, Task
from finpath.quality.evaluation.intervals import Interval
from finpath.quality.evaluation.methods import ground, methods
from finpath.quality.evaluation.rounds import Round, play
from finpath.quality.evaluation.trial import judge
from finpath.quality.evaluation.truth import join, read_truth
from finpath.synth import plant

USUAL = 0.5
"""Camouflage where nobody says how much."""


@dataclass(frozen=True)
class Hidden:
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


def play_planted(bench: Bench, task: Task, seed: int, camouflage: float = USUAL) -> Round:
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
        return play_task(bench, Task(both, join(task.truth, read_truth(planted))))


def play_task(bench: Bench, task: Task) -> Round:
    """Run, and measure all methods."""
    with bench.load(task.contributions) as ledger:
        found = bench.conclude(ledger)
        trial = judge(ledger.engine, task.truth)
        return play(ground(ledger.engine, found, trial), methods(), bench.progress)


def hidden(bench: Bench, task: Task, levels: tuple[float, ...]) -> tuple[Hidden, ...]:
    """Plant the same seed with more and more camouflage."""
    told = []
    for level in levels:
        bench.progress(f"Planting with camouflage {level:g}")
        played = play_planted(bench, task, 1, level)
        product, single = played.product, played.best_single
        best = single.average_precision if single else 0.0
        told.append(Hidden(level, product.average_precision, product.interval, product.precision[100], best))
    return tuple(told)
