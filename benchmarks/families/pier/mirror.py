"""The payer's bank sees the same payments: rows that an issuer holds of what an acquirer holds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from .survey import Member, column_of


@dataclass(frozen=True)
class Link:
    """How an issuer sees an acquirer's payments: payers by reference, how many, and under the same merchant id."""

    issuer: Member
    payers: dict[str, str]
    rate: float
    same_id: bool


def links(survey: dict[str, Member]) -> dict[str, list[Link]]:
    """For each member that takes payments for merchants, the issuers that see them too."""
    out: dict[str, list[Link]] = {}
    for one in survey.values():
        for bank in survey.values():
            if one.kind in ("acquirer", "scheme") and bank.kind in ("issuer", "bank"):
                link = _link(one, bank)
                if link is not None:
                    out.setdefault(one.provider, []).append(link)
    return out


def _link(one: Member, bank: Member) -> Link | None:
    sides = [pd.DataFrame({"reference": column_of(m.rows, "network_reference"), "payer": m.rows["payer_ref"],
                           "shop": m.rows["merchant_id"]}).dropna(subset=["reference"]) for m in (one, bank)]
    both = sides[0].merge(sides[1], on="reference", suffixes=("", "_bank"))
    if len(both) < 20:
        return None
    payers = dict(zip(both["payer"], both["payer_bank"]))
    seen = sides[0]["payer"].isin(set(payers)).sum()
    same = bool((both["shop"] == both["shop_bank"]).mean() > .5)
    return Link(bank, payers, min(1.0, len(both) / max(1, int(seen))), same)


def reflect(rng: np.random.Generator, rows: pd.DataFrame, link: Link, ids: dict[str, str]) -> pd.DataFrame:
    """What the issuer writes of an account's payments; `ids` holds model and number of the account."""
    seen = rows["payer_ref"].isin(set(link.payers)) & rows["network_reference"].notna()
    seen &= rng.random(len(rows)) < link.rate
    some, bank = rows[seen.to_numpy()], link.issuer
    if some["payer_ref"].nunique() < 5:
        return some.iloc[:0]
    pool = bank.at.get(ids["model"]) if link.same_id else None
    pool = pool if pool is not None else np.arange(len(bank.rows))
    out = bank.rows.iloc[rng.choice(pool, len(some))].reset_index(drop=True).copy()
    seconds = some["occurred_at"].to_numpy().astype("datetime64[s]").astype("int64")
    out["occurred_at"] = (seconds - seconds % bank.grain).astype("datetime64[s]")
    for column in ("amount", "currency", "network_reference", "merchant_id", "_row", "_answers"):
        out[column] = some[column].to_numpy()
    out["payer_ref"] = some["payer_ref"].map(link.payers).to_numpy()
    if not link.same_id:
        out["merchant_id"] = bank.mould("merchant_id").draw(rng, 1, out["occurred_at"].to_numpy()[:1])[0]
    known = bank.payers.reindex(out["payer_ref"])
    for column, found in (("kind", column_of(some, "kind")), ("payer_ref_kind", known["kind"]),
                          ("payer_country", known["country"])):
        if column in out:
            there = out[column].notna().to_numpy() & found.notna().to_numpy()
            out[column] = np.where(there, found.to_numpy(dtype=object), out[column].to_numpy(dtype=object))
    return _same_statement(out, some)


def _same_statement(out: pd.DataFrame, some: pd.DataFrame) -> pd.DataFrame:
    """One account has one descriptor and one set of tills on both sides, where both fill them."""
    for column in ("descriptor", "terminal_id"):
        if column in out and column in some:
            known = some[column].dropna()
            if len(known):
                out[column] = np.where(out[column].notna(), known.iloc[0], None)
            else:
                out[column] = np.where(out[column].notna(), out[column].dropna().iloc[:1].max(), None)
    return out
