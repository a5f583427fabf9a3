"""Homes: where an account is held, who sees it, and the crowd that may pay it."""

from __future__ import annotations

import numpy as np

from .model import JOINING
from .surround import Member, linked_payers

FIELDS = ("side", "ref", "kind", "country", "first", "last", "mirror", "mirror_ref", "mirror_kind", "mirror_country")


class Home:
    """A member that holds accounts (or issuers that see the same acceptors), with all their payers."""

    def __init__(self, rng: np.random.Generator, lead: list[Member], witnesses: list[Member]) -> None:
        self.sides = lead + witnesses
        self.lead, self.leads = lead[0], len(lead)
        parts = [self._part(index) for index in range(self.leads)]
        self.data = {name: np.concatenate([part[name] for part in parts]) for name in (*FIELDS, "count")}
        for offset, witness in enumerate(witnesses):
            self._link(self.leads + offset, linked_payers(self.lead, witness))
        weight = np.sqrt(self.data["count"].astype(float))
        self.cumulative = np.cumsum(weight)
        self.old = len(weight)
        self.linked = float((self.data["mirror"] >= 0).mean())
        self.starts = np.cumsum([0] + [len(side.payer_ids) for side in lead])
        self.foreign = np.empty(0, dtype=object)
        self.eligible = self._eligible()
        self.rng = rng

    def _part(self, index: int) -> dict[str, np.ndarray]:
        side = self.sides[index]
        size = len(side.payer_ids)
        none = np.full(size, None, dtype=object)
        return {
            "side": np.full(size, index),
            "ref": side.payer_ids,
            "kind": side.payer_kind,
            "country": side.payer_country,
            "first": side.payer_first,
            "last": side.payer_last,
            "count": side.payer_count,
            "mirror": np.full(size, -1),
            "mirror_ref": none,
            "mirror_kind": none,
            "mirror_country": none,
        }

    def _link(self, index: int, links: dict[int, int]) -> None:
        if not links:
            return
        witness = self.sides[index]
        here, there = np.array(list(links)), np.array(list(links.values()))
        self.data["mirror"][here] = index
        self.data["mirror_ref"][here] = witness.payer_ids[there]
        self.data["mirror_kind"][here] = witness.payer_kind[there]
        self.data["mirror_country"][here] = witness.payer_country[there]

    def _eligible(self) -> np.ndarray:
        """Return the merchants that may serve as models: with some payments, and of this home's own."""
        enough = self.lead.counts >= 3
        if self.leads > 1 or self.lead.kind in ("issuer", "bank"):
            enough = enough & np.isin(self.lead.merchant_ids, self.foreign, invert=True)
        found = np.flatnonzero(enough)
        return found if len(found) else np.flatnonzero(self.lead.counts > 0)

    def exclude(self, merchants: np.ndarray) -> None:
        """Leave to an acquirer of the coalition the merchants that are its own."""
        self.foreign = merchants
        self.eligible = self._eligible()

    def existing(self, count: int, span: tuple[int, int], near: np.ndarray | None = None) -> np.ndarray:
        """Draw different people who were about in the span, the active ones rather; or among those near."""
        if near is not None and len(near) >= count:
            return self.rng.choice(near, size=count, replace=False)
        found = np.empty(0, dtype=int)
        for slack in (15, 40, 120, 10000):
            level = self.rng.random(4 * count + 30) * self.cumulative[-1]
            drawn = np.searchsorted(self.cumulative, level)
            about = (self.data["first"][drawn] <= span[1] + slack) & (self.data["last"][drawn] >= span[0] - slack)
            found = np.concatenate([found, drawn[about]])
            _, first = np.unique(found, return_index=True)
            found = found[np.sort(first)]
            if len(found) >= count:
                break
        return found[:count]

    def newcomers(self, count: int) -> np.ndarray:
        """Add people whom no member has seen before."""
        if count == 0:
            return np.empty(0, dtype=int)
        like = self.rng.integers(self.old, size=count)
        size = len(self.data["ref"])
        for name in FIELDS:
            self.data[name] = np.concatenate([self.data[name], self.data[name][like]])
        made = np.arange(size, size + count)
        for person in made:
            self._name(int(person))
        self.data["first"][made], self.data["last"][made] = -(10**6), 10**6
        return made

    def _name(self, person: int) -> None:
        """Give a new person new references, of the kinds that the model had."""
        data = self.data
        side = self.sides[int(data["side"][person])]
        data["ref"][person] = side.shape("payer_ref").draw(self.rng, 1)[0]
        if data["mirror"][person] >= 0:
            witness = self.sides[int(data["mirror"][person])]
            same = data["kind"][person] in JOINING and data["kind"][person] == data["mirror_kind"][person]
            data["mirror_ref"][person] = (
                data["ref"][person] if same else witness.shape("payer_ref").draw(self.rng, 1)[0]
            )

    def people(self, count: int, span: tuple[int, int], new: float, near: np.ndarray | None = None) -> np.ndarray:
        """Draw people of whom a share is new."""
        fresh = int(self.rng.binomial(count, new))
        known = self.existing(count - fresh, span, near)
        drawn = np.concatenate([known, self.newcomers(count - len(known) if len(known) else count)])
        return self.rng.permutation(drawn)

    def neighbours(self, count: int, span: tuple[int, int]) -> np.ndarray:
        """Return people who are neighbours: they paid the same few tills."""
        tills = np.flatnonzero(self.lead.present & (self.lead.counts >= 5))
        tills = tills if len(tills) else self.eligible
        found = np.empty(0, dtype=int)
        for merchant in self.rng.permutation(tills)[:40]:
            near = self.lead.payers_of(int(merchant))
            about = (self.data["first"][near] <= span[1] + 30) & (self.data["last"][near] >= span[0] - 30)
            found = np.unique(np.concatenate([found, near[about]]))
            if len(found) >= 2 * count:
                break
        return found
