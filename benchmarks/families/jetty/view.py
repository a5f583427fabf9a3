"""One member as its own rows show it: accounts, payers, habits of form."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from .clock import to_local
from .idmake import IdMake, learn
from .model import Coalition

DAY = 86400
WORD = re.compile(r"[A-Za-z]{4,}")


@dataclass(frozen=True)
class View:
    """What can be learned of one member; `seconds` and all other times are local wall time."""

    provider: str
    kind: str
    zone: str
    end: int
    rows: pd.DataFrame
    merchants: pd.DataFrame
    accounts: pd.DataFrame
    order: np.ndarray
    by_time: np.ndarray
    seconds: np.ndarray
    payers: pd.DataFrame
    by_payer: dict[str, np.ndarray]
    grain: int
    makes: dict[str, IdMake] = field(default_factory=dict)
    words: Counter = field(default_factory=Counter)
    shared: dict[str, Counter] = field(default_factory=dict)

    def rows_of(self, account: str) -> np.ndarray:
        """Positions of an account's rows."""
        held = self.accounts.loc[account]
        return self.order[int(held["begin"]): int(held["begin"] + held["count"])]

    def make(self, column: str) -> IdMake:
        """The make of a column, learned once."""
        if column not in self.makes:
            known = self.rows[column] if column in self.rows else pd.Series(dtype=object)
            listed = self.merchants[column] if column in self.merchants else pd.Series(dtype=object)
            both = pd.concat([known.astype(object), listed.astype(object)]).dropna()
            self.makes[column] = learn(both.to_numpy())
        return self.makes[column]


def look_at(coalition: Coalition) -> list[View]:
    """A view of each member that has transactions."""
    views = []
    for member in coalition.members.itertuples(index=False):
        rows = coalition.transactions[coalition.transactions["provider_id"] == member.provider_id].reset_index(drop=True)
        if len(rows):
            listed = coalition.merchants
            listed = listed[listed["provider_id"] == member.provider_id] if "provider_id" in listed and len(listed) else listed
            views.append(_view(member, rows, listed.drop_duplicates("merchant_id").set_index("merchant_id", drop=False)))
    return views


def _view(member: object, rows: pd.DataFrame, listed: pd.DataFrame) -> View:
    instants = rows["occurred_at"].to_numpy().astype("datetime64[s]")
    whole = bool((instants.astype(np.int64) % DAY == 0).all())
    zone = "UTC" if whole or pd.isna(member.timezone) else str(member.timezone)
    seconds = to_local(instants, zone).astype(np.int64)
    order = np.argsort(pd.factorize(rows["merchant_id"])[0], kind="stable")
    ordered = rows["merchant_id"].to_numpy()[order]
    begin = np.flatnonzero(np.append([True], ordered[1:] != ordered[:-1]))
    count = np.diff(np.append(begin, len(rows)))
    accounts = pd.DataFrame({
        "begin": begin, "count": count, "first": np.minimum.reduceat(seconds[order], begin),
        "last": np.maximum.reduceat(seconds[order], begin),
    }, index=pd.Index(ordered[begin], dtype=object))
    end = pd.Timestamp(member.last_day)
    end = int(end.timestamp()) + DAY if not pd.isna(end) else int(seconds.max()) + 1
    grain = next(step for step in (DAY, 3600, 60, 1) if (seconds % step == 0).all())
    payer = rows.drop_duplicates("payer_ref").set_index("payer_ref")[["payer_ref_kind", "payer_country", "protected_payer"]]
    by_payer = rows.groupby("payer_ref", sort=False).indices
    payer = payer.assign(count=[len(by_payer[name]) for name in payer.index])
    view = View(member.provider_id, str(member.kind), zone, min(end, int(seconds.max()) + DAY), rows, listed, accounts,
                order, np.argsort(seconds, kind="stable"), seconds, payer, by_payer, grain)
    _words(view)
    return view


def _words(view: View) -> None:
    """Count words over accounts, and each identity value over accounts."""
    first = view.rows["descriptor"].iloc[view.order[view.accounts["begin"].to_numpy()]]
    for text in [*first.dropna(), *view.merchants.get("legal_name", pd.Series(dtype=object)).dropna()]:
        view.words.update({word.lower() for word in WORD.findall(str(text))})
    for column in ("settlement_account", "phone", "email", "postal_address", "principal", "domain", "registration_number", "parent_id"):
        held = view.merchants[column].dropna() if column in view.merchants else []
        view.shared[column] = Counter(held)
