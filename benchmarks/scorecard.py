"""Chooses a scorecard by what no family of worlds contradicts, and measures one.

    python -m benchmarks.worlds WORK harbour-own-1 counter-own-1 first-fdh-1 second-birmingham-1 …
    python -m benchmarks.scorecard WORK choose            # of all that WORK has seen, but for pier
    python -m benchmarks.scorecard WORK choose --without harbour
    python -m benchmarks.scorecard WORK measure           # of finpath's own card, as the run used it

One step is added at a time: the one that raises most the mean over families of the average precision, plus the gain of
the family that gains least; none that lowers any family by more than SLACK.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from finpath.config.scorecard import TRAITS
from finpath.scoring.evidence import ADDITIVE

Floats = npt.NDArray[np.float64]

SEALED = frozenset({"pier", "jetty"})
SLACK, LEAST = 0.004, 0.003
STEPS = (0.5, 1.0)
ROUNDS, EACH = 16, 3
SPOKEN = 0.7
"""Nats from which every merchant counts for itself."""

CROWD = 800
"""Merchants that nothing speaks of: so many of each world stand for all."""

BOUNDS: Mapping[str, tuple[float, ...]] = {
    "share": (0.1, 0.3, 0.5, 0.7, 0.9),
    "count": (1.5, 2, 4, 10),
    "times": (1.5, 3, 6),
    "days": (20, 40, 90, 180),
    "powers of ten": (9, 18),
}


@dataclass(frozen=True)
class World:
    """What is known of one world.

    Args:
        family: Whose it is.
        planted: Of each merchant.
        base: Nats of the rules alone.
        stands_for: How many merchants each stands for.
        traits: By name, and `compared`.
    """

    family: str
    planted: npt.NDArray[np.bool_]
    base: Floats
    stands_for: Floats
    traits: pd.DataFrame


@dataclass
class Choice:
    """Steps chosen so far: trait, bound, side, nats."""

    steps: list[tuple[str, float, int, float]] = field(default_factory=list)


def read(work: Path, without: str | None = None) -> dict[str, World]:
    """Read what benchmarks.worlds has seen."""
    worlds = {}
    for path in sorted((work / "seen").glob("*.parquet")):
        family = path.stem.split("-")[0]
        if family not in SEALED | {"untouched", without}:
            worlds[path.stem] = _world(family, pd.read_parquet(path))
    return worlds


def _world(family: str, seen: pd.DataFrame) -> World:
    base = _rules(seen)
    told = seen["role"].isin(["planted", "twin"]).to_numpy() | (base > SPOKEN)
    rest = np.flatnonzero(~told)
    some = np.random.default_rng(0).permutation(rest)[:CROWD]
    stands_for = np.ones(len(seen))
    stands_for[some] = max(1.0, len(rest) / max(1, len(some)))
    kept = np.sort(np.concatenate([np.flatnonzero(told), some]))
    planted = (seen["role"] == "planted").to_numpy()
    return World(family, planted[kept], base[kept], stands_for[kept], seen.iloc[kept])


def _rules(seen: pd.DataFrame) -> Floats:
    families = [name for name in seen if name.startswith("nats ") and name.removeprefix("nats ") not in ADDITIVE]
    return np.asarray(seen[families].drop(columns="nats report").sum(axis=1), np.float64)


def precision(planted: npt.NDArray[np.bool_], score: Floats, stands_for: Floats) -> float:
    """Average precision, each merchant counted as often as it stands for others."""
    order = np.argsort(-score, kind="stable")
    hit, every = planted[order], np.cumsum(stands_for[order])
    return float((np.cumsum(hit)[hit] / every[hit]).sum() / max(1, hit.sum()))


def by_family(worlds: Mapping[str, World], scores: Mapping[str, Floats]) -> dict[str, float]:
    """The mean of each family's worlds."""
    told: dict[str, list[float]] = defaultdict(list)
    for name, world in worlds.items():
        told[world.family].append(precision(world.planted, scores[name], world.stands_for))
    return {family: float(np.mean(each)) for family, each in told.items()}


def candidates(worlds: Mapping[str, World]) -> Iterator[tuple[tuple[str, float, int, float], dict[str, Floats]]]:
    """Every step: what raises speaks of merchants that share payers alone; a known direction is kept."""
    for trait in TRAITS:
        for bound in BOUNDS[trait.unit]:
            for side in (1, -1):
                for nats in (*STEPS, *(-step for step in STEPS)):
                    if nats * side * trait.direction < 0:
                        continue
                    yield (
                        (trait.name, bound, side, nats),
                        {
                            name: nats * _mask(world, trait.name, bound, side, raises=nats > 0)
                            for name, world in worlds.items()
                        },
                    )


def _mask(world: World, trait: str, bound: float, side: int, *, raises: bool) -> npt.NDArray[np.bool_]:
    values = world.traits[trait].to_numpy()
    mask = (values >= bound) if side > 0 else (values < bound)
    return mask & (world.traits["compared"].to_numpy() >= 1) if raises else mask


def choose(worlds: Mapping[str, World]) -> Choice:
    """Add steps until none helps all."""
    choice, scores = Choice(), {name: world.base.copy() for name, world in worlds.items()}
    steps, now = dict(candidates(worlds)), by_family(worlds, scores)
    for _ in range(ROUNDS):
        best = None
        for step, nats in steps.items():
            if sum(each[0] == step[0] for each in choice.steps) >= EACH:
                continue
            then = by_family(worlds, {name: scores[name] + nats[name] for name in worlds})
            gains = np.array([then[family] - now[family] for family in now])
            worth = gains.mean() + gains.min()
            if gains.min() >= -SLACK and worth > LEAST and (best is None or worth > best[0]):
                best = worth, step, then
        if best is None:
            break
        _, step, now = best
        scores = {name: scores[name] + steps[step][name] for name in worlds}
        choice.steps.append(step)
        _say(step, now)
    return choice


def _say(step: tuple[str, float, int, float], now: Mapping[str, float]) -> None:
    trait, bound, side, nats = step
    told = "  ".join(f"{family} {value:.3f}" for family, value in sorted(now.items()))
    sys.stdout.write(f"{trait} {'from' if side > 0 else 'below'} {bound:g}: {nats:+.1f}    {told}\n")
    sys.stdout.flush()


def measure(work: Path) -> None:
    """Print what the rules alone and the card in force reach on each world, and who is named for nothing."""
    for path in sorted((work / "seen").glob("*.parquet")):
        seen = pd.read_parquet(path)
        planted = (seen["role"] == "planted").to_numpy()
        named = {tier: seen["tier"].isin(tiers).to_numpy() for tier, tiers in NAMED.items()}
        counts = "  ".join(
            f"{tier} {int((each & planted).sum())}/{int((each & ~planted).sum())}" for tier, each in named.items()
        )
        if planted.any():
            one = np.ones(len(seen))
            alone = precision(planted, _rules(seen), one)
            card = precision(planted, -seen["rank"].to_numpy().astype(np.float64), one)
            counts = f"rules {alone:.3f}  card {card:.3f}  {counts}"
        sys.stdout.write(f"{path.stem:24} {counts}\n")


NAMED = {"refer": ("refer",), "review": ("refer", "review")}
"""Planted and innocent merchants at `refer`, and at `refer` or `review`."""


def main() -> None:
    """Choose, or measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("work", type=Path)
    parser.add_argument("what", choices=("choose", "measure"))
    parser.add_argument("--without", help="A family to leave out.")
    asked = parser.parse_args()
    if asked.what == "choose":
        choose(read(asked.work, asked.without))
    else:
        measure(asked.work)


if __name__ == "__main__":
    main()
