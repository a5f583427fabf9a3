"""The six kinds of structure, each put on one stage, or on two.

What is public about them: few distributors stand behind many short-lived sites, payments are small and repeated, payers
are unrelated and many of them abroad, a few regulars make half of the payments, and payers follow to the next site.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from finpath.synth.second.market import DAY, Window
from finpath.synth.second.site import Site, Temper
from finpath.synth.second.stage import Member, Stage


@dataclass(frozen=True)
class Plan:
    """One group before it is put on.

    Args:
        merchants: How many accounts.
        payers: How many payers.
        strength: From 0.3, hard to find, to 1, plain.
        fresh: Share of the payers whom nobody has seen before.
        levels: Prices, as levels of what is paid around.
    """

    merchants: int
    payers: int
    strength: float
    fresh: float
    levels: tuple[float, ...]


SIZES = {
    "distributor": (4, 25),
    "hidden": (3, 14),
    "camouflage": (3, 10),
    "laundering": (2, 5),
    "receivers": (3, 12),
    "reopened": (2, 4),
}


def draw(kind: str, most: int, rng: np.random.Generator) -> Plan:
    """Draw the size and temper of a group of a kind, of at most `most` merchants."""
    low, high = SIZES[kind]
    merchants = int(np.clip(round(low + (high - low) * rng.beta(1, 2)), low, max(low, most)))
    payers = int(np.clip(merchants * rng.lognormal(np.log(12), 0.6), 15, 400))
    base = float(rng.uniform(0.25, 0.75))
    tiers = sorted(min(0.95, base * factor) for factor in (1, *rng.uniform(1.05, 1.5, int(rng.integers(0, 4)))))
    return Plan(merchants, payers, float(0.3 + 0.7 * rng.beta(2, 1.5)), float(rng.uniform(0.1, 0.6)), tuple(tiers))


def temper(plan: Plan, stage: Stage) -> Temper:
    """How payers of a plain group behave: fixed prices, evenings, regulars, from site to site.

    Where hardly any amount comes twice, most groups let their prices stray as well.
    """
    rng, strong = stage.rng, plan.strength
    exact = rng.random() < np.clip(3 * stage.market.repeats, 0.2, 0.8)
    return Temper(
        fixed=0.4 + 0.6 * strong,
        wobble=0.0 if exact else float(rng.uniform(0.005, 0.05)),
        late=float(rng.choice([0.0, rng.uniform(0.1, 0.9)], p=[0.35, 0.65])) * strong,
        loyal=float(rng.uniform(0.15, 0.3)) + 0.25 * strong,
        heavy=float(rng.uniform(0.3, 1.0)),
        refunds=float(rng.choice([0.0, 0.01, 0.06])),
        refusals=float(rng.uniform(0.0, 0.08)),
    )


def distributor(stages: Sequence[Stage], plan: Plan) -> list[Member]:
    """One controller behind many short-lived sites, who uses some identifiers for most of them."""
    return _sites(stages[:1], plan, share=0.3 + 0.5 * plan.strength, kept=0.6 + 0.35 * plan.strength)


def hidden(stages: Sequence[Stage], plan: Plan) -> list[Member]:
    """The same, but no two sites share any identifier, and they may be at two providers."""
    return _sites(stages, plan, share=0.0, kept=0.0)


def _sites(stages: Sequence[Stage], plan: Plan, share: float, kept: float) -> list[Member]:
    rng = stages[0].rng
    season = stages[0].season(0.3, 0.9)
    controller = stages[0].register.controller(share, least=1) if share else {}
    manner, short = temper(plan, stages[0]), float(rng.uniform(0.6, 1.0))
    members: list[Member] = []
    for stage, count in zip(stages, _split(plan.merchants, len(stages)), strict=True):
        lives = stage.lives(count, short, season)
        shared = [{name: text for name, text in controller.items() if rng.random() < kept} for _ in lives]
        sites = [stage.open(life, plan.levels, known) for life, known in zip(lives, shared, strict=True)]
        if share and rng.random() < plan.strength:
            _related_descriptors(stage, sites)
        payers = stage.crowd(plan.payers * count // plan.merchants, season, plan.fresh, plan.strength)
        stage.sell(payers, sites, manner)
        members += [stage.member(site.code) for site in sites]
    return members


def _split(count: int, parts: int) -> list[int]:
    return [count // parts + (place < count % parts) for place in range(parts)]


def _related_descriptors(stage: Stage, sites: Sequence[Site]) -> None:
    # "Different enough so that nobody connects the dots, similar enough" for who paid.
    texts = [stage.market.draft.own.get(site.code, {}) for site in sites]
    base = texts[0].get("descriptor", "")
    for number, text in enumerate(texts):
        if base and stage.rng.random() < 0.7:
            place = int(stage.rng.integers(len(base) // 2, len(base) + 1))
            text["descriptor"] = f"{base[:place]}{number + 1}{base[place + 1 :]}"


def camouflage(stages: Sequence[Stage], plan: Plan) -> list[Member]:
    """Sites that ask what their like ask, at their hours, live longer, and also sell to ordinary people."""
    stage, rng = stages[0], stages[0].rng
    season = stage.season(0.5, 1.0)
    controller = stage.register.controller(0.3) if rng.random() < 0.5 else {}
    lives = stage.lives(plan.merchants, 0.3, season)
    sites = [stage.open(life, plan.levels, controller if rng.random() < 0.5 else {}) for life in lives]
    manner = temper(plan, stage)
    manner = replace(manner, fixed=manner.fixed * 0.3, late=manner.late * 0.2, loyal=min(0.7, manner.loyal + 0.1))
    stage.sell(stage.crowd(plan.payers, season, plan.fresh), sites, manner)
    ordinary = int(plan.payers * rng.uniform(0.3, 1.0))
    for site in sites:
        around = stage.market.neighbours(ordinary // len(sites) + 1, site.life)
        stage.sell(around, [site], Temper(heavy=0.2))
    return [stage.member(site.code) for site in sites]


def laundering(stages: Sequence[Stage], plan: Plan) -> list[Member]:
    """A stream of unrelated payers at fixed prices inside shops that are honest otherwise."""
    stage, rng = stages[0], stages[0].rng
    season = stage.season(0.3, 0.9)
    manner = temper(plan, stage)
    hosts = [int(code) for code in stage.hosts(plan.merchants)]
    sites = [_stream(stage, host, season, plan.levels) for host in hosts]
    sold = sum(len(stage.market.book.by_merchant.rows(host)) for host in hosts) * float(rng.uniform(0.15, 0.45))
    count = int(np.clip(sold / (1.5 + 2 * manner.heavy), 15, plan.payers))
    stage.sell(
        stage.crowd(count, season, plan.fresh, plan.strength),
        sites,
        replace(manner, fixed=max(0.7, manner.fixed), loyal=min(0.8, manner.loyal + 0.2)),
    )
    return [stage.member(host) for host in hosts]


def _stream(stage: Stage, host: int, season: Window, levels: Sequence[float]) -> Site:
    rows = stage.market.book.by_merchant.rows(host)
    return Site(host, host, rows, stage.prices(host, levels), season)


def receivers(stages: Sequence[Stage], plan: Plan) -> list[Member]:
    """Several receivers fed by the same unrelated senders, with sums that are small, repeated and slowly rising."""
    stage, rng = stages[0], stages[0].rng
    season = stage.season(0.3, 0.9)
    family = stage.register.controller(0.4) if rng.random() < 0.5 else {}
    lives = stage.lives(plan.merchants, 0.4, season)
    levels = tuple(level * 0.8 for level in plan.levels)
    sites = [stage.open(life, levels, family if rng.random() < 0.6 else {}, payee=True) for life in lives]
    sites = [replace(site, rows=stage.market.corridor(site.rows, plan.strength)) for site in sites]
    manner = temper(plan, stage)
    manner = replace(
        manner, fixed=0.3 + 0.5 * plan.strength, growth=1.25, heavy=1.0, loyal=min(0.6, manner.loyal + 0.1)
    )
    stage.sell(stage.crowd(plan.payers, season, plan.fresh, plan.strength), sites, manner)
    return [stage.member(site.code) for site in sites]


def reopened(stages: Sequence[Stage], plan: Plan) -> list[Member]:
    """A merchant closes; within days its payers are at another one, and from there perhaps at a third."""
    stage, rng = stages[0], stages[0].rng
    season = stage.season(0.4, 1.0)
    cuts = np.cumsum(rng.dirichlet(np.full(plan.merchants, 4.0))) * season.days
    starts = [0.0, *(float(cut + rng.uniform(0, 12)) for cut in cuts[:-1])]
    lives = [season.part(start, max(2.0, float(cut) - start)) for start, cut in zip(starts, cuts, strict=True)]
    kept = stage.register.controller(0.3) if rng.random() < 0.6 * plan.strength + 0.2 else {}
    sites = [stage.open(life, plan.levels, kept if rng.random() < 0.8 else {}) for life in lives]
    manner = replace(
        temper(plan, stage), first=True, loyal=0.35 + 0.45 * plan.strength, fade=float(rng.choice([0, 6, 20]))
    )
    payers = stage.crowd(plan.payers, season, plan.fresh, plan.strength)
    stage.sell(payers, sites, manner)
    for site in sites[1:]:  # whom only the successor wins
        late = Window(site.life.opens + 3 * DAY, site.life.closes + 4 * DAY)
        stage.sell(stage.crowd(plan.payers // 8, late, plan.fresh), [site], manner)
    return [stage.member(site.code) for site in sites]


KINDS: dict[str, Callable[[Sequence[Stage], Plan], list[Member]]] = {
    "distributor": distributor,
    "hidden": hidden,
    "camouflage": camouflage,
    "laundering": laundering,
    "receivers": receivers,
    "reopened": reopened,
}
