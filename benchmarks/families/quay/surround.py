"""What surrounds: one member's merchants, payers, prices and hours, learned from its payments."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from .model import JOINING, texts, truth
from .shapes import Shape

DAY = np.timedelta64(1, "D")
PLACES = ("acquirer_id", "mcc", "currency", "payee_country")


def day_numbers(times: np.ndarray) -> np.ndarray:
    """Return whole days since 1970."""
    return np.asarray(times, dtype="datetime64[D]").astype("int64")


class Member:
    """One member that hands in payments."""

    def __init__(self, about: Any, merchants: pd.DataFrame, transactions: pd.DataFrame) -> None:
        self.id, self.kind = str(about.provider_id), str(about.kind)
        zone = getattr(about, "timezone", None)
        self.zone = zone if isinstance(zone, str) else "UTC"
        held = {
            name: texts(transactions[name])
            for name in transactions.columns
            if name not in ("provider_id", "occurred_at", "amount")
        }
        self.columns = {name: values for name, values in held.items() if any(value is not None for value in values)}
        self.at = np.asarray(transactions["occurred_at"], dtype="datetime64[s]")
        self.amount = np.asarray(transactions["amount"], dtype=float)
        midnight = bool((self.at == self.at.astype("datetime64[D]")).all())
        self.day_only = getattr(about, "time_precision", None) == "day" or midnight
        local = pd.DatetimeIndex(self.at).tz_localize("UTC").tz_convert(self.zone).tz_localize(None)
        local = np.asarray(local, dtype="datetime64[s]")
        self.day = day_numbers(self.at if self.day_only else local)
        self.second = (local - local.astype("datetime64[D]")).astype("int64")
        self.first_day, self.end_day = int(self.day.min()), self._end(getattr(about, "last_day", None))
        kinds = self.columns.get("kind", np.full(len(self.at), None, dtype=object))
        self.row_kind = np.where(pd.isna(kinds), "purchase", kinds).astype(str)
        self.rows = np.flatnonzero(self.row_kind == "purchase")
        self._learn_merchants(merchants)
        self._learn_payers()
        self._learn_rest()

    def _end(self, last_day: Any) -> int:
        seen = int(self.day.max())
        return seen if pd.isna(last_day) else min(seen, int(day_numbers(np.array([pd.Timestamp(last_day)]))[0]))

    def _learn_merchants(self, merchants: pd.DataFrame) -> None:
        codes, ids = pd.factorize(self.columns["merchant_id"])
        self.merchant_ids, self.merchant_of_row = np.asarray(ids, dtype=object), codes
        self.code_of = {name: code for code, name in enumerate(self.merchant_ids)}
        own = codes[self.rows]
        self.order = self.rows[np.argsort(own, kind="stable")]
        self.counts = np.bincount(own, minlength=len(ids))
        self.starts = np.concatenate([[0], np.cumsum(self.counts)[:-1]])
        held = np.maximum(self.counts, 1)
        first = self.order[np.minimum(self.starts, len(self.order) - 1)]
        self.place = {
            name: np.where(self.counts > 0, self.columns[name][first], None) for name in PLACES if name in self.columns
        }
        extremes = pd.DataFrame({"code": codes, "day": self.day}).groupby("code")["day"].agg(["min", "max"])
        self.first_seen, self.last_seen = extremes["min"].to_numpy(), extremes["max"].to_numpy()
        self.present = np.zeros(len(ids), dtype=bool)
        if "card_present" in self.columns:
            share = np.bincount(own, weights=truth(self.columns["card_present"][self.rows]), minlength=len(ids)) / held
            self.present = share > 0.5
        self.table = {
            name: texts(merchants[name])
            for name in merchants.columns
            if name != "provider_id" and len(merchants) and merchants[name].notna().any()
        }
        self.row_of = {name: row for row, name in enumerate(self.table.get("merchant_id", ()))}
        described = np.array([self.row_of.get(name, -1) for name in self.merchant_ids])
        self.described = described

    def _learn_payers(self) -> None:
        codes, ids = pd.factorize(self.columns["payer_ref"])
        self.payer_ids, self.payer_of_row = np.asarray(ids, dtype=object), codes
        seen = (
            pd.DataFrame({"code": codes, "day": self.day, "row": np.arange(len(codes))})
            .groupby("code")
            .agg(first=("day", "min"), last=("day", "max"), row=("row", "min"), count=("day", "size"))
        )
        seen = seen.loc[seen.index >= 0]
        self.payer_first, self.payer_last = seen["first"].to_numpy(), seen["last"].to_numpy()
        self.payer_count, row = seen["count"].to_numpy(), seen["row"].to_numpy()
        none = np.full(len(row), None, dtype=object)
        self.payer_kind = self.columns["payer_ref_kind"][row] if "payer_ref_kind" in self.columns else none
        self.payer_country = self.columns["payer_country"][row] if "payer_country" in self.columns else none

    def _learn_rest(self) -> None:
        named, numbers = np.unique(self.row_kind, return_counts=True)
        self.rate = {name: number / max(1, len(self.rows)) for name, number in zip(named, numbers)}
        self.rows_of_kind = {name: np.flatnonzero(self.row_kind == name) for name in named if name != "purchase"}
        span = np.arange(self.first_day, self.end_day + 1)
        week = np.bincount((self.day[self.rows] + 3) % 7, minlength=7) + 1.0
        self.day_weight = np.concatenate([[0.0], np.cumsum(week[(span + 3) % 7])])
        money = self.columns.get("currency", np.full(len(self.at), "EUR", dtype=object))
        self.prices = {
            name: np.sort(self.amount[self.rows[money[self.rows] == name]])
            for name in pd.unique(money[self.rows])
            if name is not None
        }
        self.shapes: dict[str, Shape] = {}
        self.habits: dict[str, np.ndarray] = {}
        self.references: dict[Any, tuple[np.ndarray, np.ndarray]] = {}

    def days(self, low: np.ndarray, high: np.ndarray, chance: np.ndarray) -> np.ndarray:
        """Return days between two bounds, in the weekly rhythm of the member."""
        size = len(self.day_weight) - 2
        low = np.clip(np.asarray(low) - self.first_day, 0, size)
        high = np.clip(np.asarray(high) - self.first_day, low, size)
        level = self.day_weight[low] + chance * (self.day_weight[high + 1] - self.day_weight[low])
        return self.first_day + np.clip(np.searchsorted(self.day_weight, level, side="right") - 1, low, high)

    def shape(self, name: str, group: Any = None) -> Shape:
        """Return the shape of an identifier; merchants' ids may be asked for by acquirer."""
        key = f"{name}|{group}"
        if key not in self.shapes:
            self.shapes[key] = self._shape(name, group)
        return self.shapes[key]

    def _shape(self, name: str, group: Any) -> Shape:
        if name == "merchant_id":
            ids = self.merchant_ids
            if group is not None and "acquirer_id" in self.place:
                ids = ids[self.place["acquirer_id"] == group]
            made = Shape(ids if len(ids) else self.merchant_ids)
            made.taken.update(str(known) for known in self.merchant_ids)
            return made
        if name in ("transaction_id", "payer_ref", "terminal_id"):
            return Shape(self.columns[name], self.at if name == "transaction_id" else None)
        return Shape(np.array([value for value in self.table[name] if value is not None], dtype=object))

    def reference_near(self, acquirer: Any, when: np.ndarray) -> np.ndarray:
        """Return the network references of payments near in time, of the same acquirer where there are any."""
        if acquirer not in self.references:
            held = pd.notna(self.columns["network_reference"])
            if acquirer is not None and "acquirer_id" in self.columns:
                same = held & (self.columns["acquirer_id"] == acquirer)
                held = same if same.any() else held
            rows = np.flatnonzero(held)
            rows = rows[np.argsort(self.at[rows], kind="stable")]
            self.references[acquirer] = (self.at[rows], self.columns["network_reference"][rows])
        times, names = self.references[acquirer]
        return names[np.clip(np.searchsorted(times, when), 0, len(names) - 1)]

    def payers_of(self, merchant: int) -> np.ndarray:
        """Return the codes of those who paid a merchant."""
        rows = self.order[self.starts[merchant] : self.starts[merchant] + self.counts[merchant]]
        return np.unique(self.payer_of_row[rows])


def linked_payers(acquirer: Member, issuer: Member) -> dict[int, int]:
    """Say which payers of an acquirer are which of an issuer, by payments of both or a reference that joins."""
    links: dict[int, int] = {}
    if "network_reference" in acquirer.columns and "network_reference" in issuer.columns:
        theirs = pd.Series(issuer.payer_of_row, index=pd.Index(issuer.columns["network_reference"], dtype=object))
        theirs = theirs[theirs.index.notna() & ~theirs.index.duplicated()]
        position = theirs.index.get_indexer(pd.Index(acquirer.columns["network_reference"], dtype=object))
        hit = (position >= 0) & pd.notna(acquirer.columns["network_reference"])
        links.update(zip(acquirer.payer_of_row[hit].tolist(), theirs.to_numpy()[position[hit]].tolist()))
    if not links:
        known = {(ref, kind): code for code, (ref, kind) in enumerate(zip(issuer.payer_ids, issuer.payer_kind))}
        for code, key in enumerate(zip(acquirer.payer_ids, acquirer.payer_kind)):
            if key[1] in JOINING and key in known:
                links[code] = known[key]
    return links
