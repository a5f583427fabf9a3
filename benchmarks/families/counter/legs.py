"""Events become legs: which member sees them, at what second, and what answers them."""

import numpy as np
import pandas as pd

from .accounts import Account
from .crowd import Crowd
from .surround import Surround

ANSWERS = (("refund", 0.3, 9.0), ("chargeback", 7.0, 20.0))


class Clock:
    """Gives events their second and their answers, in the manner of the honest rows around."""

    def __init__(self, rng: np.random.Generator, around: Surround) -> None:
        """Take a generator and a coalition that was looked at."""
        self.rng, self.around = rng, around
        self.stamp = around.rows["occurred_at"].to_numpy().astype(np.int64)
        self.kind = around.rows["_kind"].to_numpy()
        self.remote = around.rows["_remote"].to_numpy()
        self._rates: dict[tuple[str, str], dict[str, float]] = {}
        self._hours: dict[tuple[str, str], np.ndarray] = {}

    def _source(self, account: Account) -> str:
        """Return a member of the account that knows the time of day, if there is one."""
        exact = [view for view in account.models if not self.around.members[view]["daily"]]
        return exact[0] if exact else next(iter(account.models))

    def _at_hours(self, view: str, name: str) -> np.ndarray:
        """Return rows of a member in the local night or by day; all where it has none."""
        if (view, name) not in self._hours:
            member = self.around.members[view]
            hour = ((self.stamp[member["rows"]] + member["shift"]) % 86_400) // 3600
            fits = (hour >= 22) | (hour < 5) if name == "night" else (hour >= 9) & (hour < 18)
            self._hours[view, name] = member["rows"][fits] if fits.any() else member["rows"]
        return self._hours[view, name]

    def seconds(self, account: Account, days: np.ndarray) -> np.ndarray:
        """Draw the instants of payments on given days by the plan's hours."""
        view, count = self._source(account), len(days)
        base = self.rng.choice(account.models[view], count)
        if account.plan.hours != "trade":
            other = self.rng.choice(self._at_hours(view, account.plan.hours), count)
            base = np.where(self.rng.random(count) < self.rng.uniform(0.35, 0.9), other, base)
        step = self.around.members[view]["step"]
        moved = self.stamp[base] + self.rng.integers(-1200, 1200, count)
        return days * 86_400 + (moved % 86_400) // step * step

    def rates(self, account: Account) -> dict[str, float]:
        """Return how often payments of a face are answered at a member."""
        view, face = self._source(account), account.plan.face
        if (view, face) not in self._rates:
            rows = self.around.members[view]["rows"]
            if face != "any" and (self.remote[rows] >= 0).any():
                near = rows[self.remote[rows] == (1 if face == "remote" else 0)]
                rows = near if len(near) > 200 else rows
            names, counts = np.unique(self.kind[rows].astype(str), return_counts=True)
            table = dict(zip(names.tolist(), counts.tolist(), strict=True))
            bought = max(1, table.get("purchase", 1))
            self._rates[view, face] = {name: number / bought for name, number in table.items()}
        return self._rates[view, face]

    def answered(self, events: pd.DataFrame, accounts: list[Account]) -> pd.DataFrame:
        """Add refunds, chargebacks and declines to payments; `answers` is the event's number, or -1."""
        events = events.assign(kind="purchase", answers=-1).reset_index(drop=True)
        count = len(events)
        number = events["account"].to_numpy()
        rate = {
            name: np.array([self.rates(a).get(name, 0.0) * a.plan.back[at] for a in accounts])
            for at, name in enumerate(("refund", "chargeback", "decline"))
        }
        parts = [events]
        for name, least, mean in ANSWERS:
            hit = np.flatnonzero(self.rng.random(count) < np.minimum(rate[name][number], 0.4))
            wait = ((least + self.rng.exponential(mean, len(hit))) * 86_400).astype(np.int64)
            stamp = events["stamp"].to_numpy()[hit] + wait
            parts.append(events.iloc[hit].assign(kind=name, answers=hit, regular=False, stamp=stamp))
        hit = np.flatnonzero(self.rng.random(count) < np.minimum(rate["decline"][number], 0.5))
        before = events["stamp"].to_numpy()[hit] - self.rng.integers(20, 900, len(hit))
        parts.append(events.iloc[hit].assign(kind="decline", regular=False, stamp=before))
        return pd.concat(parts, ignore_index=True)


def legs(crowd: Crowd, events: pd.DataFrame, accounts: list[Account]) -> pd.DataFrame:
    """Return a row for each member that sees an event: its number, the member, and the payer's handle or newcomer."""
    parts = []
    keys = pd.factorize(pd.Series([str((a.venue.views, a.venue.mirror)) for a in accounts]))[0]
    whose = keys[events["account"].to_numpy()]
    for key in np.unique(whose):
        venue = accounts[int(np.flatnonzero(keys == key)[0])].venue
        mine = np.flatnonzero(whose == key)
        person = events["person"].to_numpy()[mine]
        old = person < crowd.base
        held = np.stack([np.where(old, crowd.around.handle[v][np.where(old, person, 0)], -1) for v in venue.views])
        if len(crowd.new.ref):
            new = np.array(crowd.new.provider, dtype=object)[np.where(old, 0, person - crowd.base)]
        else:
            new = np.full(len(person), None, dtype=object)
        here = (held >= 0) | (~old & (new[None, :] == np.array(venue.views, dtype=object)[:, None]))
        lean = (person[None, :] * 2_654_435_761 + np.arange(len(venue.views))[:, None] * 97) % 1009
        chosen = np.where(here, 1 + lean, 0).argmax(axis=0)
        seen = np.flatnonzero(here.any(axis=0))
        parts.append(
            pd.DataFrame(
                {
                    "event": mine[seen],
                    "view": np.array(venue.views, dtype=object)[chosen[seen]],
                    "handle": held[chosen[seen], seen],
                    "person": person[seen],
                }
            )
        )
        if venue.mirror:
            at = np.where(old, crowd.around.handle[venue.mirror][np.where(old, person, 0)], -1)
            parts.append(pd.DataFrame({"event": mine, "view": venue.mirror, "handle": at, "person": person}))
    return pd.concat(parts, ignore_index=True)
