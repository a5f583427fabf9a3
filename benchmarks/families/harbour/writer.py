"""Writes a drafted group down as rows of payments, each in the form of an honest row of the same member."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .ground import Place
from .model import DAY
from .moods import as_written
from .recipe import Account, Draft
from .shapes import ladder, learn

PAYER = ("payer_ref", "payer_ref_kind", "payer_country", "protected_payer")


def write(rng: np.random.Generator, draft: Draft, papers: list[dict], taken: set[str]) -> list[pd.DataFrame]:
    """All rows of a group, by member."""
    by_id = {(paper["provider_id"], paper["merchant_id"]): paper for paper in papers}
    frames = []
    for name in sorted({account.place.name for account in draft.accounts}):
        inside = [i for i, account in enumerate(draft.accounts) if account.place.name == name]
        place = draft.accounts[inside[0]].place
        visits = draft.visits[draft.visits["account"].isin(inside)]
        if not len(visits):
            continue
        rows = _purchases(rng, draft, place, visits)
        for number in inside:
            account = draft.accounts[number]
            _look(rng, account, rows, (visits["account"].to_numpy() == number, by_id.get((name, account.merchant_id))))
        frames.append(_follow(rng, draft, place, rows))
        frames[-1] = _number(rng, place, frames[-1], taken)
    return frames


def _purchases(rng: np.random.Generator, draft: Draft, place: Place, visits: pd.DataFrame) -> pd.DataFrame:
    """Rows of purchases: copies of the donors' rows, with payers, times, amounts and accounts of the group."""
    number = visits["account"].to_numpy()
    source = np.array([rng.choice(place.of_shop(draft.accounts[i].donor)) for i in number])
    rows = place.rows.iloc[source].reset_index(drop=True)
    person = visits["person"].to_numpy()
    payer = place.rows.iloc[draft.cast.row[place.name][person]].reset_index(drop=True)
    for column in PAYER:
        if column in rows:
            rows[column] = payer[column]
    fresh = draft.cast.fresh[place.name][person]
    rows["payer_ref"] = [new if new is not None else old for new, old in zip(fresh, rows["payer_ref"])]
    rows["occurred_at"] = as_written(place, visits["second"].to_numpy()).astype("datetime64[s]")
    rows["amount"] = visits["amount"].to_numpy()
    rows["currency"] = np.array([account.currency for account in draft.accounts], object)[number]
    rows["merchant_id"] = np.array([account.merchant_id for account in draft.accounts], object)[number]
    if "recurring" in rows and draft.recipe.tempo == "monthly":
        yes = next((v for v in place.rows["recurring"].dropna().unique() if str(v).lower() == "true"), None)
        again = (visits["rank"].to_numpy() > 0) & rows["recurring"].notna().to_numpy()
        rows.loc[again & (yes is not None), "recurring"] = yes
    if "relationship" in rows and draft.recipe.bond != "donor":
        liked = ("family", "friend") if draft.recipe.bond == "kin" else ("none", "unknown")
        known = [v for v in place.rows["relationship"].dropna().unique() if v in liked]
        change = rows["relationship"].notna().to_numpy() & (rng.random(len(rows)) < 0.7)
        if known:
            rows.loc[change, "relationship"] = rng.choice(np.array(known, object), change.sum())
    return rows


def _look(rng: np.random.Generator, account: Account, rows: pd.DataFrame, which: tuple) -> None:
    """What stays the same on all rows of one account: statement text, till, category, country."""
    mask, paper = which
    if account.existing:
        return
    if "terminal_id" in rows:
        old = rows["terminal_id"].to_numpy()
        shape = account.place.once("tills", lambda: learn(account.place.rows["terminal_id"].dropna().to_numpy(), rng))
        new = shape.draw(rng, 1, set())[0]
        rows["terminal_id"] = np.where(mask & pd.notna(old), new, old)
    text = None if paper is None else paper.get("descriptor")
    if "descriptor" in rows and not isinstance(text, str):
        known = account.place.once("texts", lambda: account.place.rows["descriptor"].dropna().unique())
        text = str(rng.choice(known)).split()[0] + " " + str(rng.choice(known)).split()[-1]
    if "descriptor" in rows:
        rows["descriptor"] = np.where(mask & rows["descriptor"].notna().to_numpy(), text, rows["descriptor"].to_numpy())
    if "payee_country" in rows and paper and isinstance(paper.get("country"), str):
        old = rows["payee_country"].to_numpy()
        rows["payee_country"] = np.where(mask & pd.notna(old), paper["country"], old)


def _follow(rng: np.random.Generator, draft: Draft, place: Place, rows: pd.DataFrame) -> pd.DataFrame:
    """Add refunds, chargebacks, declines and reversals, as far as the member knows such rows."""
    recipe = draft.recipe
    plans = {
        "refund": (recipe.refund, 0.01, 16),
        "chargeback": (recipe.dispute, 12, 65),
        "decline": (recipe.decline, -0.02, -0.0003),
        "reversal": (0.002, 0.0005, 0.02),
    }
    parts = [rows.assign(_of=-1)]
    high = place.span[1]
    for kind, (chance, low, late) in plans.items():
        if kind not in place.kinds or kind == "purchase":
            continue
        hit = np.flatnonzero(rng.random(len(rows)) < chance)
        part = rows.iloc[hit].copy()
        form = place.rows.iloc[rng.choice(place.kinds[kind], len(hit))]
        wait = (rng.uniform(low, late, len(hit)) * DAY).astype("int64")
        moment = part["occurred_at"].to_numpy().astype("int64") + wait
        part["occurred_at"] = as_written(place, moment).astype("datetime64[s]")
        part["kind"] = kind
        for column in ("related_id", "network_reference", "response_code", "recurring"):
            if column in part:
                part[column] = form[column].to_numpy()
        part["_of"] = hit
        parts.append(part[(moment <= high) & (moment >= place.span[0])])
    return pd.concat(parts, ignore_index=True)


def _number(rng: np.random.Generator, place: Place, rows: pd.DataFrame, taken: set[str]) -> pd.DataFrame:
    """Give rows their own ids, in the shape of those that are there."""
    ids = place.rows["transaction_id"].to_numpy()
    moments = rows["occurred_at"].to_numpy().astype("int64")
    steps = place.once("steps", lambda: ladder(place.second, ids))
    if steps is None:
        rows["transaction_id"] = place.once("ids", lambda: learn(ids, rng)).draw(rng, len(rows), taken)
    else:
        rows["transaction_id"] = steps.between(rng, moments, taken)
    if "network_reference" in rows:
        at = np.flatnonzero(rows["network_reference"].notna())
        shape = place.once("network", lambda: learn(place.rows["network_reference"].dropna().to_numpy(), rng))
        rows.loc[at, "network_reference"] = shape.draw(rng, len(at), taken)
    if "related_id" in rows:
        of = rows["_of"].to_numpy()
        own = rows["transaction_id"].to_numpy()[of]
        rows["related_id"] = np.where((of >= 0) & rows["related_id"].notna().to_numpy(), own, None)
    return rows.drop(columns="_of")
