"""Rows of the merchants table for new accounts: in the form of the honest account that each takes after."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .ground import Place
from .model import DAY
from .recipe import Account, Recipe
from .shapes import learn

SHAPED = ("registration_number", "settlement_account", "phone", "principal")
TEXTS = ("trading_name", "legal_name", "descriptor", "domain", "email", "postal_address")


def papers_of(rng: np.random.Generator, recipe: Recipe, accounts: list[Account], taken: set[str]) -> list[dict]:
    """What the members write down about a group's new accounts; some groups share what identifies an owner."""
    made: list[dict] = []
    common: dict[str, str] = {}
    for account in accounts:
        if account.existing or not len(account.place.papers.columns):
            continue
        donor = account.place.stalls["merchant_id"].to_numpy()[account.donor]
        if donor not in account.place.papers.index:
            continue
        paper = account.place.papers.loc[donor].to_dict()
        _rename(rng, account.place, paper, taken)
        _dates(rng, account, paper)
        if recipe.other_country and "country" in paper and paper["country"]:
            paper["country"] = rng.choice(account.place.papers["country"].dropna().unique())
        for column in recipe.shared:
            if paper.get(column) is not None and not pd.isna(paper.get(column)):
                paper[column] = common.setdefault(column, paper[column])
        made.append({"provider_id": account.place.name, "merchant_id": account.merchant_id, **paper})
    return made


def _words(rng: np.random.Generator, place: Place, column: str, taken: set[str]) -> str | None:
    """A new name: the head of one known name and the tail of another."""
    known = place.papers[column].dropna().to_numpy()
    for _ in range(12):
        one, two = str(rng.choice(known)), str(rng.choice(known))
        name = " ".join([*one.split()[:1], *two.split()[1:]]) or one
        if name not in taken:
            break
    taken.add(name)
    return name


def _rename(rng: np.random.Generator, place: Place, paper: dict, taken: set[str]) -> None:
    """Give a copy of an honest row a name, numbers and addresses of its own."""
    there = {column: value for column, value in paper.items() if isinstance(value, str)}
    lead = next((c for c in ("trading_name", "legal_name", "descriptor") if c in there), None)
    if lead:
        old, new = there[lead], _words(rng, place, lead, taken)
        if lead == "legal_name" and len(old.split()) > 2:
            new = " ".join([*new.split()[:2], *old.split()[2:]])
        for column in TEXTS[:3]:
            if column in there:
                paper[column] = new if column == lead else _swap(there[column], old, new, rng)
    if "domain" in there:
        paper["domain"] = _domain(rng, place, "domain", paper.get("trading_name"))
    if "email" in there and "@" in there["email"]:
        host = paper["domain"] if "domain" in there else _domain(rng, place, "email", paper.get("trading_name"))
        paper["email"] = there["email"].split("@")[0] + "@" + host
    for column in SHAPED:
        if column in there:
            known = place.papers[column].dropna().to_numpy()
            if " " in there[column]:
                paper[column] = str(rng.choice(known)).split()[0] + " " + str(rng.choice(known)).split()[-1]
            else:
                near = np.array([word for word in known if word[:3] == there[column][:3]], object)
                paper[column] = learn(near if len(near) >= 15 else known, rng).draw(rng, 1, taken)[0]
    if "postal_address" in there:
        known = place.papers["postal_address"].dropna().to_numpy()
        one, two = str(rng.choice(known)).split(), str(rng.choice(known)).split()
        mixed = [str(rng.integers(1, 200)), *one[1:3], *two[3:]] if len(one) > 3 else two
        paper["postal_address"] = " ".join(mixed)


def _swap(text: str, old: str, new: str, rng: np.random.Generator) -> str:
    """A text about an old name, about the new one; a cut text stays as short as it was allowed to be."""
    for change in (str, str.upper, str.lower):
        if change(old) in text:
            return text.replace(change(old), change(new))
    if len(text) >= 12 and old.upper().startswith(text):
        return new.upper()[: len(text)]
    tail = text.split()[-1]
    return " ".join([*new.split(), tail]) if len(text.split()) > 2 and rng.random() < 0.9 else new.upper()


def _domain(rng: np.random.Generator, place: Place, column: str, name: str | None) -> str:
    """A host name like the known ones."""
    known = [str(value).split("@")[-1] for value in place.papers[column].dropna().to_numpy()]
    one, two = str(rng.choice(known)), str(rng.choice(known))
    stem, mark = one.rsplit(".", 1)[0], "-" if "-" in one else ""
    tail = two.rsplit(".", 1)[0]
    if isinstance(name, str) and name:
        return name.lower().replace(" ", mark) + tail[-2:] + ".example"
    head = stem.split("-")[0] if mark else stem[: max(len(stem) // 2, 3)]
    return head + mark + (tail.split("-")[-1] if mark else tail[len(tail) // 2 :]) + ".example"


def _dates(rng: np.random.Generator, account: Account, paper: dict) -> None:
    """Days on which the account opened and closed, where the honest row names them."""
    low, high = account.place.span
    first, last = account.window
    if isinstance(paper.get("opened_on"), str):
        lag = rng.exponential(5.0) * DAY
        if first < low + 4 * DAY:
            lag = max(first - _second(paper["opened_on"]), 0) + rng.exponential(90) * DAY
        paper["opened_on"] = _text(first - lag)
    if isinstance(paper.get("closed_on"), str):
        if last < high - 3 * DAY:
            paper["closed_on"] = _text(min(last + rng.exponential(9.0) * DAY, high))
        else:
            paper["closed_on"] = paper["close_reason"] = None


def _second(text: str) -> int:
    """The first second of a day."""
    moment = pd.to_datetime(text, errors="coerce")
    return 0 if pd.isna(moment) else int(moment.timestamp())


def _text(second: float) -> str:
    """The day of a second as a text."""
    return str(np.datetime64(int(second), "s").astype("datetime64[D]"))
