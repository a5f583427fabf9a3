"""What surrounds the plant: each member's payments, accounts, payers, hours, prices and the forms of its ids."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from .model import DAY, Coalition, to_local

JOINS = ("par", "iban", "email", "phone", "address")


@dataclass
class Place:
    """One member as it looks: `buys` are rows of purchases, `stalls` its accounts (a row for each code)."""

    name: str
    kind: str
    timezone: str
    coarse: bool
    rows: pd.DataFrame
    papers: pd.DataFrame
    second: np.ndarray
    payer: np.ndarray
    shop: np.ndarray
    stalls: pd.DataFrame
    by_shop: tuple[np.ndarray, np.ndarray]
    by_payer: tuple[np.ndarray, np.ndarray]
    week: np.ndarray
    points: np.ndarray
    kinds: dict[str, np.ndarray]
    used: set[int] = field(default_factory=set)
    memo: dict[str, Any] = field(default_factory=dict)

    @property
    def span(self) -> tuple[int, int]:
        """First and last second of the purchases."""
        return int(self.second.min()), int(self.second.max())

    def once(self, name: str, make: Callable[[], Any]) -> Any:
        """Something dear to compute, computed once."""
        if name not in self.memo:
            self.memo[name] = make()
        return self.memo[name]

    def has(self, column: str) -> bool:
        """Whether the member fills a column of its payments."""
        return column in self.rows.columns

    def of_shop(self, code: int) -> np.ndarray:
        """Rows of purchases of an account."""
        order, bounds = self.by_shop
        return order[bounds[code] : bounds[code + 1]]

    def of_payer(self, code: int) -> np.ndarray:
        """Rows of purchases of a payer."""
        order, bounds = self.by_payer
        return order[bounds[code] : bounds[code + 1]]

    def moments(self, rng: np.random.Generator, window: tuple[int, int], count: int) -> np.ndarray:
        """Seconds in a window, in the rhythm of the member's days."""
        start = self.span[0] // DAY * DAY
        low, high = (window[0] - start) / DAY, (window[1] - start) / DAY
        ends = np.interp([low, high], np.arange(len(self.week)), self.week)
        drawn = rng.uniform(ends[0], max(ends[1], ends[0] + 1e-9), count)
        spot = np.interp(drawn, self.week, np.arange(len(self.week)))
        return (start + np.clip(spot, low, high) * DAY).astype("int64")


def survey(coalition: Coalition) -> list[Place]:
    """All members that hand in enough purchases to hide something among them."""
    places = []
    for _, member in coalition.members.iterrows():
        rows = coalition.transactions[coalition.transactions["provider_id"] == member["provider_id"]]
        if len(rows) >= 40 and member["kind"] not in ("hotline", "law_enforcement"):
            papers = coalition.merchants
            if papers is not None and len(papers):
                papers = papers[papers["provider_id"] == member["provider_id"]]
            places.append(_place(member, rows.reset_index(drop=True), papers))
    return places


def _filled(frame: pd.DataFrame) -> pd.DataFrame:
    """The columns of a frame that hold anything."""
    return frame[[column for column in frame.columns if frame[column].notna().any()]]


def _place(member: pd.Series, rows: pd.DataFrame, papers: pd.DataFrame) -> Place:
    """What can be said of one member."""
    rows = _filled(rows)
    second = rows["occurred_at"].to_numpy().astype("datetime64[s]").astype("int64")
    kind = rows["kind"].to_numpy() if "kind" in rows else np.full(len(rows), "purchase", object)
    kind = np.where(pd.isna(kind), "purchase", kind)
    payer, _ = pd.factorize(rows["payer_ref"])
    shop, names = pd.factorize(rows["merchant_id"])
    buys = np.flatnonzero(kind == "purchase")
    papers = _filled(papers).drop_duplicates("merchant_id") if len(papers) else pd.DataFrame({"merchant_id": []})
    coarse = str(member.get("time_precision")) == "day" or len(np.unique(second[:5000] % DAY)) <= 3
    place = Place(
        str(member["provider_id"]),
        str(member["kind"]),
        _zone(member),
        coarse,
        rows,
        papers.set_index("merchant_id"),
        second,
        payer,
        shop,
        pd.DataFrame(),
        _index(shop, buys, len(names)),
        _index(payer, buys, payer.max() + 1),
        np.zeros(0),
        np.zeros(0, int),
        {each: np.flatnonzero(kind == each) for each in np.unique(kind)},
    )
    place.stalls = _stalls(place, names, buys)
    start = place.span[0] // DAY
    counts = np.bincount(second[buys] // DAY - start) + 0.02 * len(buys) / max((place.span[1] - place.span[0]) / DAY, 1)
    place.week = np.concatenate([[0], np.cumsum(counts)])
    same = pd.Series(1, index=range(len(buys))).groupby([shop[buys], rows["amount"].to_numpy()[buys]]).transform("size")
    often = buys[same.to_numpy() >= np.maximum(3, 0.06 * place.stalls["count"].to_numpy()[shop[buys]])]
    place.points = often if len(often) >= 60 else buys
    return place


def _zone(member: pd.Series) -> str:
    """The member's time zone, UTC where it names none."""
    zone = member.get("timezone")
    return str(zone) if isinstance(zone, str) and zone else "UTC"


def _index(code: np.ndarray, rows: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Rows in the order of a code, and where each code begins."""
    order = rows[np.argsort(code[rows], kind="stable")]
    return order, np.searchsorted(code[order], np.arange(count + 1))


def _stalls(place: Place, names: pd.Index, buys: np.ndarray) -> pd.DataFrame:
    """Facts of each account: size, payers, first and last second, whether private, a sub-merchant or online."""
    frame = pd.DataFrame({"shop": place.shop[buys], "payer": place.payer[buys], "second": place.second[buys]})
    group = frame.groupby("shop")
    facts = pd.DataFrame({"merchant_id": names})
    facts["count"] = group.size().reindex(facts.index).fillna(0).astype(int)
    facts["payers"] = group["payer"].nunique().reindex(facts.index).fillna(0).astype(int)
    facts["first"] = group["second"].min().reindex(facts.index).fillna(0).astype("int64")
    facts["last"] = group["second"].max().reindex(facts.index).fillna(0).astype("int64")
    kind = place.papers["kind"].reindex(names).to_numpy() if "kind" in place.papers else np.full(len(names), None)
    small = facts["payers"].to_numpy() <= max(facts["payers"].median(), 5)
    private = small if place.kind in ("wallet", "remitter", "bank", "vasp") and "kind" not in place.papers else False
    facts["private"] = (kind == "payee") | (kind == "address") | private
    facts["sub"] = kind == "sub_merchant"
    facts["online"] = True
    if place.has("card_present"):
        there = place.rows["card_present"].to_numpy()[buys].astype(str)
        at_till = pd.Series(np.char.lower(there.astype("U5")) == "true").groupby(frame["shop"]).mean()
        facts["online"] = at_till.reindex(facts.index).fillna(0) < 0.5
    facts["night"] = _nightly(place, buys, len(names))
    return facts


def _nightly(place: Place, buys: np.ndarray, count: int) -> np.ndarray:
    """The share of purchases between nine in the evening and five in the morning, by account."""
    hour = to_local(place.second[buys], place.timezone) % DAY // 3600
    dark = ((hour >= 21) | (hour < 5)).astype(float)
    total = np.bincount(place.shop[buys], minlength=count)
    return np.bincount(place.shop[buys], weights=dark, minlength=count) / np.maximum(total, 1)
