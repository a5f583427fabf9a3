"""Planting sellers and their innocent twins into any coalition."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .catalogue import TYPOLOGIES, Typology
from .emit import describe, emit
from .model import Coalition, frame
from .people import Home
from .stage import Stage

SHARE = 0.0255
LEAST = 12
ANSWER = ("provider_id", "merchant_id", "group", "typology", "role")


def plant(coalition: Coalition, seed: int, groups: int) -> tuple[Coalition, pd.DataFrame]:
    """Return the rows to add, and the answer: which accounts are planted, which are twins."""
    stage = Stage(coalition, seed)
    rng = stage.rng
    fits = [(typology, _homes(stage, typology)) for typology in TYPOLOGIES]
    jobs = [(typology, homes) for typology, homes in fits if homes for _ in range(groups)]
    budget = SHARE * len(coalition.transactions)
    each = 2.3 * LEAST * (1 + max(home.linked for home in stage.homes))
    jobs = [jobs[index] for index in rng.permutation(len(jobs))[: max(1, int(budget / each))]]
    weight = np.array([typology.weight for typology, _ in jobs]) * rng.lognormal(0, 0.9, size=len(jobs))
    weight = np.clip(weight, 0.35 * weight.mean(), 5 * weight.mean())
    told: list[tuple[int, str, str, str]] = []
    labels = [f"g{number:04d}" for number in rng.permutation(2 * len(jobs))]
    for index, (typology, homes) in enumerate(jobs):
        chosen = _choose(rng, homes)
        left = (budget - _planned(stage)) * weight[index] / weight[index:].sum()
        room = int(max(LEAST, left / 2 / (1 + max(home.linked for home in chosen))))
        made = _seller(stage, typology, chosen, room)
        told += [(account, labels[2 * index], typology.name, "planted") for account in made]
        twins = _twins(stage, typology, (chosen, room, len(made)))
        told += [(account, labels[2 * index + 1], typology.name, "twin") for account in twins]
    told += _more_twins(stage, jobs, told)
    transactions = emit(stage, list(coalition.transactions.columns))
    order = np.lexsort(
        (transactions["transaction_id"].astype(str), transactions["occurred_at"], transactions["provider_id"])
    )
    transactions = transactions.iloc[order].reset_index(drop=True)
    merchants = describe(stage, transactions)
    merchants = merchants[[name for name in merchants.columns if name in coalition.merchants.columns]]
    added = Coalition(coalition.members.iloc[:0], merchants, transactions)
    return added, _answer(stage, transactions, told)


def _more_twins(stage: Stage, jobs: list, told: list[tuple[int, str, str, str]]) -> list[tuple[int, str, str, str]]:
    """Play further twins until they are more accounts than the planted, counted at all members that see them."""
    more: list[tuple[int, str, str, str]] = []
    for turn in range(200):
        seen = _sightings(stage)
        count = {
            role: sum(seen.get(account, 0) for account, _, _, held in told + more if held == role)
            for role in ("planted", "twin")
        }
        if count["twin"] >= 1.06 * count["planted"] + 2 or not jobs:
            break
        typology, homes = jobs[int(stage.rng.integers(len(jobs)))]
        made = _twins(stage, typology, (_choose(stage.rng, homes), 3 * LEAST, 4))
        more += [(account, f"g{2 * len(jobs) + turn:04d}", typology.name, "twin") for account in made]
    return more


def _sightings(stage: Stage) -> dict[int, int]:
    """Count for each account the members that see it."""
    seen: set[tuple[int, int]] = set()
    for number, rows in stage.plans:
        data = stage.homes[number].data
        mirror = data["mirror"][rows.person]
        seen |= set(zip(rows.account.tolist(), data["side"][rows.person].tolist()))
        seen |= set(zip(rows.account[mirror >= 0].tolist(), mirror[mirror >= 0].tolist()))
    accounts, count = np.unique([account for account, _ in seen], return_counts=True)
    return dict(zip(accounts.tolist(), count.tolist()))


def _planned(stage: Stage) -> float:
    """Count the rows planned so far, those of witnesses too."""
    return sum(len(rows.account) * (1 + stage.homes[number].linked) for number, rows in stage.plans)


def _homes(stage: Stage, typology: Typology) -> list[Home]:
    return [home for home in stage.homes if home.lead.kind in typology.kinds]


def _choose(rng: np.random.Generator, homes: list[Home]) -> list[Home]:
    """Choose one home, or now and then two, larger ones rather."""
    weight = np.sqrt([len(home.lead.at) for home in homes])
    count = 2 if len(homes) > 1 and rng.random() < 0.25 else 1
    picked = rng.choice(len(homes), size=count, replace=False, p=weight / weight.sum())
    return [homes[index] for index in picked]


def _seller(stage: Stage, typology: Typology, homes: list[Home], room: int) -> list[int]:
    made: list[int] = []
    for home in homes:
        made += typology.seller(stage, home, max(LEAST, room // len(homes)))
    return made


def _twins(stage: Stage, typology: Typology, plan: tuple[list[Home], int, int]) -> list[int]:
    """Play an honest group at the same homes, of one account more than the seller's."""
    homes, room, count = plan
    made: list[int] = []
    for home in homes:
        made += typology.twin(stage, home, max(LEAST, room // len(homes)), count // len(homes) + 1)
    return made


def _answer(stage: Stage, transactions: pd.DataFrame, told: list[tuple[int, str, str, str]]) -> pd.DataFrame:
    """Name every account that got rows, at every member that sees it."""
    used: set[tuple[str, str]] = set()
    sides = transactions.groupby("merchant_id", sort=False)["provider_id"].unique()
    rows = []
    for account, group, typology, role in told:
        held = stage.accounts[account]
        seen = {side.id for side in stage.homes[held.home].sides}
        for provider in sides.get(held.merchant_id, ()):
            if provider in seen and (provider, held.merchant_id) not in used:
                used.add((provider, held.merchant_id))
                rows.append((provider, held.merchant_id, group, typology, role))
    columns = {name: np.array([row[spot] for row in rows], dtype=object) for spot, name in enumerate(ANSWER)}
    return frame(columns)
