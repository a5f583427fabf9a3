"""Planting: groups of sellers and their innocent twins, within a share of all payments."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .draft import accounts as draw_accounts
from .mirror import Link, links, reflect
from .model import Coalition
from .payments import payments
from .plan import Plan
from .render import describe, fill, traits_of
from .sellers import TYPOLOGIES
from .survey import Member, look
from .twins import TWINS

SHARE = 0.08
_LEAST = 160.0
_ROOM = 1000.0


class Planter:
    """Holds what has been added so far, and how much room is left."""

    def __init__(self, coalition: Coalition, seed: int) -> None:
        self.rng = np.random.default_rng([seed, 77])
        self.survey: dict[str, Member] = look(coalition)
        self.links: dict[str, list[Link]] = links(self.survey)
        self.room = SHARE * len(coalition.transactions)
        self.used: set[tuple[str, str]] = set()
        self.rows: list[pd.DataFrame] = []
        self.details: list[dict[str, object]] = []
        self.answer: list[dict[str, object]] = []
        self.groups = 0

    def sow(self, typology: str, room: float) -> bool:
        """Add one planted group and its twins, if there is room for both."""
        rng = self.rng
        plan = TYPOLOGIES[typology](rng, room / 2.4)
        if plan is None or plan.rows * 2 > max(room, self.room * .5):
            return False
        planted = self._group(plan, typology, "planted")
        if planted is None:
            return False
        sets = [planted]
        for _ in range(4):
            story = TWINS[typology][int(rng.integers(0, len(TWINS[typology])))]
            twin = self._group(story(rng, plan), typology, "twin")
            if twin is not None:
                sets.append(twin)
            if sum(len(s[2]) for s in sets[1:]) >= len(planted[2]):
                break
        size = sum(len(s[0]) for s in sets)
        if size > self.room or sum(len(s[2]) for s in sets[1:]) < len(planted[2]):
            return False
        self.room -= size
        for rows, details, answer in sets:
            name = f"g{self.groups:04d}"
            self.groups += 1
            self.rows.append(rows)
            self.details += details
            self.answer += [a | {"group": name} for a in answer]
        return True

    def _group(self, plan: Plan, typology: str, role: str
               ) -> tuple[pd.DataFrame, list[dict[str, object]], list[dict[str, object]]] | None:
        """Rows, descriptions and answer of one group."""
        rng = self.rng
        drawn = draw_accounts(rng, plan, self.survey, self.used)
        if drawn is None:
            return None
        traits = traits_of(rng, plan, drawn)
        events = payments(rng, plan, drawn, [str(t["number"]) for t in traits])
        parts, details, common = [], [], {}
        for index, (account, trait) in enumerate(zip(drawn, traits)):
            own = events[events["account"] == index]
            if own.empty:
                return None
            rows = self._reference(account.member, fill(rng, account, own, trait))
            parts.append(rows)
            for link in self.links.get(account.member.provider, []):
                parts.append(reflect(rng, rows, link, {"model": account.model, "number": str(trait["number"])}))
            row = describe(rng, plan, account, trait, common)
            details += [row] if row is not None else []
        rows = self._number(pd.concat([p for p in parts if len(p)], ignore_index=True))
        answer = rows[["provider_id", "merchant_id"]].drop_duplicates().assign(typology=typology, role=role)
        return rows, details, answer.to_dict("records")

    def _reference(self, member: Member, rows: pd.DataFrame) -> pd.DataFrame:
        """New network references where the member has them."""
        if "network_reference" not in rows:
            return rows.assign(network_reference=None)
        there = rows["network_reference"].notna().to_numpy()
        if there.any():
            when = rows["occurred_at"].to_numpy()[there]
            fresh = member.mould("network_reference").draw(self.rng, int(there.sum()), when)
            values = rows["network_reference"].to_numpy(dtype=object, copy=True)
            values[there] = fresh
            rows["network_reference"] = values
        return rows

    def _number(self, rows: pd.DataFrame) -> pd.DataFrame:
        """New ids of payments, and the payments that others answer."""
        ids = np.empty(len(rows), dtype=object)
        for provider, places in rows.groupby("provider_id", sort=True).indices.items():
            when = rows["occurred_at"].to_numpy()[places]
            ids[places] = self.survey[str(provider)].mould("transaction_id").draw(self.rng, len(places), when)
        rows["transaction_id"] = ids
        if "related_id" in rows:
            key = list(zip(rows["provider_id"], rows["_row"]))
            known = dict(zip(key, ids))
            found = [known.get((p, a)) for p, a in zip(rows["provider_id"], rows["_answers"])]
            rows["related_id"] = np.where(rows["related_id"].notna(), np.array(found, dtype=object), None)
        return rows


def plant(coalition: Coalition, seed: int, groups: int) -> tuple[Coalition, pd.DataFrame]:
    """The rows to add, and the answer: planted groups of each typology and their innocent twins."""
    planter = Planter(coalition, seed)
    for turn in range(groups):
        names = [str(n) for n in planter.rng.permutation(list(TYPOLOGIES))]
        for done, name in enumerate(names):
            left = (groups - turn - 1) * len(names) + len(names) - done
            for _ in range(3):
                fair = max(planter.room / left * 1.6, _ROOM)
                if planter.room < _LEAST or planter.sow(name, min(fair, planter.room)):
                    break
    return _collect(coalition, planter)


def _collect(coalition: Coalition, planter: Planter) -> tuple[Coalition, pd.DataFrame]:
    """Frames of the coalition's own columns, sorted as those of a member are."""
    columns = list(coalition.transactions.columns)
    rows = pd.concat(planter.rows, ignore_index=True) if planter.rows else coalition.transactions.iloc[:0]
    rows = rows[columns].sort_values(["provider_id", "occurred_at", "transaction_id"], kind="stable")
    table = coalition.merchants if coalition.merchants is not None else pd.DataFrame()
    details = pd.DataFrame(planter.details, columns=list(table.columns), dtype=object)
    if len(details):
        details = details.sort_values(["provider_id", "merchant_id"])
        details = details.where(details.notna(), None)
    for column in columns:
        if column not in ("amount", "occurred_at"):
            values = rows[column].astype(object)
            rows[column] = pd.Series(values.where(values.notna(), None).to_list(), index=rows.index, dtype=object)
    rows["occurred_at"] = rows["occurred_at"].astype("datetime64[s]")
    answer = pd.DataFrame(planter.answer, columns=["provider_id", "merchant_id", "group", "typology", "role"])
    answer = answer.drop_duplicates(["provider_id", "merchant_id"]).sort_values(["provider_id", "merchant_id"])
    return (Coalition(coalition.members, details.reset_index(drop=True), rows.reset_index(drop=True)),
            answer.reset_index(drop=True))
