"""From a plan to accounts and payments, drawn from what the members hold."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from .model import PERSONAL, SHOPS
from .plan import Plan
from .survey import Member


@dataclass
class Account:
    """One account of a group: its member, the shop whose form it copies, its life and its prices."""

    member: Member
    model: str
    first: int
    last: int
    prices: np.ndarray
    host: bool


def able(member: Member, place: str) -> bool:
    """Whether a member can have accounts of a kind."""
    shops = member.shops
    if place == "payee":
        return member.kind in PERSONAL or bool(shops["payee"].sum() >= 10)
    if place == "voucher":
        return member.kind == "wallet" or bool((shops["voucher"] > .5).sum() >= 3)
    if place == "sub":
        return bool(shops["sub"].sum() >= 10) or (member.kind == "acquirer" and not len(member.merchants))
    if place == "host":
        return member.kind in ("acquirer", "scheme") and bool((~shops["payee"] & (shops["n"] >= 30)).sum() >= 5)
    return member.kind in SHOPS


def models(member: Member, plan: Plan) -> pd.DataFrame:
    """The accounts of a member whose form suits a plan, the wish for each trait dropped where too few have it."""
    shops = member.shops
    wishes = []
    if plan.place == "payee" or plan.place == "shop" and shops["payee"].any():
        wishes.append(shops["payee"] == (plan.place == "payee"))
    if plan.place in ("voucher", "sub"):
        wishes.append(shops["voucher"] > .5 if plan.place == "voucher" else shops["sub"])
    if plan.place == "host":
        wishes += [~shops["payee"], shops["n"] >= 30]
    wishes += [shops["described"] == bool(shops["described"].any()), shops["n"] >= 4]
    wishes.append(shops["present"] < .3 if plan.remote else shops["present"] > .3)
    kept = pd.Series(True, index=shops.index)
    for wish in wishes:
        both = kept & wish.astype(bool)
        kept = both if both.sum() >= 4 else kept
    return shops[kept]


def accounts(rng: np.random.Generator, plan: Plan, survey: dict[str, Member], used: set[tuple[str, str]]
             ) -> list[Account] | None:
    """The accounts of a group; None where no member can have them."""
    fit = [m for m in survey.values() if able(m, plan.place)]
    if not fit:
        return None
    weights = np.sqrt([len(m.rows) for m in fit])
    count = min(plan.members, len(fit), plan.accounts)
    chosen = [fit[i] for i in rng.choice(len(fit), count, replace=False, p=weights / weights.sum())]
    lives = _lives(rng, plan, (max(m.first for m in chosen), min(m.last for m in chosen)))
    places = rng.permutation(np.arange(plan.accounts) % count)
    tables = [_suited(rng, plan, m, used) for m in chosen]
    if any(not len(t) for t in tables):
        return None
    lists: dict[str, np.ndarray] = {}
    level, out = rng.uniform(.1, .85), []
    for (first, last), place in zip(lives, places):
        member, table = chosen[place], tables[place]
        if plan.place == "host":
            table = table[[(member.provider, s) not in used for s in table.index]]
            if not len(table):
                return None
        model = str(rng.choice(table.index))
        if plan.place == "host":
            used.add((member.provider, model))
            first, last = max(first, int(table.loc[model, "first"])), min(last, int(table.loc[model, "last"]))
        currency = str(table.loc[model, "currency"])
        own = _prices(rng, plan, member, (model, level))
        prices = lists.setdefault(currency, own) if plan.prices in ("list", "round", "trial") else own
        out.append(Account(member, model, first, max(first, last), prices, plan.place == "host"))
    return out


def _suited(rng: np.random.Generator, plan: Plan, member: Member, used: set[tuple[str, str]]) -> pd.DataFrame:
    """Model accounts of one trade or of any, in one currency or in all."""
    table = models(member, plan)
    if plan.place == "host":
        table = table[[(member.provider, s) not in used for s in table.index]]
    if plan.currencies == 1 and len(table):
        same = table[table["currency"] == rng.choice(table["currency"])]
        table = same if len(same) >= 3 else table
    if plan.one_trade and table["mcc"].notna().any() and plan.place != "host":
        same = table[table["mcc"] == rng.choice(table["mcc"].dropna())]
        table = same if len(same) >= 1 else table
    return table


def _lives(rng: np.random.Generator, plan: Plan, period: tuple[int, int]) -> list[tuple[int, int]]:
    """First and last day of each account."""
    first, last = period
    whole = max(1, last - first)
    life = min(plan.life, whole)
    if plan.lives == "relay":
        life = max(2, min(life, (whole - plan.gap * (plan.accounts - 1)) // plan.accounts))
        gap = min(plan.gap, max(0, (whole - life * plan.accounts) // max(1, plan.accounts - 1)))
        day = first + int(rng.integers(0, max(1, whole - (life + gap) * plan.accounts + gap)))
        return [(day + i * (life + gap), min(last, day + i * (life + gap) + life - 1)) for i in range(plan.accounts)]
    if plan.lives == "whole":
        return [(first + int(rng.integers(0, whole // 4 + 1)), last - int(rng.integers(0, whole // 10 + 1)))
                for _ in range(plan.accounts)]
    if plan.lives == "running":
        ages = rng.integers(5, max(6, min(whole, 2 * life + 6)), plan.accounts)
        return [(max(first, last - int(age)), last) for age in ages]
    start = first + int(rng.integers(0, max(1, whole - life)))
    out = []
    for _ in range(plan.accounts):
        length = max(2, int(life * rng.uniform(.6, 1.4)))
        late = int(rng.integers(0, max(1, whole - length)))
        begin = start + int(rng.integers(0, 4)) if plan.lives == "together" else first + late
        out.append((min(begin, last), min(last, begin + length)))
    return out


def _prices(rng: np.random.Generator, plan: Plan, member: Member, about: tuple[str, float]) -> np.ndarray:
    """Prices taken from those that people pay around."""
    model, level = about
    currency = str(member.shops.loc[model, "currency"])
    around = member.prices[currency]
    if plan.prices == "shop":
        own = member.purchases(model)["amount"].to_numpy()
        mcc = member.shops.loc[model, "mcc"]
        if len(own) < 20 and isinstance(mcc, str):
            kin = member.shops[(member.shops["mcc"] == mcc) & (member.shops["currency"] == currency)].index[:20]
            own = np.concatenate([member.purchases(k)["amount"].to_numpy() for k in kin])
        return own
    level = rng.uniform(.1, .85) if plan.prices == "lists" else level
    low, high = np.quantile(around, [max(0, level - .3), min(1, level + .3)])
    pool = _asked(rng, member, models(member, plan), (currency, float(low), float(high)))
    pool = around[(around >= low) & (around <= high)] if not len(pool) else pool
    if plan.prices == "round" and plan.place in ("payee", "voucher"):
        steps = pool[np.isclose(pool % 5, 0)]
        pool = steps if len(steps) else pool
    list_ = np.unique(rng.choice(pool, plan.points))
    if plan.prices == "trial":
        small = around[around <= np.quantile(around, .12)]
        return np.concatenate([[rng.choice(small)], list_])
    return list_


def _asked(rng: np.random.Generator, member: Member, table: pd.DataFrame, band: tuple[str, float, float]) -> np.ndarray:
    """What one shop of the same form asks, within a band of its currency."""
    currency, low, high = band
    shops = table.index[table["currency"] == currency]
    for shop in rng.permutation(shops.to_numpy(dtype=object))[:6]:
        own = member.purchases(str(shop))["amount"].to_numpy()
        own = own[(own >= low) & (own <= high)]
        if len(own) >= 3:
            return own
    return np.array([])
