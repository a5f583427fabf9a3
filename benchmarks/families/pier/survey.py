"""What surrounds the planted: the habits and the form of each member's rows."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from .clock import day_number
from .model import Coalition
from .shapes import Mould


@dataclass
class Member:
    """The rows of one member, and what can be read from them."""

    provider: str
    kind: str
    zone: str
    rows: pd.DataFrame
    bought: pd.DataFrame
    kinds: np.ndarray
    names: np.ndarray
    merchants: pd.DataFrame
    grain: int
    first: int
    last: int
    at: dict[str, np.ndarray]
    shops: pd.DataFrame
    payers: pd.DataFrame
    hours: np.ndarray
    week: np.ndarray
    prices: dict[str, np.ndarray]
    rates: dict[str, float]
    moulds: dict[str, Mould] = field(default_factory=dict)

    def mould(self, column: str) -> Mould:
        """The shape of the ids in a column of payments; payees of a wallet share theirs with payers."""
        if column not in self.moulds:
            frame = self.rows.dropna(subset=[column]).drop_duplicates(column)
            self.moulds[column] = Mould(frame[column].to_numpy(), frame["occurred_at"].to_numpy())
        return self.moulds[column]

    def detail(self, column: str) -> Mould | None:
        """The shape of a column of the table of merchants."""
        key = "merchants." + column
        if key not in self.moulds:
            values = self.merchants[column].dropna().unique() if column in self.merchants else []
            if not len(values):
                return None
            self.moulds[key] = Mould(np.asarray(values, dtype=object))
        return self.moulds[key]

    def purchases(self, shop: str) -> pd.DataFrame:
        """Payer, instant and sum of the purchases at one account."""
        rows = self.bought.iloc[self.at[shop]]
        return rows[rows["purchase"]]


def kinds_of(rows: pd.DataFrame) -> np.ndarray:
    """The kind of each row, purchase where none is given."""
    if "kind" not in rows:
        return np.full(len(rows), "purchase", dtype=object)
    return rows["kind"].where(rows["kind"].notna(), "purchase").to_numpy(dtype=object)


def column_of(frame: pd.DataFrame, name: str) -> pd.Series:
    """A column, or a column of None where there is none."""
    return frame[name] if name in frame else pd.Series([None] * len(frame), index=frame.index, dtype=object)


def look(coalition: Coalition) -> dict[str, Member]:
    """All members that have payments."""
    out = {}
    table = coalition.merchants
    if table is None or "merchant_id" not in table:
        table = pd.DataFrame({"provider_id": [], "merchant_id": []})
    groups = {p: f for p, f in coalition.transactions.groupby("provider_id", sort=True)}
    for entry in coalition.members.to_dict("records"):
        rows = groups.get(entry["provider_id"])
        if rows is not None and len(rows) >= 50:
            out[entry["provider_id"]] = _member(entry, rows.reset_index(drop=True),
                                                table[table["provider_id"] == entry["provider_id"]])
    return out


def _member(entry: dict[str, object], rows: pd.DataFrame, merchants: pd.DataFrame) -> Member:
    zone = str(entry.get("timezone") or "UTC")
    seconds = rows["occurred_at"].to_numpy().astype("datetime64[s]").astype("int64")
    grain = next(g for g in (86400, 3600, 60, 1) if (seconds % g == 0).all())
    grain = 86400 if entry.get("time_precision") == "day" else grain
    local = rows["occurred_at"].dt.tz_localize("UTC").dt.tz_convert(zone)
    kinds = kinds_of(rows)
    bought = rows[kinds == "purchase"]
    brief = rows[["payer_ref", "occurred_at", "amount"]].assign(purchase=kinds == "purchase")
    counts = pd.Series(kinds).value_counts()
    hours = np.bincount(local.dt.hour, minlength=24) + .5
    week = np.bincount(local.dt.day_of_week, minlength=7) + .5
    last = int(day_number(rows["occurred_at"].to_numpy()).max())
    if entry.get("last_day"):
        last = min(last, int(np.datetime64(str(entry["last_day"])[:10], "D").astype("int64")))
    return Member(
        provider=str(entry["provider_id"]), kind=str(entry["kind"]), zone=zone, rows=rows, bought=brief, kinds=kinds,
        names=_names(rows, merchants), merchants=merchants, grain=grain, first=int(seconds.min() // 86400), last=last,
        at=rows.groupby("merchant_id", sort=True).indices, shops=_shops(rows, merchants, kinds), payers=_payers(bought),
        hours=hours / hours.sum(), week=week / week.sum(),
        prices={c: np.sort(a.to_numpy()) for c, a in bought.groupby("currency")["amount"]},
        rates={k: float(counts.get(k, 0)) / max(1, len(bought)) for k in ("refund", "chargeback", "decline")})


def _names(rows: pd.DataFrame, merchants: pd.DataFrame) -> np.ndarray:
    """The names that the member has of those who are paid."""
    names = column_of(merchants, "trading_name").dropna()
    names = names if len(names) else column_of(rows, "descriptor").dropna()
    return pd.unique(names).astype(object)


def _shops(rows: pd.DataFrame, merchants: pd.DataFrame, kinds: np.ndarray) -> pd.DataFrame:
    """One row per account that is paid."""
    table = pd.DataFrame({
        "merchant_id": rows["merchant_id"], "payer": rows["payer_ref"],
        "day": day_number(rows["occurred_at"].to_numpy()),
        "currency": rows["currency"], "present": (column_of(rows, "card_present") == "true").to_numpy(float),
        "voucher": (column_of(rows, "rail") == "voucher").to_numpy(float), "mcc": column_of(rows, "mcc")})
    grouped = table[kinds == "purchase"].groupby("merchant_id", sort=True)
    shops = grouped.agg(n=("day", "size"), payers=("payer", "nunique"), first=("day", "min"), last=("day", "max"),
                        present=("present", "mean"), voucher=("voucher", "mean"), currency=("currency", "first"),
                        mcc=("mcc", "first"))
    known = merchants.drop_duplicates("merchant_id").set_index("merchant_id")
    shops["payee"] = (column_of(known, "kind").reindex(shops.index) == "payee").to_numpy()
    shops["sub"] = column_of(known, "parent_id").reindex(shops.index).notna().to_numpy()
    shops["described"] = shops.index.isin(known.index)
    return shops


def _payers(bought: pd.DataFrame) -> pd.DataFrame:
    """One row per payer, with how active it is."""
    table = pd.DataFrame({"payer": bought["payer_ref"], "kind": column_of(bought, "payer_ref_kind"),
                          "country": column_of(bought, "payer_country")})
    grouped = table.groupby("payer", sort=True)
    return grouped.agg(n=("payer", "size"), kind=("kind", "first"), country=("country", "first"))
