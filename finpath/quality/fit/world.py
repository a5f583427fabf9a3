"""What is learned from: every merchant of a planted world, with what its card's shapes weigh and what it is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from finpath.config.scorecard import Scorecard
from finpath.quality.evaluation.bench import Bench, TrialTask
from finpath.quality.evaluation.measures import Bools, Floats
from finpath.quality.evaluation.trial import Names, Trial, lay_beside
from finpath.quality.evaluation.truth import read_truth
from finpath.scoring.character import step_weights
from finpath.synth import plant

NEVER, SURE = 1e-9, 1 - 1e-9


@dataclass(frozen=True)
class World:
    """Merchants that nobody reported; finding the others is no merit.

    Args:
        base: What all but the card says of each, in nats, the prior among it.
        steps: What each shape of the card weighs of each, before the card's bounds: shapes by merchants.
        planted: Whether it was planted.
        group, typology: Of what was planted; empty otherwise.
    """

    base: Floats
    steps: Floats
    planted: Bools
    group: Names
    typology: Names

    def without(self, typology: str) -> World:
        """The same without what was planted of one typology."""
        return self._where(self.typology != typology)

    def of(self, typology: str) -> World:
        """What was planted of one typology, among those of whom nothing was."""
        return self._where((self.typology == typology) | ~self.planted)

    def _where(self, chosen: Bools) -> World:
        return World(
            self.base[chosen], self.steps[:, chosen], self.planted[chosen], self.group[chosen], self.typology[chosen]
        )


def total(card: Scorecard, base: Floats, steps: Floats) -> Floats:
    """The nats of each merchant with a card's shapes, within the card's bounds on either side."""
    up, down = np.maximum(steps, 0).sum(axis=0), -np.minimum(steps, 0).sum(axis=0)
    both: Floats = base + np.minimum(up, card.raises) - np.minimum(down, card.lowers)
    return both


def see(bench: Bench, task: TrialTask, seed: int, camouflage: float) -> World:
    """Plant into contributions, run, and take what is learned from."""
    with bench.folder() as place:
        both = place / "contributions"
        planted = read_truth(plant(task.contributions, both, seed=seed, camouflage=camouflage))
        with bench.load(both) as ledger:
            bench.conclude(ledger)
            trial = lay_beside(ledger.engine, planted)
            return _world(bench.case.card, step_weights(ledger.engine, bench.case.card), trial)


def _world(card: Scorecard, steps: Floats, trial: Trial) -> World:
    score = np.clip(trial.score, NEVER, SURE)
    without_card = np.log(score / (1 - score)) - total(card, np.zeros(len(score)), steps)
    kept: npt.NDArray[np.bool_] = ~trial.reported
    return World(without_card[kept], steps[:, kept], trial.planted[kept], trial.group[kept], trial.typology[kept])
