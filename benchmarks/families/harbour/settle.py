"""Opens the accounts of a group (new ones, or honest hosts) and lets mules and treasurers pass money on."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .cast import Cast
from .ground import Place
from .model import DAY
from .recipe import Account, Draft, Recipe, pick_donor, windows
from .shapes import learn


def open_accounts(rng: np.random.Generator, recipe: Recipe, places: list[Place], taken: set[str]) -> list[Account]:
    """All accounts of a group, each at one of the members."""
    if recipe.hosts:
        return _hosts(rng, recipe, places[0])
    accounts: list[Account] = []
    spans = {place.name: windows(rng, recipe, place) for place in places}
    trade = None
    for number in range(recipe.accounts):
        place = places[number % len(places)] if number < len(places) else places[int(rng.integers(len(places)))]
        window = spans[places[0].name][number]
        low, high = place.span
        window = (min(max(window[0], low), high - DAY), min(max(window[1], low + DAY), high))
        donor = pick_donor(rng, place, recipe, window, trade)
        if recipe.one_trade and place.has("mcc"):
            trade = place.rows["mcc"].to_numpy()[place.of_shop(donor)[0]]
        account = Account(place, donor, window, np.zeros(0), "")
        account.merchant_id, account.owner_row = _new_id(rng, account, taken)
        accounts.append(account)
    return accounts


def _new_id(rng: np.random.Generator, account: Account, taken: set[str]) -> tuple[str, int]:
    """An id for an account; where people receive under the ids by which they pay, often a known one."""
    place, facts = account.place, account.place.stalls
    private = bool(facts["private"].to_numpy()[account.donor])
    same = (facts["private"] == private) & (facts["sub"] == facts["sub"][account.donor])
    alike = facts["merchant_id"].to_numpy()[same]
    if private and same_numbers(place) and rng.random() < 0.75:
        refs, known = place.rows["payer_ref"].to_numpy(), place.once("known", lambda: set(facts["merchant_id"]))
        for row in rng.choice(place.by_payer[0], 40):
            if refs[row] not in known and "as payee " + refs[row] not in taken:
                taken.add("as payee " + refs[row])
                return str(refs[row]), int(row)
    return str(learn(alike, rng).draw(rng, 1, taken)[0]), -1


def same_numbers(place: Place) -> bool:
    """Whether people receive under the ids by which they pay."""
    private = place.stalls["merchant_id"][place.stalls["private"]]
    return bool(place.once("same", lambda: len(private) and private.isin(place.rows["payer_ref"]).mean() > 0.2))


def _hosts(rng: np.random.Generator, recipe: Recipe, place: Place) -> list[Account]:
    """Honest shops that carry a further stream: larger than the stream where there are such."""
    facts = place.stalls
    size = recipe.payers * recipe.visits
    free = ~facts["private"].to_numpy() & ~np.isin(facts.index, list(place.used))
    life = facts["last"].to_numpy() - facts["first"].to_numpy()
    count = facts["count"].to_numpy()
    fit = np.flatnonzero(free & (count >= max(1.2 * size, 20)) & (life > 15 * DAY))
    if len(fit) < recipe.accounts:
        fit = np.argsort(-np.where(free, count, -1))[: recipe.accounts + 5]
    names = facts["merchant_id"].to_numpy()
    accounts = []
    for code in rng.permutation(fit)[: recipe.accounts]:
        first, last = int(facts["first"][code]), int(facts["last"][code])
        length = min(recipe.life * DAY, last - first)
        begin = first + rng.random() * (last - first - length)
        place.used.add(int(code))
        accounts.append(
            Account(
                place, int(code), (int(begin), int(begin + max(length, DAY))), np.zeros(0), "", str(names[code]), True
            )
        )
    return accounts


def pass_on(rng: np.random.Generator, draft: Draft) -> None:
    """Receivers send on what they got: at once to one collector, or at the end to an honest business."""
    accounts, cast = draft.accounts, draft.cast
    place = accounts[0].place
    if draft.recipe.pass_on == "collector":
        target, givers = len(accounts) - 1, len(accounts) - 1
        draft.visits = draft.visits[draft.visits["account"] != target].reset_index(drop=True)
    else:
        big = np.argsort(-place.stalls["count"].to_numpy())[:40]
        code = int(rng.choice(big))
        target, givers = len(accounts), len(accounts)
        names = place.rows["currency"].to_numpy()[place.of_shop(code)]
        accounts.append(
            Account(
                place, code, place.span, np.zeros(0), str(names[0]), str(place.stalls["merchant_id"][code]), True, True
            )
        )
    parts = [draft.visits]
    for number in range(givers):
        person = _as_payer(rng, place, accounts[number], cast)
        got = draft.visits[draft.visits["account"] == number].sort_values("second")
        part = _batches(rng, draft.recipe, got, place.span[1])
        parts.append(part.assign(account=target, person=person, rank=1, step=1))
    draft.visits = pd.concat(parts, ignore_index=True)


def _as_payer(rng: np.random.Generator, place: Place, account: Account, cast: Cast) -> int:
    """The holder of a private account as one of those who pay."""
    row = account.owner_row if account.owner_row >= 0 else int(rng.choice(place.by_payer[0]))
    fresh = None
    if account.owner_row < 0 and same_numbers(place):
        fresh = account.merchant_id
    cast.row[place.name] = np.append(cast.row[place.name], row)
    cast.fresh[place.name] = np.append(cast.fresh[place.name], np.array([fresh], object))
    return len(cast) - 1


def _batches(rng: np.random.Generator, recipe: Recipe, got: pd.DataFrame, end: int) -> pd.DataFrame:
    """When and how much a receiver sends on."""
    size = int(rng.integers(2, 8)) if recipe.pass_on == "collector" else max(len(got), 1)
    group = np.arange(len(got)) // size
    summed = got.groupby(group)["amount"].sum().to_numpy() * rng.uniform(0.82, 0.99, group.max() + 1 if len(got) else 0)
    last = got.groupby(group)["second"].max().to_numpy()
    wait = (
        np.exp(rng.normal(np.log(5 * 3600), 1.2, len(last)))
        if recipe.pass_on == "collector"
        else rng.uniform(2, 16, len(last)) * DAY
    )
    moment = np.minimum(last + wait, end).astype("int64")
    return pd.DataFrame(
        {
            "second": moment,
            "amount": np.maximum(np.where(rng.random(len(last)) < 0.6, np.round(summed), np.round(summed, 2)), 0.5),
        }
    )
