"""What is learned from: every merchant of a planted world, with what its card's shapes weigh and what it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from finpath.config.scorecard import Scorecard
from finpath.errors import NothingToDo
from finpath.quality.evaluation.bench import Bench
from finpath.quality.evaluation.measures import Bools, Floats
from finpath.quality.evaluation.trial import Names, Trial, lay_beside
from finpath.quality.evaluation.truth import read_truth
from finpath.scoring.character import step_weights
from finpath.synth.planter import Planter

NEVER, SURE = 1e-9, 1 - 1e-9


@dataclass(frozen=True)
class Sown:
    """How one world is planted: by whom, by which seed, and how well what is planted hides."""

    planter: Planter
    seed: int
    camouflage: float

    @property
    def family(self) -> str:
        """The planter's name."""
        return self.planter.name


@dataclass(frozen=True)
class World:
    """Merchants that nobody reported; finding the others is no merit.

    Args:
        base: What all but the card says of each, in nats, the prior among it.
        steps: What each shape of the card weighs of each, before the card's bounds: shapes by merchants.
        planted: Whether it was planted.
        group, typology: Of what was planted; empty otherwise.
        family: Of the planter.
    """

    base: Floats
    steps: Floats
    planted: Bools
    group: Names
    typology: Names
    family: str = ""

    def without(self, typology: str) -> World:
        """The same without what was planted of one typology."""
        return self._where(self.typology != typology)

    def of(self, typology: str) -> World:
        """What was planted of one typology, among those of whom nothing was."""
        return self._where((self.typology == typology) | ~self.planted)

    def _where(self, chosen: Bools) -> World:
        return replace(
            self,
            base=self.base[chosen],
            steps=self.steps[:, chosen],
            planted=self.planted[chosen],
            group=self.group[chosen],
            typology=self.typology[chosen],
        )


def total(card: Scorecard, base: Floats, steps: Floats) -> Floats:
    """The nats of each merchant with a card's shapes, within the card's bounds on either side."""
    up, down = np.maximum(steps, 0).sum(axis=0), -np.minimum(steps, 0).sum(axis=0)
    both: Floats = base + np.minimum(up, card.raises) - np.minimum(down, card.lowers)
    return both


def see(bench: Bench, contributions: Path, sown: Sown, cards: Sequence[Scorecard]) -> tuple[World, ...]:
    """Plant into contributions, read them once, and take what is learned from with each card in force.

    Raises:
        NothingToDo: Nothing could be planted, or nothing of it is to be seen.
    """
    with bench.folder() as place:
        both = place / "contributions"
        planted = read_truth(sown.planter.plant(contributions, both, seed=sown.seed, camouflage=sown.camouflage))
        with bench.load(both) as ledger:
            payments, worlds = None, list[World]()
            for card in cards:
                payments = bench.weighing(card).conclude(ledger, payments).payments
                trial = lay_beside(ledger.engine, planted)
                worlds.append(_world(sown.family, card, step_weights(ledger.engine, card), trial))
    if not worlds[0].planted.any():
        raise NothingToDo("nobody whom it planted, and nobody reported, is among the payments.")
    return tuple(worlds)


def _world(family: str, card: Scorecard, steps: Floats, trial: Trial) -> World:
    score = np.clip(trial.score, NEVER, SURE)
    without_card = np.log(score / (1 - score)) - total(card, np.zeros(len(score)), steps)
    kept: npt.NDArray[np.bool_] = ~trial.reported
    return World(
        without_card[kept], steps[:, kept], trial.planted[kept], trial.group[kept], trial.typology[kept], family
    )
