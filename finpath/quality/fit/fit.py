"""From a user's own payments to a card that fits them, if it holds where it was not learned.

Structures are planted into the payments, several times; weights are learned around those of the card in force. The new
card is kept where it orders merchants no worse on typologies that it did not learn from, and on one more world, which
was run whole with both cards.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from finpath.config import RunConfig
from finpath.config.scorecard import Scorecard
from finpath.engine import Limits
from finpath.errors import NothingToDo
from finpath.notebook.progress import Progress
from finpath.quality.evaluation.bench import Bench, TrialTask
from finpath.quality.evaluation.measures import Floats, average_precision
from finpath.quality.fit.learn import learn, multiply
from finpath.quality.fit.world import World, see, total

CAMOUFLAGE = (0.25, 0.5, 0.75)
"""How well what is planted hides, one world after the other."""

FEWEST = 3
"""Groups that must have been planted of a typology, over all worlds, to ask what is found of it."""

SLACK = 0.02
"""Average precision that one typology may lose; the mean may lose nothing."""


@dataclass(frozen=True)
class FitPlan:
    """How much is planted.

    Args:
        worlds: To learn from; at least two, since a weight moves only as far as they agree.
        first_seed: Of the first; the others follow.
    """

    worlds: int = 4
    first_seed: int = 101


@dataclass(frozen=True)
class Trialled:
    """What both cards found where neither had been learned.

    Args:
        where: The typology that was left out, or the world that was kept back.
        before, after: The average precision with the card in force, and with the new one.
    """

    where: str
    before: float
    after: float


@dataclass(frozen=True)
class Fit:
    """What was learned.

    Args:
        before, after: The card in force, and the new one; nobody has approved it.
        typologies: What both found of each typology that was left out.
        kept_back: The same on one more world, run whole.
        worlds: How many were learned from.
        why_not: Why the new card is not to be used; empty where it is.
    """

    before: Scorecard
    after: Scorecard
    typologies: tuple[Trialled, ...]
    kept_back: Trialled
    worlds: int
    why_not: str


def fit(
    contributions: Path | str,
    *,
    plan: FitPlan | None = None,
    case: RunConfig | None = None,
    limits: Limits | None = None,
    progress: Progress = lambda _: None,
) -> Fit:
    """Learn a card's weights on contributions.

    Args:
        contributions: A folder with one folder per member.
        plan: How much is planted.
        case: As for a run; its card is the one in force.
        limits: As for a run.
        progress: Told what is being done.

    Raises:
        ConfigError: No such folder, no key.
        NothingToDo: No valid row, or nothing can be planted.
    """
    plan = plan or FitPlan()
    bench = Bench(case or RunConfig(), limits or Limits(), progress)
    task, card = TrialTask(Path(contributions), {}), bench.case.card
    if not card.shapes:
        raise NothingToDo("The card in force has no shape, so there is no weight to learn.")
    worlds = []
    for number in range(plan.worlds):
        progress(f"Planting and running world {number + 1} of {plan.worlds}")
        worlds.append(see(bench, task, plan.first_seed + number, CAMOUFLAGE[number % len(CAMOUFLAGE)]))
    after = multiply(card, learn(card, worlds))
    typologies = tuple(_left_out(card, worlds))
    progress("Running a world that was kept back, with both cards")
    kept_back = _kept_back(bench, task, after, plan)
    why_not = _why_not(card, after, typologies, kept_back)
    documented = _documented(card, after, (*typologies, kept_back), plan.worlds)
    return Fit(card, documented, typologies, kept_back, plan.worlds, why_not)


def _left_out(card: Scorecard, worlds: Sequence[World]) -> Sequence[Trialled]:
    """What is found of each typology when it was not learned from."""
    names = sorted({str(name) for world in worlds for name in world.typology[world.planted]})
    found = []
    for name in names:
        groups = sum(len(set(world.group[world.typology == name].tolist())) for world in worlds)
        if groups >= FEWEST:
            multipliers = learn(card, [world.without(name) for world in worlds])
            both = [
                np.nanmean([_precision(card, world.of(name), each) for world in worlds])
                for each in (np.ones(len(card.shapes)), multipliers)
            ]
            found.append(Trialled(name, round(float(both[0]), 4), round(float(both[1]), 4)))
    return found


def _precision(card: Scorecard, world: World, multipliers: Floats) -> float:
    nats = total(card, world.base, multipliers[:, None] * world.steps)
    order = np.argsort(-np.round(nats, 6), kind="stable")
    return average_precision(world.planted[order], np.ones(len(order)))


def _kept_back(bench: Bench, task: TrialTask, after: Scorecard, plan: FitPlan) -> Trialled:
    """One more world, run whole with each card."""
    seed = plan.first_seed + plan.worlds
    both = []
    for card in (bench.case.card, after):
        own = replace(bench, case=replace(bench.case, scorecard=card))
        world = see(own, task, seed, CAMOUFLAGE[seed % len(CAMOUFLAGE)])
        both.append(round(_precision(card, world, np.ones(len(card.shapes))), 4))
    return Trialled("a world that was kept back", *both)


def _why_not(card: Scorecard, after: Scorecard, typologies: Sequence[Trialled], kept_back: Trialled) -> str:
    if after.shapes == card.shapes:
        return "The worlds do not agree on any weight: the card in force stays as it is."
    worst = min(typologies, key=lambda each: each.after - each.before, default=kept_back)
    if worst.after < worst.before - SLACK:
        return f"It finds less of {worst.where}, where that was not learned from: {worst.before} to {worst.after}."
    mean = sum(each.after - each.before for each in typologies)
    if mean < 0 or kept_back.after < kept_back.before:
        return "It orders merchants no better where it was not learned."
    return ""


def _documented(card: Scorecard, after: Scorecard, found: Sequence[Trialled], worlds: int) -> Scorecard:
    """The new card, with what it says of itself, and that nobody has approved it."""
    told = "; ".join(f"{each.where} {each.before} to {each.after}" for each in found)
    own = {
        "data": f"{card.name}, fitted by finpath fit to payments of one's own: {worlds} times planted into them.",
        "stability": f"Average precision where it was not learned, before and after: {told}.",
        "challenger": f"{card.name}, by finpath rules backtest",
        "approved_by": "",
    }
    documents = {**card.documents, **own}
    return replace(after, name=f"{card.name}, fitted", documents=documents, approved_on=None, expires_on=None)
