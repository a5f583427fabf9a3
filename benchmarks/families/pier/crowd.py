"""The payers of a group: people who also shop elsewhere, neighbours or anybody, and some new ones."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .model import JOINING
from .plan import Plan
from .survey import Member

Rng = np.random.Generator


class Crowd:
    """Draws payers for the accounts of one group."""

    def __init__(self, rng: Rng, plan: Plan) -> None:
        self.rng, self.plan = rng, plan
        self.pools: dict[str, np.ndarray] = {}
        self.size = max(2, int(plan.payers * max(plan.common, .02) * rng.uniform(1, 1.8)))
        self.town: dict[str, np.ndarray] = {}

    def draw(self, member: Member) -> np.ndarray:
        """Distinct references of the payers of one account."""
        rng, plan = self.rng, self.plan
        size = int(np.clip(plan.payers * rng.lognormal(0, .35), 5, 400))
        pool = self._pool(member)
        common = rng.permutation(pool)[: int(round(size * plan.common))]
        own = self._strangers(member, size - len(common), plan.common >= .2)
        return pd.unique(np.concatenate([common, own]))

    def _pool(self, member: Member) -> np.ndarray:
        """The common payers, under the references of a member; equal where references join members."""
        kind = str(member.payers["kind"].iloc[0])
        if kind in JOINING and kind in self.pools:
            pool = self.pools[kind]
            if member.kind == "issuer":
                known = pool[np.isin(pool, member.payers.index.to_numpy(dtype=object))]
                return pd.unique(np.concatenate([known, self._strangers(member, self.size - len(known), True)]))
            return pool
        key = kind if kind in JOINING else f"{kind} {member.provider}"
        if key not in self.pools:
            self.pools[key] = self._strangers(member, self.size, True)
        return self.pools[key]

    def _strangers(self, member: Member, size: int, same_town: bool) -> np.ndarray:
        """Existing payers, the active ones more often, and some new references."""
        if size <= 0:
            return np.array([], dtype=object)
        among = member.payers
        if self.plan.circle == "neighbours":
            if not same_town or member.provider not in self.town:
                self.town[member.provider] = self._neighbours(member, size)
            among = among.loc[self.town[member.provider]]
        weights = among["n"].to_numpy(float) ** .6
        fresh = int(self.rng.binomial(size, self.plan.fresh))
        count = min(size - fresh, len(among))
        old = self.rng.choice(among.index.to_numpy(dtype=object), count, replace=False, p=weights / weights.sum())
        return np.concatenate([old, member.mould("payer_ref").draw(self.rng, fresh, self._times(member, fresh))])

    def _times(self, member: Member, size: int) -> np.ndarray:
        return self.rng.integers(member.first, member.last + 1, size).astype("datetime64[D]").astype("datetime64[s]")

    def _neighbours(self, member: Member, size: int) -> np.ndarray:
        """Payers of one counter, then of other counters at which these pay."""
        rng, shops = self.rng, member.shops
        counters = shops[(shops["payers"] >= 8) & (shops["present"] > .5)]
        counters = counters if len(counters) >= 5 else shops
        anchor = str(rng.choice(counters.index))
        found = set(member.purchases(anchor)["payer_ref"])
        allowed = set(counters.index)
        for _ in range(8):
            if len(found) >= 2 * size + 10:
                break
            near = member.rows["merchant_id"][member.rows["payer_ref"].isin(found)].value_counts()
            near = near[near.index.isin(allowed)][:40]
            before = len(found)
            for shop in rng.permutation(near.index.to_numpy(dtype=object))[:6]:
                found |= set(member.purchases(str(shop))["payer_ref"])
            if len(found) == before:
                break
        return np.array(sorted(found & set(member.payers.index)), dtype=object)
