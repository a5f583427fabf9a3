"""Every figure of one run of the methods that are compared, and the mean of several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from finpath.notebook.progress import Progress
from finpath.quality.evaluation.alarms import Alarms, false_alarms, pool_alarms
from finpath.quality.evaluation.detection import Touched, Typology, by_typology, pool_touched, pool_typologies, touched
from finpath.quality.evaluation.intervals import Interval, over_merchants, over_seeds
from finpath.quality.evaluation.measures import CAPACITIES, Curve, curve, measure
from finpath.quality.evaluation.methods import Ground, Method, MethodKind
from finpath.quality.evaluation.trial import Trial


@dataclass(frozen=True)
class MethodRanking:
    """How one method did, over the merchants that nobody reported.

    Args:
        method, kind, meaning: Which, what it may know, what it does.
        average_precision: The mean over runs.
        interval: Of it: over planted groups and merchants in one run, over runs otherwise.
        precision, recall: At each capacity.
        curve: The whole list.
    """

    method: str
    kind: MethodKind
    meaning: str
    average_precision: float
    interval: Interval
    precision: dict[int, float]
    recall: dict[int, float]
    curve: Curve


@dataclass(frozen=True)
class Round:
    """Every figure of one run, or of several together.

    Args:
        runs: How many.
        merchants, planted, unreported: Accounts, those planted, and those of them that nobody reported; per run.
        methods: Side by side.
        typologies, touched: What the product found.
        alarms: Whom it named for nothing.
    """

    runs: int
    merchants: float
    planted: float
    unreported: float
    methods: tuple[MethodRanking, ...]
    typologies: tuple[Typology, ...]
    touched: Touched
    alarms: tuple[Alarms, ...]

    @property
    def product(self) -> MethodRanking:
        """How finpath did."""
        return next(one for one in self.methods if one.kind is MethodKind.PRODUCT)

    @property
    def best_single(self) -> MethodRanking | None:
        """The single method that did best."""
        single = [one for one in self.methods if one.kind is MethodKind.SINGLE]
        return max(single, key=lambda one: one.average_precision) if single else None


def play(ground: Ground, methods: Sequence[Method], progress: Progress = lambda _: None) -> Round:
    """Ask every method, and measure what it says."""
    compared = []
    for method in methods:
        progress(f"Asking {method.name}")
        one = _compared(ground, method)
        compared += [one] if one else []
    trial = ground.trial
    return Round(
        runs=1,
        merchants=len(trial.score),
        planted=int(trial.planted.sum()),
        unreported=int(trial.unreported.planted.sum()),
        methods=tuple(compared),
        typologies=by_typology(trial),
        touched=touched(trial),
        alarms=false_alarms(trial),
    )


def together(rounds: Sequence[Round]) -> Round:
    """The mean of several runs, with intervals over them; one run stays as it is."""
    if len(rounds) == 1:
        return rounds[0]
    names = dict.fromkeys(one.method for each in rounds for one in each.methods)
    return Round(
        runs=len(rounds),
        merchants=float(np.mean([each.merchants for each in rounds])),
        planted=float(np.mean([each.planted for each in rounds])),
        unreported=float(np.mean([each.unreported for each in rounds])),
        methods=tuple(_mean([one for each in rounds for one in each.methods if one.method == name]) for name in names),
        typologies=pool_typologies([one for each in rounds for one in each.typologies]),
        touched=pool_touched([each.touched for each in rounds]),
        alarms=pool_alarms([one for each in rounds for one in each.alarms]),
    )


def _compared(ground: Ground, method: Method) -> MethodRanking | None:
    score = method.score(ground)
    if score is None:
        return None
    kept = ~ground.trial.reported
    left: Trial = ground.trial.unreported
    measured = measure(score[kept], left.planted)
    return MethodRanking(
        method=method.name,
        kind=method.kind,
        meaning=method.meaning,
        average_precision=measured.average_precision,
        interval=over_merchants(score[kept], left.group),
        precision=measured.precision,
        recall=measured.recall,
        curve=curve(score[kept], left.planted),
    )


def _mean(ones: Sequence[MethodRanking]) -> MethodRanking:
    values = [one.average_precision for one in ones]
    return replace(
        ones[0],
        average_precision=float(np.nanmean(values)),
        interval=over_seeds(values),
        precision={k: float(np.mean([one.precision[k] for one in ones])) for k in CAPACITIES},
        recall={k: float(np.mean([one.recall[k] for one in ones])) for k in CAPACITIES},
        curve=Curve(
            tuple(np.mean([one.curve.precision for one in ones], axis=0).round(6).tolist()),
            tuple(np.mean([one.curve.recall for one in ones], axis=0).round(6).tolist()),
        ),
    )
