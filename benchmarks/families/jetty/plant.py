"""Rows to add to a coalition: planted groups and their innocent twins, with the answer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from .accounts import deck
from .combine import in_order
from .group import Group, make_group
from .mirror import Link, links, reflect
from .model import ANSWER_COLUMNS, MERCHANT_COLUMNS, TRANSACTION_COLUMNS, Coalition, frame
from .plans import CATALOGUE, Plan, Typology, vary
from .view import View, look_at

SHARE = 0.08
LEAST = 70


@dataclass(frozen=True)
class Work:
    """The members as seen, what they have in common, and honest accounts to resemble."""

    views: list[View]
    joint: dict[str, list[Link]]
    cards: dict[str, list[str]]
    rng: np.random.Generator


def plant(coalition: Coalition, seed: int, groups: int) -> tuple[Coalition, pd.DataFrame]:
    """Rows to add, and which of their accounts are planted or twins; `groups` of each typology while SHARE allows."""
    rng = np.random.default_rng([seed, 2])
    whole = Coalition(coalition.members, coalition.merchants.reindex(columns=list(MERCHANT_COLUMNS)), coalition.transactions.reindex(columns=list(TRANSACTION_COLUMNS)))
    views = look_at(whole)
    budget = int(SHARE / (1 - SHARE) * len(whole.transactions))
    cards = {view.provider: deck(view, min(160 * groups * len(CATALOGUE), 60_000), rng) for view in views}
    work = Work(views, links(views), cards, rng)
    todo = [typology for _ in range(groups) for typology in _shuffled(rng, views)]
    made: list[tuple[str, str, Group, str]] = []
    balance = 0
    for number, typology in enumerate(todo):
        share = budget / (len(todo) - number)
        if share < LEAST:
            share = min(budget, 3 * LEAST)
        if share < LEAST:
            break
        pair = _pair(work, typology, int(share))
        cost = sum(len(group.transactions) for _, _, group, _ in pair)
        gained = sum(len(group.cast.names) * (1 if "/" in name else -1) for _, name, group, _ in pair)
        if cost <= budget and balance + gained >= 0:
            budget, balance = budget - cost, balance + gained
            made += [(provider, name, group, f"{number}-{label}") for provider, name, group, label in pair]
    return _added(coalition, whole, made, rng)


def _shuffled(rng: np.random.Generator, views: list[View]) -> list[Typology]:
    usable = [typology for typology in CATALOGUE if any(view.kind in typology.kinds for view in views)] or list(CATALOGUE)
    return [usable[at] for at in rng.permutation(len(usable))]


def _pair(work: Work, typology: Typology, budget: int) -> list[tuple[str, str, Group, str]]:
    """A planted group and its twins at one member, and as others see them."""
    rng = work.rng
    able = [view for view in work.views if view.kind in typology.kinds] or work.views
    weight = np.array([len(view.rows) ** 0.5 for view in able])
    view = able[int(rng.choice(len(able), p=weight / weight.sum()))]
    plan, twins = vary(typology, rng)
    joint = work.joint[view.provider]
    each = budget / (1 + len(twins)) / (1.25 if joint else 1.05)
    made = []
    for label, (name, one) in enumerate([(typology.name, plan), *twins]):
        one = _fit(one, each)
        cover = one.payers * (1 - one.known) * 5
        group = make_group(view, one, work.cards[view.provider], int(each - cover), rng)
        made.append((view.provider, name, group, str(label)))
        for link in joint:
            seen = reflect(group, link, work.cards[link.there.provider], rng)
            if seen is not None:
                made.append((link.there.provider, name, seen, str(label)))
    return made


def _fit(plan: Plan, rows: float) -> Plan:
    """The plan with no more payers and accounts than the rows can carry."""
    payers = int(np.clip(plan.payers, 5, max(5, rows / (1.6 + 5 * (1 - plan.known)) / (1 + plan.host))))
    accounts = int(np.clip(plan.accounts, 3, max(3, rows / (1 + plan.host) / 4)))
    return Plan(**{**plan.__dict__, "payers": payers, "accounts": accounts})


def _added(given: Coalition, whole: Coalition, made: list, rng: np.random.Generator) -> tuple[Coalition, pd.DataFrame]:
    rows = pd.concat([group.transactions for _, _, group, _ in made] or [frame({}, TRANSACTION_COLUMNS, 0)], ignore_index=True)
    tables = [group.merchants for _, _, group, _ in made if len(group.merchants)]
    listed = pd.concat(tables or [frame({}, MERCHANT_COLUMNS, 0)], ignore_index=True)
    labels = list(dict.fromkeys(label for *_, label in made))
    ids = {label: f"g{at:03d}" for at, label in zip(rng.permutation(len(labels)), labels)}
    answer = pd.DataFrame(
        [(provider, merchant, ids[label], name, "twin" if "/" in name else "planted")
         for provider, name, group, label in made for merchant in group.cast.names], columns=list(ANSWER_COLUMNS))
    answer = answer.sort_values(["provider_id", "merchant_id"], ignore_index=True)
    rows = in_order(whole.transactions, rows, "transaction_id", rng)
    listed = in_order(whole.merchants, listed, "merchant_id", rng)
    added = Coalition(given.members, _like(given.merchants, listed), _like(given.transactions, rows))
    return added, answer


def _like(given: pd.DataFrame, made: pd.DataFrame) -> pd.DataFrame:
    """The made rows with the given frame's columns, and its types where they can be had."""
    columns = list(given.columns) if len(given.columns) else list(made.columns)
    made = made.reindex(columns=columns)
    for name in columns:
        if len(given) and made[name].dtype != given[name].dtype:
            try:
                made[name] = made[name].astype(given[name].dtype)
            except (TypeError, ValueError):
                continue
    return made
