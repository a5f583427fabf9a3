"""Legs become rows of the contract, each in the form of an honest row near it."""

import numpy as np
import pandas as pd

from .accounts import Account
from .crowd import Crowd
from .legs import Clock
from .shapes import between, like, renamed
from .surround import Surround, column

FACTS = ("acquirer_id", "terminal_id", "mcc", "descriptor", "payee_country")


class Writer:
    """Names accounts and writes rows."""

    def __init__(self, rng: np.random.Generator, around: Surround, crowd: Crowd) -> None:
        """Take a generator, a coalition that was looked at, and its payers."""
        self.rng, self.around, self.crowd = rng, around, crowd
        self.taken = set(around.shops["merchant_id"])
        self.columns = {name: column(around.rows, name) for name in around.rows.columns if not name.startswith("_")}
        texts = self.columns.get("descriptor")
        self.names = np.unique(texts[pd.notna(texts)].astype(str)).astype(object) if texts is not None else np.empty(0)
        self.tills = set(self.columns.get("terminal_id", np.empty(0)))
        self.mirrored: dict[tuple[str, int], tuple[str, int]] = {}
        self.leaders: dict[str, str] = {}

    def ids(self, accounts: list[Account]) -> list[str]:
        """Name all accounts: an honest shop keeps its id, a new account has one as those that opened near it."""
        shops, out = self.around.shops, []
        pools: dict[tuple, np.ndarray] = {}
        for account in accounts:
            if account.plan.trick == "inside":
                out.append(shops["merchant_id"].iat[account.shop])
                continue
            key = (account.venue.views, account.venue.acquirer)
            if key not in pools:
                here = shops["provider"].isin(account.venue.views)
                same = here & (shops["acquirer"] == account.venue.acquirer)
                here = same if account.venue.acquirer is not None and same.sum() > 5 else here
                pools[key] = shops[here].sort_values(["first", "merchant_id"]).drop_duplicates("merchant_id")
            pool = pools[key]
            begun = pool["first"].to_numpy()
            low, high = np.searchsorted(begun, account.opened - 3), np.searchsorted(begun, account.opened + 4)
            at = self.rng.integers(min(low, len(pool) - 1), max(high, min(low, len(pool) - 1) + 1))
            refs = pool["merchant_id"].to_numpy(dtype=object)
            out.append(like(self.rng, refs, np.array([min(at, len(pool) - 1)]), self.taken)[0])
        return out

    def name(self, account: Account) -> str | None:
        """Return a name for a new account: its own, or near or equal to that of its group."""
        if not len(self.names):
            return None
        own = renamed(self.rng, self.names, 1)[0]
        leader = self.leaders.setdefault(account.group, own)
        if account.plan.names == "same":
            return leader
        if account.plan.names == "like":
            return " ".join([leader.split(" ")[0], *own.split(" ")[1:]])
        return own

    def facts(self, account: Account) -> dict[str, object]:
        """Return what a new account declares: mostly as the shop after which it looks, at times something else."""
        first = {
            name: next(
                (v for v in self.columns[name][np.concatenate(list(account.models.values()))[:400]] if v is not None),
                None,
            )
            for name in FACTS
            if name in self.columns
        }
        if account.plan.trick == "inside":
            return first
        if account.venue.acquirer is not None and "acquirer_id" in first:
            first["acquirer_id"] = account.venue.acquirer
        first["descriptor"] = self.name(account)
        if first.get("terminal_id"):
            pool = np.array([first["terminal_id"]], dtype=object)
            known = self.columns["terminal_id"][self.rng.integers(0, len(self.around.rows), 400)]
            pool = np.concatenate([pool, known[pd.notna(known)]])
            first["terminal_id"] = like(self.rng, pool, np.array([0]), self.tills)[0]
        if self.rng.random() < account.plan.odd:
            other = self.around.shops.iloc[int(self.rng.integers(0, len(self.around.shops)))]
            first["mcc"] = other["mcc"] or first.get("mcc")
            first["payee_country"] = other["country"] or first.get("payee_country")
        return first

    def templates(self, legs: pd.DataFrame, accounts: list[Account], clock: Clock) -> np.ndarray:
        """Choose for each leg the honest row whose form it takes."""
        out = np.zeros(len(legs), dtype=int)
        regular = self.columns.get("recurring")
        for (number, view), at in legs.groupby(["account", "view"], sort=True).indices.items():
            models = accounts[number].models[view]
            out[at] = self.rng.choice(models, len(at))
            if regular is None or accounts[number].plan.rhythm != "monthly":
                continue
            for flag in (True, False):
                rows = at[legs["regular"].to_numpy()[at] == flag]
                fits = models[regular[models] == ("true" if flag else "false")]
                if len(fits) and len(rows):
                    out[rows] = self.rng.choice(fits, len(rows))
        kinds = legs["kind"].to_numpy()
        for view, kind in {(v, k) for v, k in zip(legs["view"], kinds, strict=True) if k != "purchase"}:
            rows = self.around.members[view]["rows"]
            rows = rows[clock.kind[rows] == kind]
            at = np.flatnonzero((legs["view"] == view).to_numpy() & (kinds == kind))
            out[at] = self.rng.choice(rows, len(at)) if len(rows) else -1
        return out

    def payers(self, legs: pd.DataFrame, view: str) -> tuple[np.ndarray, np.ndarray]:
        """Return the references of payers at one member, and the handles whose form they have."""
        handle, person = legs["handle"].to_numpy().copy(), legs["person"].to_numpy()
        refs = np.full(len(legs), None, dtype=object)
        known = handle >= 0
        refs[known] = self.around.people["ref"].to_numpy(dtype=object)[handle[known]]
        for at in np.flatnonzero(~known):
            number = person[at] - self.crowd.base
            if number >= 0 and self.crowd.new.provider[number] == view:
                refs[at], handle[at] = self.crowd.new.ref[number], self.crowd.new.model[number]
                continue
            if (view, person[at]) not in self.mirrored:
                made, model = self.crowd.references(view, 1)
                self.mirrored[view, person[at]] = (made[0], int(model[0]))
            refs[at], handle[at] = self.mirrored[view, person[at]]
        return refs, handle

    def references(self, legs: pd.DataFrame, accounts: list[Account]) -> np.ndarray:
        """Return the reference that both sides of each event share."""
        known = self.columns.get("network_reference")
        out = np.full(len(legs), None, dtype=object)
        if known is None or not len(legs):
            return out
        taken = set(known[pd.notna(known)])
        acquirer = self.columns.get("acquirer_id", np.full(len(known), None))
        codes = np.array([str(accounts[a].venue.acquirer) for a in legs["account"]], dtype=object)
        made: dict[int, str] = {}
        for code in np.unique(codes):
            pool = np.flatnonzero(pd.notna(known) & ((acquirer == code) | (code == "None")))
            if len(pool) < 5:
                continue
            mine = legs[codes == code].drop_duplicates("event")
            stamps = self.around.rows["occurred_at"].to_numpy().astype(np.int64)[pool]
            at = np.searchsorted(stamps, mine["stamp"].to_numpy()).clip(0, len(pool) - 1)
            made |= dict(zip(mine["event"], like(self.rng, known[pool], at, taken), strict=True))
        return np.array([made.get(event) for event in legs["event"]], dtype=object)

    def numbers(self, rows: np.ndarray, when: np.ndarray) -> np.ndarray:
        """Return new transaction ids in the shape of those that one member gave at the same time."""
        own, stamps = self.columns["transaction_id"][rows], self.columns["occurred_at"][rows]
        low, high = np.searchsorted(stamps, when), np.searchsorted(stamps, when, side="right")
        room = np.maximum(high - low - 6, 0)
        at = low + np.where(high - low > 6, 3, 0) + (self.rng.random(len(when)) * room).astype(int)
        return between(self.rng, own, at.clip(0, len(own) - 1), set(own))

    def member_rows(self, view: str, legs: pd.DataFrame, accounts: tuple[list[str], list[dict]]) -> pd.DataFrame:
        """Return the rows of one member; `legs` holds templates, stamps and references, `accounts` ids and facts."""
        member, template = self.around.members[view], legs["template"].to_numpy()
        frame = pd.DataFrame({name: pd.Series(values[template], dtype=object) for name, values in self.columns.items()})
        when = legs["stamp"].to_numpy().astype("datetime64[s]")
        if member["daily"]:
            days = member["calendar"]
            when = days[(np.searchsorted(days, when, side="right") - 1).clip(0)]
        frame["transaction_id"] = self.numbers(member["rows"], when)
        frame["occurred_at"] = when
        ids, facts = accounts
        frame["merchant_id"] = [ids[a] for a in legs["account"]]
        frame["amount"] = legs["amount"].to_numpy()
        frame["payer_ref"], handle = self.payers(legs, view)
        self._known(frame, "payer_ref_kind", self.around.people["kind"].to_numpy(dtype=object)[handle])
        self._known(frame, "payer_country", self.around.people["country"].to_numpy(dtype=object)[handle])
        self._known(frame, "currency", np.array([c for c in legs["currency"]], dtype=object))
        self._known(frame, "network_reference", legs["reference"].to_numpy(dtype=object))
        if "kind" in frame.columns:
            frame["kind"] = np.where(frame["kind"].isna(), None, legs["kind"])
        for name in (n for n in FACTS if n in frame.columns):
            self._known(frame, name, np.array([facts[a].get(name) for a in legs["account"]], dtype=object))
        if "related_id" in frame.columns:
            mine = dict(zip(legs["event"], frame["transaction_id"], strict=True))
            answer = np.array([mine.get(e) for e in legs["answers"]], dtype=object)
            frame["related_id"] = np.where(frame["related_id"].isna(), None, answer)
        return frame

    @staticmethod
    def _known(frame: pd.DataFrame, name: str, values: np.ndarray) -> None:
        """Put values where the template has one; keep the template's where there is none."""
        if name in frame.columns:
            old = frame[name].to_numpy(dtype=object)
            frame[name] = pd.Series(np.where(pd.isna(old) | pd.isna(values), old, values), dtype=object)
