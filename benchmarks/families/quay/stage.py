"""The stage on which groups are played: accounts that were opened, and the rows planned for them."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from .model import IDENTIFIERS, Coalition
from .names import Namer, paper_like
from .people import Home
from .recipe import Recipe
from .surround import Member

CARD_SIDES = ("acquirer", "scheme")
ISSUERS = ("issuer",)
OTHERS = ("wallet", "remitter", "bank", "vasp")


@dataclass
class Account:
    """An account that receives: a new one, or one that is there."""

    home: int
    merchant_id: str
    models: dict[int, int]
    name: str
    new: bool = True
    life: tuple[int, int] = (0, 0)
    papers: dict[str, str] = field(default_factory=dict)
    statement: str = ""
    ends: bool = False


@dataclass
class Rows:
    """Planned payments: which account, which person, which day; amounts and seconds may still be open."""

    account: np.ndarray
    person: np.ndarray
    day: np.ndarray
    nth: np.ndarray
    amount: np.ndarray
    second: np.ndarray
    kind: np.ndarray
    related: np.ndarray
    recurring: bool = False

    @classmethod
    def of(cls, account: np.ndarray, person: np.ndarray, day: np.ndarray, nth: np.ndarray | None = None) -> "Rows":
        """Build purchases of which neither amount nor hour is decided."""
        size = len(account)
        return cls(
            np.asarray(account, dtype=int),
            np.asarray(person, dtype=int),
            np.asarray(day, dtype=int),
            np.zeros(size, dtype=int) if nth is None else nth,
            np.full(size, np.nan),
            np.full(size, -1),
            np.full(size, "purchase", dtype=object),
            np.full(size, -1),
        )

    def take(self, keep: np.ndarray) -> "Rows":
        """Return some of the rows; none of them may answer another."""
        return Rows(
            self.account[keep],
            self.person[keep],
            self.day[keep],
            self.nth[keep],
            self.amount[keep],
            self.second[keep],
            self.kind[keep],
            self.related[keep],
            self.recurring,
        )


class Stage:
    """Homes of a coalition, and what is played in them."""

    def __init__(self, coalition: Coalition, seed: int) -> None:
        self.rng = np.random.default_rng([seed, 7919])
        members = []
        for about in coalition.members.itertuples(index=False):
            rows = coalition.transactions[coalition.transactions["provider_id"] == about.provider_id]
            if len(rows) >= 20:
                held = coalition.merchants
                held = held[held["provider_id"] == about.provider_id] if "provider_id" in held.columns else held
                members.append(Member(about, held, rows))
        self.namer = Namer(members)
        self.homes = self._homes(members)
        self.accounts: list[Account] = []
        self.plans: list[tuple[int, Rows]] = []
        self.terminals: dict[tuple[int, int, str], str] = {}

    def _homes(self, members: list[Member]) -> list[Home]:
        tills = [member for member in members if member.kind in CARD_SIDES]
        issuers = [member for member in members if member.kind in ISSUERS]
        homes = [Home(self.rng, [member], issuers) for member in tills]
        if issuers:
            issuers = sorted(issuers, key=lambda member: -len(member.at))
            joined = [issuers[0]] + [other for other in issuers[1:] if _same_ids(issuers[0], other)]
            for lead in [joined] + [[other] for other in issuers if other not in joined]:
                home = Home(self.rng, lead, [])
                home.exclude(np.concatenate([member.merchant_ids for member in tills] + [home.foreign]))
                homes.append(home)
        return homes + [Home(self.rng, [member], []) for member in members if member.kind in OTHERS]

    def models(self, home: Home, count: int, recipe: Recipe) -> np.ndarray:
        """Draw existing merchants after whose form new accounts are made."""
        lead, found = home.lead, home.eligible
        rows = lead.described[found]
        if recipe.parent and "parent_id" in lead.table:
            parents = np.array([lead.table["parent_id"][row] if row >= 0 else None for row in rows], dtype=object)
            known = [name for name in parents if name is not None]
            if known:
                found = found[parents == known[int(self.rng.integers(len(known)))]]
        elif "kind" in lead.table and lead.kind in OTHERS:
            payee = np.array([row >= 0 and lead.table["kind"][row] == "payee" for row in rows])
            private = recipe.receivers or bool(payee[int(self.rng.integers(len(payee)))])
            found = _some(found, payee == private)
        if recipe.online is not None and self.rng.random() < 0.6:
            found = _some(found, lead.present[found] != recipe.online)
        if recipe.trade == "same" and "mcc" in lead.place:
            trade = lead.place["mcc"][found[int(self.rng.integers(len(found)))]]
            found = _some(found, lead.place["mcc"][found] == trade)
        currencies = lead.place.get("currency")
        if currencies is not None and (recipe.fixed or self.rng.random() < 0.8):
            money = currencies[found[int(self.rng.integers(len(found)))]]
            found = _some(found, currencies[found] == money)
        return self.rng.choice(found, size=count, replace=len(found) < count)

    def open(self, home: Home, models: np.ndarray, lives: np.ndarray, recipe: Recipe) -> np.ndarray:
        """Open new accounts and return their numbers."""
        number = self.homes.index(home)
        lead = home.lead
        first = self.namer.name(self.rng).split()[0] if recipe.brand else None
        common: dict[str, str] = {}
        made = []
        for model, life in zip(models, lives):
            name = self.namer.name(self.rng, first)
            acquirer = lead.place["acquirer_id"][model] if "acquirer_id" in lead.place else None
            ident = lead.shape("merchant_id", acquirer).draw(self.rng, 1)[0]
            account = Account(number, ident, self._seen_by(home, int(model)), name, life=(int(life[0]), int(life[1])))
            account.ends = int(life[1]) < lead.end_day - 15
            account.papers = self._papers(lead, recipe, common, name)
            self.accounts.append(account)
            made.append(len(self.accounts) - 1)
        return np.array(made, dtype=int)

    def enter(self, home: Home, merchant: int) -> int:
        """Let an account that is there be played upon."""
        ident = str(home.lead.merchant_ids[merchant])
        self.accounts.append(Account(self.homes.index(home), ident, self._seen_by(home, merchant), ident, new=False))
        return len(self.accounts) - 1

    def _papers(self, lead: Member, recipe: Recipe, common: dict[str, str], name: str) -> dict[str, str]:
        papers = {}
        for column in IDENTIFIERS:
            if lead.table.get(column) is None or not any(value is not None for value in lead.table[column]):
                continue
            if column in recipe.shared:
                common.setdefault(column, paper_like(lead, column, name, self.rng))
                papers[column] = common[column]
            else:
                papers[column] = paper_like(lead, column, name, self.rng)
        if recipe.elsewhere and "country" in lead.table:
            papers["country"] = lead.table["country"][int(self.rng.integers(len(lead.table["country"])))]
        return papers

    def _seen_by(self, home: Home, model: int) -> dict[int, int]:
        """Find for each member that sees the home a merchant of its own to serve as model."""
        ident = home.lead.merchant_ids[model]
        seen = {0: model}
        for index, side in enumerate(home.sides[1:], start=1):
            if ident in side.code_of and side.counts[side.code_of[ident]] > 0:
                seen[index] = side.code_of[ident]
                continue
            fit = side.counts > 0
            place = side.place.get("acquirer_id")
            if place is not None and "acquirer_id" in home.lead.place:
                same = fit & (place == home.lead.place["acquirer_id"][model])
                fit = same if same.any() else fit
            same = fit & (side.present == home.lead.present[model])
            fit = same if same.any() else fit
            seen[index] = int(self.rng.choice(np.flatnonzero(fit)))
        return seen


def _same_ids(one: Member, other: Member) -> bool:
    """Tell whether two issuers name the same acceptors alike."""
    both = "acquirer_id" in one.columns and "acquirer_id" in other.columns
    return both and len(set(one.merchant_ids) & set(other.merchant_ids)) > 0


def _some(found: np.ndarray, fit: np.ndarray) -> np.ndarray:
    """Return those that fit, or all where fewer than two do."""
    return found[fit] if fit.sum() >= 2 else found
