"""What kind of innocent merchant each is, overheard while a world is made; the families' files stay as they are.

No truth file says why a twin is innocent. Its author's code knows: `counter` in a plan's story, `pier` and `quay` in
the name of a function, `harbour` in the place of a twin in its typology's list, finpath.synth in the key of a shop.
`jetty` alone names it.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from types import ModuleType
from unittest.mock import patch

import pandas as pd

from benchmarks import worlds
from finpath.synth import coalition as synthetic
from finpath.synth.identity import Papers
from finpath.synth.people import draw_people
from finpath.synth.register import enrol
from finpath.synth.world import World

Account = tuple[str, str]
Stories = Mapping[Account, str]

PAYERS, MERCHANTS, DAYS = 4000, 1200, 120
"""Of the synthetic background of benchmarks.worlds."""


def kept(folder: Path, cell: str) -> Stories:
    """The story of each innocent merchant of a cell that has one, listened to once."""
    path = folder / cell / "stories.csv"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        rows = [(*account, story) for account, story in sorted(listen(cell).items())]
        pd.DataFrame(rows, columns=["provider_id", "merchant_id", "story"]).to_csv(path, index=False)
    told = pd.read_csv(path, dtype=str)
    return {(row.provider_id, row.merchant_id): row.story for row in told.itertuples()}


def listen(cell: str) -> Stories:
    """Make a cell once more in memory, and listen."""
    family, background, seed = cell.split("-")
    if family not in worlds.FOREIGN:
        return _synthetic(int(seed)) if background == "synthetic" else {}
    package = import_module(f"benchmarks.families.{family}")
    if family == "jetty":
        return _name_twins(package, background, int(seed))
    own = background == "own"
    with LISTENERS[family]() as heard:
        ground = package.background(int(seed), worlds.PAYMENTS) if own else worlds._frames(background)  # noqa: SLF001
        _, truth = package.plant(ground, int(seed), 1)
    accounts = list(zip(truth["provider_id"], truth["merchant_id"], strict=True))
    if family in {"harbour", "counter"}:
        return {
            account: heard[group] for account, group in zip(accounts, truth["group"], strict=True) if group in heard
        }
    planted = {account for account, role in zip(accounts, truth["role"], strict=True) if role == "planted"}
    return {account: story for account, story in heard.items() if account not in planted}


def _name_twins(package: ModuleType, background: str, seed: int) -> Stories:
    """The story of each twin of a family that names it, as `TYPOLOGY/STORY`."""
    ground = package.background(seed, worlds.PAYMENTS) if background == "own" else worlds._frames(background)  # noqa: SLF001
    _, truth = package.plant(ground, seed, 1)
    twins = truth[truth["role"] == "twin"]
    accounts = zip(twins["provider_id"], twins["merchant_id"], strict=True)
    return dict(zip(accounts, twins["typology"].str.partition("/")[2], strict=True))


@contextmanager
def _harbour() -> Iterator[dict[str, str]]:
    """Stories by group: `TYPOLOGY N`, the N-th twin of the typology's list."""
    module = import_module("benchmarks.families.harbour.planting")
    cast, note = module._cast_roles, module._note  # noqa: SLF001 - the only places that know
    heard: dict[str, str] = {}
    likely: list[object] = []

    def listening(rng: object, planted: object, twins: list[object]) -> object:
        likely[:] = twins
        return cast(rng, planted, twins)

    def noting(draft: object, labels: tuple[str, str, str], answer: list[object]) -> object:
        if labels[2] == "twin":
            size = draft.recipe.accounts
            place = [replace(twin, accounts=size) for twin in likely].index(draft.recipe)
            heard[labels[0]] = f"{labels[1]} {place}"
        return note(draft, labels, answer)

    with patch.object(module, "_cast_roles", listening), patch.object(module, "_note", noting):
        yield heard


@contextmanager
def _counter() -> Iterator[dict[str, str]]:
    """Stories by group, as the plans have them."""
    founder = import_module("benchmarks.families.counter.groups").Founder
    found = founder.found
    heard: dict[str, str] = {}

    def listening(self: object, plan: object, group: str) -> object:
        if plan.role == "twin":
            heard[group] = plan.story
        return found(self, plan, group)

    with patch.object(founder, "found", listening):
        yield heard


@contextmanager
def _pier() -> Iterator[dict[Account, str]]:
    """Stories by account: the name of the function that made the twin's plan."""
    module = import_module("benchmarks.families.pier.planting")
    group = module.Planter._group  # noqa: SLF001 - the only place that knows
    heard: dict[Account, str] = {}
    last: list[str] = []

    def listening(self: object, plan: object, typology: str, role: str) -> object:
        made = group(self, plan, typology, role)
        if made is not None and role == "twin":
            heard.update({(row["provider_id"], row["merchant_id"]): last[-1] for row in made[2]})
        return made

    told = {name: tuple(_telling(story, last) for story in stories) for name, stories in module.TWINS.items()}
    with patch.object(module, "TWINS", told), patch.object(module.Planter, "_group", listening):
        yield heard


@contextmanager
def _quay() -> Iterator[dict[Account, str]]:
    """Stories by account: the name of the function that played the twin, in the background too."""
    typology = import_module("benchmarks.families.quay.catalogue").Typology
    twin = typology.twin
    heard: dict[Account, str] = {}
    last: list[str] = []

    def listening(self: object, stage: object, home: object, room: int, count: int) -> list[int]:
        turns, likes = (tuple(_telling(each, last) for each in many) for many in (self.turns, self.likes))
        made = twin(replace(self, turns=turns, likes=likes), stage, home, room, count)
        for account in made:
            held = stage.accounts[account]
            heard.update({(side.id, held.merchant_id): last[-1] for side in stage.homes[held.home].sides})
        return made

    with patch.object(typology, "twin", listening):
        yield heard


def _telling(story: Callable[..., object], last: list[str]) -> Callable[..., object]:
    @functools.wraps(story)
    def told(*given: object) -> object:
        last.append(story.__name__)
        return story(*given)

    return told


LISTENERS = {"harbour": _harbour, "counter": _counter, "pier": _pier, "quay": _quay}


def _synthetic(seed: int) -> Stories:
    """The kind of life of each shop of the synthetic background, and the typology of what is planted there."""
    world = World(seed, MERCHANTS, DAYS, draw_people(seed, PAYERS))
    whole, planted = synthetic._populate(world)  # noqa: SLF001 - the only place that knows
    register = enrol(world, Papers(seed), whole.shops)
    return {
        (shop.member, register.ids[number]): shop.key.partition("-")[0]
        for number, shop in enumerate(whole.shops)
        if number not in planted
    }
