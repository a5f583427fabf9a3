"""The accounts of a group: where they are, after which honest shop they look, how long they live."""

from dataclasses import dataclass, field

import numpy as np

from .plans import Plan
from .surround import Surround, Venue


@dataclass
class Account:
    """One account; `models` are the rows whose form its own rows take, by member."""

    group: str
    plan: Plan
    venue: Venue
    models: dict[str, np.ndarray]
    shop: int
    currency: str | None
    opened: int = 0
    closed: int = 0
    sums: np.ndarray = field(default_factory=lambda: np.empty(0))
    persons: np.ndarray = field(default_factory=lambda: np.empty(0, dtype=int))
    passes_to: int = -1


class Sites:
    """Finds honest shops after which accounts can look, and the sums that are paid there."""

    def __init__(self, rng: np.random.Generator, around: Surround) -> None:
        """Take a generator and a coalition that was looked at."""
        self.rng, self.around = rng, around
        self._fits: dict[tuple, np.ndarray] = {}
        self._sums: dict[tuple, np.ndarray] = {}
        self.kind = around.rows["_kind"].to_numpy()
        self.bought = self.kind == "purchase"
        self.remote = around.rows["_remote"].to_numpy()
        self.used: set[tuple[str, str]] = set()

    def fitting(self, venue: Venue, plan: Plan) -> np.ndarray:
        """Return shops of a venue with the plan's face; any of the venue where none has it."""
        key = (venue, plan.face, plan.trick == "voucher")
        if key not in self._fits:
            shops = self.around.shops
            here = shops["provider"].isin(venue.views).to_numpy() & (shops["n"].to_numpy() >= 3)
            if venue.acquirer is not None and (here & (shops["acquirer"] == venue.acquirer).to_numpy()).sum() > 5:
                here &= (shops["acquirer"] == venue.acquirer).to_numpy()
            far = shops["remote"].to_numpy()
            face = np.isnan(far) | (plan.face == "any") | ((far >= 0.5) == (plan.face == "remote"))
            if plan.trick == "voucher":
                rail = np.isin(np.arange(len(shops)), np.unique(self.voucher_shops()))
                face &= rail if (rail & here).any() else True
            fits = np.flatnonzero(here & face)
            self._fits[key] = fits if len(fits) else np.flatnonzero(shops["provider"].isin(venue.views))
        return self._fits[key]

    def voucher_shops(self) -> np.ndarray:
        """Return shops that were ever paid by voucher."""
        if "rail" not in self.around.rows.columns:
            return np.empty(0, dtype=int)
        rows = np.flatnonzero((self.around.rows["rail"] == "voucher").to_numpy())
        codes = np.repeat(np.arange(len(self.around.shops)), np.diff(self.around.starts))
        of = np.empty(len(codes), dtype=int)
        of[self.around.order] = codes
        return of[rows]

    def pick(self, venue: Venue, plan: Plan, currency: str | None) -> int:
        """Choose an honest shop after which an account looks, in a currency if there is one."""
        fits = self.fitting(venue, plan)
        if currency is not None:
            same = fits[(self.around.shops["currency"].to_numpy()[fits] == currency)]
            fits = same if len(same) else fits
        odds = self.around.shops["n"].to_numpy()[fits] ** 0.35
        return int(self.rng.choice(fits, p=odds / odds.sum()))

    def host(self, venue: Venue, plan: Plan) -> int:
        """Choose an honest shop in which a stream can run, large enough and not yet used."""
        fits = self.fitting(venue, plan)
        size = self.around.shops["n"].to_numpy()[fits].astype(float)
        ids = self.around.shops["merchant_id"].to_numpy()[fits]
        free = np.array([(str(venue.views), name) not in self.used for name in ids])
        odds = np.where(free, np.where(size >= 15, size**0.6, 0.01), 1e-9)
        shop = int(self.rng.choice(fits, p=odds / odds.sum()))
        self.used.add((str(venue.views), self.around.shops["merchant_id"].iat[shop]))
        return shop

    def twin_shops(self, shop: int, views: tuple[str, ...]) -> dict[str, int]:
        """Return the same card acceptor as each member sees it."""
        shops = self.around.shops
        name = shops["merchant_id"].iat[shop]
        fits = (shops["merchant_id"] == name).to_numpy() & shops["provider"].isin(views).to_numpy()
        if shops["acquirer"].iat[shop] is not None:
            fits &= (shops["acquirer"].isna() | (shops["acquirer"] == shops["acquirer"].iat[shop])).to_numpy()
        same = np.flatnonzero(fits)
        return {shops["provider"].iat[at]: int(at) for at in same}

    def models(self, shop: int, venue: Venue, plan: Plan) -> dict[str, np.ndarray]:
        """Return for each member the rows whose form an account's rows take."""
        views = [*venue.views, *([venue.mirror] if venue.mirror else [])]
        same = self.twin_shops(shop, tuple(views))
        found = {}
        for view in views:
            rows = self._wanted(self.around.rows_of(same[view]), plan) if view in same else np.empty(0, dtype=int)
            if len(rows) < 4:
                sub = self.fitting(Venue((view,), venue.acquirer, None, venue.kind, 0.0), plan)
                more = [self.around.rows_of(one) for one in self.rng.choice(sub, min(4, len(sub)), replace=False)]
                rows = np.concatenate([rows, self._wanted(np.concatenate(more), plan)])
            if not len(rows):
                rows = self._wanted(self.around.members[view]["rows"], plan)
            found[view] = rows if len(rows) else self.around.members[view]["rows"]
        return found

    def _wanted(self, rows: np.ndarray, plan: Plan) -> np.ndarray:
        """Keep purchases with the plan's face, rail and declared relation, as far as there are any."""
        rows = rows[self.bought[rows]]
        frame = self.around.rows
        tests = [self.remote[rows] == (1 if plan.face == "remote" else 0)] if plan.face != "any" else []
        if plan.trick == "voucher" and "rail" in frame.columns:
            tests.append((frame["rail"].to_numpy()[rows] == "voucher"))
        if plan.bond and "relationship" in frame.columns:
            said = frame["relationship"].to_numpy()[rows]
            tests.append((said == "family") == (plan.bond == "family"))
        keep = np.ones(len(rows), dtype=bool)
        for test in tests:
            keep = keep & test if (keep & test).any() else keep
        return rows[keep]

    def sums(self, venue: Venue, plan: Plan, currency: str | None) -> np.ndarray:
        """Return the sums paid at shops of the plan's face in a currency, in order."""
        key = (venue.views, venue.acquirer, plan.face, currency)
        if key not in self._sums:
            shops = self.rng.permutation(self.fitting(venue, plan))[:150]
            rows = np.concatenate([self.around.rows_of(shop)[:300] for shop in shops])
            rows = rows[self.bought[rows]]
            if "currency" in self.around.rows.columns and currency is not None:
                same = rows[self.around.rows["currency"].to_numpy()[rows] == currency]
                rows = same if len(same) > 5 else rows
            self._sums[key] = np.sort(self.around.rows["amount"].to_numpy()[rows])
        return self._sums[key]


def lives(rng: np.random.Generator, plan: Plan, first: int, last: int) -> np.ndarray:
    """Draw first and last days of a group's accounts by its schedule."""
    span, count = max(3, last - first), plan.accounts
    life = np.clip(plan.life * rng.lognormal(0, 0.35, count), 2, span)
    if plan.schedule == "whole":
        begin, life = np.full(count, float(first)), np.full(count, float(span))
    elif plan.schedule in ("chain", "churn"):
        gap = rng.uniform(-3, 8, count) if plan.schedule == "chain" else -life * rng.uniform(0.3, 0.9, count)
        step = np.maximum(0.5, life + gap)
        if step.sum() > span:
            scale = span / step.sum()
            life, step = np.maximum(2, life * max(scale, 0.1)), step * scale
        begin = first + rng.uniform(0, max(1.0, span - step.sum())) + np.concatenate([[0], np.cumsum(step)[:-1]])
    elif plan.schedule == "burst":
        begin = first + rng.uniform(0, max(1.0, span - plan.life)) + rng.uniform(0, 10, count)
    else:
        begin = first + rng.uniform(-0.2, 0.95, count) * span
    begin = np.clip(np.floor(begin), first, max(first, last - 2)).astype(int)
    return np.stack([begin, np.clip(begin + life.astype(int), begin + 2, max(last, first + 2))], axis=1)


def price_book(rng: np.random.Generator, plan: Plan, sums: np.ndarray, spots: np.ndarray) -> np.ndarray:
    """Return an account's price list; `spots` are the group's places between its smallest and largest sum."""
    inside = sums[int(plan.band[0] * len(sums)) : max(int(plan.band[1] * len(sums)), int(plan.band[0] * len(sums)) + 1)]
    inside = inside if len(inside) else sums
    if plan.prices == "own":
        spots = rng.random(len(spots))
    if plan.prices in ("points", "own"):
        return np.unique(inside[(spots * len(inside)).astype(int)])
    if plan.prices == "trial":
        low = sums[int(rng.uniform(0.01, 0.15) * len(sums))]
        return np.array([low, inside[int((0.5 + spots[0] / 2) * (len(inside) - 1))]])
    if plan.prices == "round":
        tens = np.unique(inside[np.isclose(inside % 5, 0)])
        return rng.choice(tens, min(4, len(tens)), replace=False) if len(tens) else inside[:1]
    return rng.choice(inside, 30 if plan.prices == "blend" else 200)
