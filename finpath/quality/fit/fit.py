"""From a user's own payments to a card that fits them, if it holds where it was not learned.

Structures are planted into the payments, several times, by planters of several authors; weights are learned around
those of the card in force. The new card is kept where it orders merchants no worse on typologies and on families of
worlds that it did not learn from, and on one more world of each family, which is run whole with both cards.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from finpath.config import RunConfig
from finpath.config.scorecard import Scorecard
from finpath.engine import Limits
from finpath.errors import NothingToDo
from finpath.ingest.paths import member_folders
from finpath.notebook.progress import Progress
from finpath.quality.evaluation.bench import Bench
from finpath.quality.fit.held_out import Trialled, leave_out_families, leave_out_typologies, precision
from finpath.quality.fit.learn import learn, multiply
from finpath.quality.fit.verdict import why_not
from finpath.quality.fit.world import Sown, World, see
from finpath.synth.planter import Planter, planters

CAMOUFLAGE = (0.25, 0.5, 0.75)
"""How well what is planted hides, one world of a family after the other."""


@dataclass(frozen=True)
class FitPlan:
    """How much is planted, and by whom.

    Args:
        worlds: To learn from, of each family; at least two, since a weight moves only as far as they agree.
        first_seed: Of the first of each family; the others follow.
        planters: The families; every one of the package when None.
    """

    worlds: int = 2
    first_seed: int = 101
    planters: tuple[Planter, ...] | None = None

    @property
    def families(self) -> tuple[Planter, ...]:
        """Those that plant."""
        return planters() if self.planters is None else self.planters

    def sow(self, planter: Planter, number: int) -> Sown:
        """How the world of a number is planted; the one after all that are learned from is kept back."""
        return Sown(planter, self.first_seed + number, CAMOUFLAGE[number % len(CAMOUFLAGE)])


@dataclass(frozen=True)
class Fit:
    """What was learned.

    Args:
        before, after: The card in force, and the new one; nobody has approved it.
        typologies: What both found of each typology that was left out.
        families: The same of each family of worlds that was left out; none where only one could plant.
        kept_back: The same on one more world of each family, run whole.
        worlds: How many of each family were learned from, by its name.
        barren: Families that could not plant here, each with the reason.
        why_not: Why the new card is not to be used; empty where it is.
    """

    before: Scorecard
    after: Scorecard
    typologies: tuple[Trialled, ...]
    families: tuple[Trialled, ...]
    kept_back: tuple[Trialled, ...]
    worlds: dict[str, int]
    barren: dict[str, str]
    why_not: str

    @property
    def trials(self) -> tuple[Trialled, ...]:
        """Whatever both were asked where neither had been learned."""
        return (*self.typologies, *self.families, *self.kept_back)


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
        plan: How much is planted, and by whom.
        case: As for a run; its card is the one in force. A calibration is left aside: it holds for one card.
        limits: As for a run.
        progress: Told what is being done.

    Raises:
        ConfigError: No such folder, no key.
        NothingToDo: The card has no shape, no family can plant here, or not even a valid row is there.
    """
    member_folders(Path(contributions))
    case = replace(case or RunConfig(), calibration=None)
    if not case.card.shapes:
        raise NothingToDo("The card in force has no shape, so there is no weight to learn.")
    return _Fitting(Path(contributions), plan or FitPlan(), Bench(case, limits or Limits(), progress)).learn()


@dataclass
class _Fitting:
    """The work on one folder of contributions.

    Args:
        barren: Families that turned out to have nothing to plant among, and why.
    """

    contributions: Path
    plan: FitPlan
    bench: Bench
    barren: dict[str, str] = field(default_factory=dict)

    def learn(self) -> Fit:
        """Plant, learn, and ask both cards where neither was learned.

        Raises:
            NothingToDo: No family can plant here.
        """
        card, worlds = self.bench.case.card, self._worlds()
        after, learned = multiply(card, learn(card, worlds)), Counter(world.family for world in worlds)
        kept_back = tuple(self._keep_back(after, learned)) if after.shapes != card.shapes else ()
        typologies, families = tuple(leave_out_typologies(card, worlds)), tuple(leave_out_families(card, worlds))
        unheld = [f"The family {name} could plant no world to keep back." for name in learned if name in self.barren]
        why = "".join(unheld[:1]) or why_not((card, after), typologies, families, kept_back)
        return _document(Fit(card, after, typologies, families, kept_back, dict(learned), self.barren, why))

    def _worlds(self) -> list[World]:
        """Those to learn from, the families in turn; a family that cannot plant one of them has none."""
        turns = [self.plan.sow(planter, number) for number in range(self.plan.worlds) for planter in self.plan.families]
        worlds: list[World] = []
        for turn, sown in enumerate(turns, start=1):
            if sown.family not in self.barren:
                self.bench.progress(f"Planting and running world {turn} of {len(turns)}, of the family {sown.family}")
                worlds += self._see(sown, (self.bench.case.card,))
        worlds = [world for world in worlds if world.family not in self.barren]
        if not worlds:
            told = " ".join(f"{name}: {why}" for name, why in self.barren.items())
            raise NothingToDo(f"No family of structures can be planted into these payments. {told}")
        return worlds

    def _keep_back(self, after: Scorecard, learned: Container[str]) -> Iterator[Trialled]:
        """One more world of each family that was learned from, run whole with each card."""
        cards = (self.bench.case.card, after)
        for planter in (each for each in self.plan.families if each.name in learned):
            self.bench.progress(f"Running a world of the family {planter.name} that was kept back, with both cards")
            both = self._see(self.plan.sow(planter, self.plan.worlds), cards)
            if both:
                found = (round(precision(card, world), 4) for card, world in zip(cards, both, strict=True))
                yield Trialled(f"a world of the family {planter.name} that was kept back", *found)

    def _see(self, sown: Sown, cards: Sequence[Scorecard]) -> tuple[World, ...]:
        """What is learned from, with each card; nothing where the family turns out to be barren."""
        try:
            return see(self.bench, self.contributions, sown, cards)
        except NothingToDo as reason:
            self.barren[sown.family] = str(reason)
            return ()


def _document(found: Fit) -> Fit:
    """The same, its new card with what it says of itself, and that nobody has approved it."""
    card = found.before
    planted = ", ".join(f"{count} worlds of the family {name}" for name, count in found.worlds.items())
    told = "; ".join(f"{each.where} {each.before} to {each.after}" for each in found.trials)
    alone = "" if found.families else " One family alone planted, so none was left out."
    own = {
        "data": f"{card.name}, fitted by finpath fit to payments of one's own: {planted}.",
        "stability": f"Average precision where it was not learned, before and after: {told}.{alone}",
        "challenger": f"{card.name}, by finpath rules backtest",
        "approved_by": "",
    }
    documents = {**card.documents, **own}
    after = replace(found.after, name=f"{card.name}, fitted", documents=documents, approved_on=None, expires_on=None)
    return replace(found, after=after)
