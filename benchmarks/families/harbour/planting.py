"""Plants groups of suspected sellers and their innocent twins into any coalition."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd

from .cast import Cast
from .ground import Place, survey
from .model import ANSWER_COLUMNS, Coalition
from .moods import ask, price_lists, set_hours
from .naming import papers_of
from .recipe import Account, Draft, Recipe, draft_visits, gather, split_trials
from .settle import open_accounts, pass_on
from .typologies import CARD, PRIVATE, VOUCHER, base
from .writer import write

SHARE = 0.10
FLOOR = 20.0


def plant(coalition: Coalition, seed: int, groups: int) -> tuple[Coalition, pd.DataFrame]:
    """The rows to add, and the answer: provider_id, merchant_id, group, typology and role of every account."""
    rng = np.random.default_rng([seed, 29])
    places = survey(coalition)
    taken = _taken(coalition)
    rows: list[pd.DataFrame] = []
    papers: list[dict] = []
    answer: list[tuple] = []
    left = 1.15 * SHARE * len(coalition.transactions)
    for typology, recipe_of, fitting, budget in _plan(rng, places, len(coalition.transactions), groups):
        planted, twins = recipe_of(rng, base(rng, budget, len(fitting)))
        order = _order(rng, fitting)
        need = 0
        for role, recipe in _cast_roles(rng, planted, twins):
            if (role == "twin" and need <= 0) or (role == "planted" and left < 2.5 * budget):
                continue
            draft = _draft(rng, recipe, order, taken)
            paid = set(draft.visits["account"])
            sheet = papers_of(rng, recipe, [a for i, a in enumerate(draft.accounts) if i in paid], taken)
            added = write(rng, draft, sheet, taken)
            papers, rows = papers + sheet, rows + added
            left -= sum(len(part) for part in added)
            seen = _note(draft, (f"{typology}-{len(answer)}", typology, role), answer)
            need += seen if role == "planted" else -seen
    return _together(rng, coalition, rows, papers), pd.DataFrame(answer, columns=ANSWER_COLUMNS)


def _note(draft: Draft, labels: tuple[str, str, str], answer: list[tuple]) -> int:
    """Enter the accounts of a group that got payments in the answer; say how many."""
    used = set(draft.visits["account"])
    seen = [a for i, a in enumerate(draft.accounts) if i in used and not a.aside]
    answer.extend((account.place.name, account.merchant_id, *labels) for account in seen)
    return len(seen)


def _plan(rng: np.random.Generator, places: list[Place], payments: int, groups: int) -> list[tuple]:
    """Typology, function, members and budget of every pair of groups, as far as the members' kinds allow."""
    card = [p for p in places if p.kind in ("acquirer", "issuer", "scheme")] or places
    private = [p for p in places if p.kind in ("wallet", "remitter", "bank", "vasp")]
    voucher = [p for p in private if p.kind == "wallet"]
    todo: list[tuple[str, Callable, list[Place]]] = []
    for functions, fitting in ((CARD, card), (PRIVATE, private), (VOUCHER, voucher)):
        todo += [(name, function, fitting) for name, function in functions.items() if fitting]
    if not todo:
        return []
    most = max(1, int(SHARE * payments / (2.4 * FLOOR * len(todo))))
    todo = [todo[i] for i in rng.permutation(len(todo))] * min(groups, most)
    weight = np.exp(rng.normal(0, 0.9, len(todo)))
    room = SHARE * payments / 2 - FLOOR * len(todo)
    budget = FLOOR + max(room, 0) * weight / weight.sum()
    return [(*item, float(share)) for item, share in zip(todo, budget)]


def _cast_roles(rng: np.random.Generator, planted: Recipe, twins: list[Recipe]) -> list[tuple[str, Recipe]]:
    """The planted group first, then as many twins as it takes to have as many accounts."""
    chosen = [twins[int(rng.integers(len(twins)))] for _ in range(6)]
    first = replace(chosen[0], accounts=planted.accounts + int(rng.integers(0, 2)))
    return [("planted", planted), ("twin", first), *[("twin", replace(each, accounts=2)) for each in chosen[1:]]]


def _order(rng: np.random.Generator, fitting: list[Place]) -> list[Place]:
    """The members, a large one first more often."""
    size = np.array([len(place.rows) for place in fitting], float)
    return [fitting[i] for i in rng.choice(len(fitting), len(fitting), replace=False, p=size / size.sum())]


def _draft(rng: np.random.Generator, recipe: Recipe, order: list[Place], taken: set[str]) -> Draft:
    """Accounts, people, purchases, prices and hours of one group."""
    places = order[: recipe.members]
    accounts = open_accounts(rng, recipe, places, taken)
    recipe = replace(recipe, accounts=len(accounts))
    crew = gather(rng, recipe, places, taken)
    price_lists(rng, recipe, accounts)
    visits = draft_visits(rng, recipe, accounts, crew)
    if recipe.hosts and recipe.circle:
        _own_clients(rng, accounts, crew[0], visits)
    if recipe.split and len({account.place.name for account in accounts}) == 1:
        visits = split_trials(visits, len(accounts))
    visits["amount"] = ask(rng, recipe, accounts, visits)
    visits["second"] = set_hours(rng, recipe, accounts, visits)
    draft = Draft(recipe, accounts, crew[0], visits)
    if recipe.pass_on:
        pass_on(rng, draft)
    return draft


def _own_clients(rng: np.random.Generator, accounts: list[Account], cast: Cast, visits: pd.DataFrame) -> None:
    """Let every host's stream be paid by its own clients."""
    person, number = visits["person"].to_numpy().copy(), visits["account"].to_numpy()
    for host, account in enumerate(accounts):
        who, again = np.unique(person[number == host], return_inverse=True)
        name = account.place.name
        person[number == host] = len(cast) + again
        cast.row[name] = np.append(cast.row[name], rng.choice(account.place.of_shop(account.donor), len(who)))
        cast.fresh[name] = np.append(cast.fresh[name], np.full(len(who), None, object))
    visits["person"] = person


def _taken(coalition: Coalition) -> set[str]:
    """All ids and references that are in use."""
    taken: set[str] = set()
    for column in ("transaction_id", "merchant_id", "payer_ref"):
        taken.update(coalition.transactions[column].dropna().unique())
    if coalition.merchants is not None and "merchant_id" in coalition.merchants:
        taken.update(coalition.merchants["merchant_id"].dropna())
    return taken


def _together(
    rng: np.random.Generator, coalition: Coalition, rows: list[pd.DataFrame], papers: list[dict]
) -> Coalition:
    """The new rows in the columns and in the order of what is there."""
    old = coalition.transactions
    added = pd.concat(rows, ignore_index=True) if rows else old.iloc[:0]
    added = added.reindex(columns=old.columns)
    added = added.iloc[rng.permutation(len(added))]
    if old.groupby("provider_id")["occurred_at"].is_monotonic_increasing.all():
        rank = {name: i for i, name in enumerate(old["provider_id"].unique())}
        added = added.assign(_p=added["provider_id"].map(rank)).sort_values(["_p", "occurred_at"], kind="stable")
        added = added.drop(columns="_p")
    for column in added.columns.difference(["occurred_at", "amount"]):
        added[column] = added[column].astype(object).where(added[column].notna(), None)
    added["occurred_at"] = added["occurred_at"].astype(old["occurred_at"].dtype)
    columns = list(coalition.merchants.columns) if coalition.merchants is not None else []
    sheet = pd.DataFrame(papers, columns=columns, dtype=object)
    sheet = sheet.iloc[rng.permutation(len(sheet))]
    if len(sheet) and coalition.merchants.groupby("provider_id")["merchant_id"].is_monotonic_increasing.all():
        rank = {name: i for i, name in enumerate(coalition.merchants["provider_id"].unique())}
        sheet = sheet.assign(_p=sheet["provider_id"].map(rank)).sort_values(["_p", "merchant_id"]).drop(columns="_p")
    sheet = sheet.where(sheet.notna(), None)
    return Coalition(coalition.members, sheet.reset_index(drop=True), added.reset_index(drop=True))
