"""Structures that look alike and are innocent: whoever flags them raises a false alarm."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from finpath.synth.second.market import DAY, Window
from finpath.synth.second.newcomers import newcomers
from finpath.synth.second.site import Temper
from finpath.synth.second.stage import Member, Stage

COMPANY = ("settlement_account", "principal", "email", "phone")


def publisher(stage: Stage) -> list[Member]:
    """One company with several titles at fixed monthly prices, whose readers take more than one."""
    rng, span = stage.rng, stage.season(0.6, 1.0)
    company = _company(stage)
    count = int(rng.integers(3, 9))
    level = float(rng.uniform(0.2, 0.7))
    sites = [stage.open(span, (level, level * 1.2), company) for _ in range(count)]
    readers = stage.crowd(count * int(rng.integers(8, 20)), span, 0.2)
    habit = Temper(fixed=0.97, loyal=float(rng.uniform(0.1, 0.4)), heavy=0.0, monthly=bool(rng.random() < 0.7))
    stage.sell(readers, sites, habit)
    return [stage.member(site.code) for site in sites]


def chain(stage: Stage) -> list[Member]:
    """Shops of one company in several places, each with payers from around it."""
    rng, span = stage.rng, stage.market.span
    company = _company(stage)
    sites = [stage.open(span, (float(rng.uniform(0.3, 0.7)),), company) for _ in range(int(rng.integers(3, 9)))]
    for site in sites:
        stage.sell(stage.market.neighbours(int(rng.integers(10, 50)), span), [site], Temper(heavy=1.0, refunds=0.02))
    return [stage.member(site.code) for site in sites]


def mover(stage: Stage) -> list[Member]:
    """A shop that closes and opens again elsewhere, with its regulars and under its owner's name."""
    rng, season = stage.rng, stage.season(0.6, 1.0)
    half = season.days * float(rng.uniform(0.35, 0.65))
    owner = _company(stage)
    sites = [
        stage.open(life, (0.5,), owner if rng.random() < 0.8 else {})
        for life in (season.part(0, half), season.part(half + float(rng.uniform(2, 25)), season.days))
    ]
    regulars = stage.market.neighbours(int(rng.integers(20, 80)), season)
    stage.sell(regulars, sites, Temper(loyal=float(rng.uniform(0.3, 0.8)), heavy=1.0, first=True))
    return [stage.member(site.code) for site in sites]


def neighbours(stage: Stage) -> list[Member]:
    """Shops in one street: they share most of their payers, and nothing else."""
    rng, span = stage.rng, stage.market.span
    sites = [stage.open(span, (float(rng.uniform(0.2, 0.8)),), {}) for _ in range(int(rng.integers(3, 8)))]
    people = stage.market.neighbours(int(rng.integers(20, 80)), span)
    stage.sell(people, sites, Temper(loyal=float(rng.uniform(0.4, 0.8)), heavy=0.8))
    return [stage.member(site.code) for site in sites]


def family_remittance(stage: Stage) -> list[Member]:
    """Relatives who are paid every month by one to three people, who are each other's family too."""
    rng, season = stage.rng, stage.season(0.5, 1.0)
    address = {
        name: text for name, text in stage.register.controller(1.0).items() if name in {"postal_address", "phone"}
    }
    sites = [
        stage.open(season, (float(rng.uniform(0.5, 0.9)),), address if rng.random() < 0.5 else {}, payee=True)
        for _ in range(int(rng.integers(1, 5)))
    ]
    senders = [
        *stage.market.neighbours(int(rng.integers(1, 4)), season),
        *newcomers(stage.market, int(rng.integers(0, 2)), season),
    ]
    habit = Temper(fixed=float(rng.uniform(0.4, 0.9)), loyal=0.8, heavy=0.3, growth=1.05, monthly=True)
    stage.sell(senders, sites, habit)
    return [stage.member(site.code) for site in sites]


def festival(stage: Stage) -> list[Member]:
    """Stalls that live for a few days, with a crowd from everywhere that pays small sums into the night."""
    rng, span = stage.rng, stage.market.span
    days = float(rng.uniform(2, 5))
    weekend = span.part(float(rng.uniform(0, max(0.0, span.days - days))), days)
    organiser = _company(stage) if rng.random() < 0.6 else {}
    level = float(rng.uniform(0.1, 0.35))
    sites = [stage.open(weekend, (level, level * 1.3), organiser) for _ in range(int(rng.integers(4, 15)))]
    around = Window(weekend.opens - 10 * DAY, weekend.closes + 10 * DAY)
    crowd = stage.crowd(int(rng.integers(40, 250)), around, 0.2)
    stage.sell(crowd, sites, Temper(fixed=0.7, late=0.4, loyal=0.3, heavy=0.5, refusals=0.03))
    return [stage.member(site.code) for site in sites]


def web_shops(stage: Stage) -> list[Member]:
    """Shops on the web, each for itself: payers from everywhere, fixed prices, evenings, some soon given up."""
    rng = stage.rng
    members: list[Member] = []
    for _ in range(int(rng.integers(2, 7))):
        season = stage.season(0.1, 1.0)
        levels = tuple(np.sort(rng.uniform(0.2, 0.8, int(rng.integers(1, 5)))).tolist())
        site = stage.open(season, levels, {})
        habit = Temper(
            fixed=float(rng.uniform(0.3, 1.0)),
            late=float(rng.uniform(0.1, 0.6)),
            heavy=float(rng.uniform(0.1, 0.8)),
            refunds=0.04,
            refusals=0.03,
            fade=float(rng.choice([0, 25])),
        )
        stage.sell(stage.crowd(int(rng.integers(10, 100)), season, 0.3, float(rng.uniform(0, 0.7))), [site], habit)
        members.append(stage.member(site.code))
    return members


def pop_up(stage: Stage) -> list[Member]:
    """Shops of a season that open and close, each with whoever lives around it."""
    rng = stage.rng
    members: list[Member] = []
    for _ in range(int(rng.integers(3, 9))):
        season = stage.season(0.05, 0.4)
        life = season.part(0, float(rng.uniform(0.2, 1.0)) * season.days)
        site = stage.open(life, (float(rng.uniform(0.2, 0.8)),), {})
        habit = Temper(fixed=float(rng.choice([0, 0, 0.5])), late=float(rng.choice([0, 0.2])), heavy=0.6)
        stage.sell(stage.market.neighbours(int(rng.integers(8, 60)), life), [site], habit)
        members.append(stage.member(site.code))
    return members


def _company(stage: Stage) -> dict[str, str]:
    return {name: text for name, text in stage.register.controller(0.8, least=1).items() if name in COMPANY}


INNOCENT: dict[str, Callable[[Stage], list[Member]]] = {
    "publisher": publisher,
    "chain": chain,
    "mover": mover,
    "neighbours": neighbours,
    "family_remittance": family_remittance,
    "festival": festival,
    "web_shops": web_shops,
    "pop_up": pop_up,
}
