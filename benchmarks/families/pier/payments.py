"""The payments of a group: days, hours, sums, and what follows them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .clock import hours_of, pick_days, to_utc, week_of
from .crowd import Crowd
from .draft import Account
from .plan import Plan

Rng = np.random.Generator


def payments(rng: Rng, plan: Plan, accounts: list[Account], numbers: list[str]) -> pd.DataFrame:
    """All payments of a group, with the account's place in the list and the row that a row answers."""
    crowd, parts = Crowd(rng, plan), []
    bought = [_purchases(rng, plan, a, crowd.draw(a.member)).assign(account=i) for i, a in enumerate(accounts)]
    table = pd.concat(bought, ignore_index=True)
    if plan.balanced:
        table = _balance(rng, table, accounts)
    if plan.onward >= 0 and len(accounts) > 2:
        table = _pass_on(rng, plan, table, (accounts, numbers))
    for index, account in enumerate(accounts):
        parts.append(_follow(rng, plan, table[table["account"] == index], account))
    return _settle(pd.concat([table.assign(kind="purchase", answers=-1), *parts], ignore_index=True), accounts)


def _settle(table: pd.DataFrame, accounts: list[Account]) -> pd.DataFrame:
    """Without what comes after a member's last day; in the grain of its clock."""
    ends = np.array([a.member.last + 1 for a in accounts])[table["account"]].astype("datetime64[D]")
    grain = np.array([a.member.grain for a in accounts])[table["account"]]
    seconds = table["occurred_at"].to_numpy().astype("datetime64[s]").astype("int64")
    table["occurred_at"] = (seconds - seconds % grain).astype("datetime64[s]")
    return table[table["occurred_at"].to_numpy() < ends]


def _rhythm(rng: Rng, plan: Plan, account: Account, who: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    """The day of each payment; `who` holds payer and turn."""
    payer, turn = who
    week = account.member.week if plan.hours in ("member", "shop") else week_of(plan.hours)
    first, last = account.first, account.last
    if plan.rhythm in ("monthly", "weekly", "trial"):
        step = 7 if plan.rhythm == "weekly" else 30
        start = pick_days(rng, first, max(first, last - step), int(payer.max()) + 1, week)[payer]
        wait = int(rng.integers(2, 15)) if plan.rhythm == "trial" else step
        slip = np.where(rng.random(len(payer)) < .2, rng.integers(-1, 3, len(payer)), 0)
        return start + np.where(turn > 0, wait + (turn - 1) * step + slip, 0)
    if plan.rhythm == "burst":
        peaks = rng.integers(first, last + 1, int(rng.integers(1, 4)))
        return (rng.choice(peaks, len(payer)) + rng.exponential(2.5, len(payer)).astype(int)).clip(first, last)
    return pick_days(rng, first, last, len(payer), week)


def _purchases(rng: Rng, plan: Plan, account: Account, refs: np.ndarray) -> pd.DataFrame:
    times = rng.geometric(1 / plan.visits, len(refs)).clip(1, 40)
    payer = np.repeat(np.arange(len(refs)), times)
    turn = np.concatenate([np.arange(t) for t in times])
    days = _rhythm(rng, plan, account, (payer, turn))
    keep = (days <= account.last) | (turn == 0)
    payer, turn, days = payer[keep], turn[keep], days[keep]
    member, prices = account.member, account.prices
    hours = _hours(plan, account)
    if plan.prices == "trial":
        amounts = np.where(turn == 0, prices[0], prices[1:][payer % (len(prices) - 1)])
    else:
        few = len(prices) < 20
        weights = rng.dirichlet(np.full(len(prices), 1.5)) if few else np.full(len(prices), 1 / len(prices))
        amounts = rng.choice(prices, len(payer), p=weights)
    ref = refs[payer]
    card = str(member.payers["kind"].iloc[0]) in ("par", "card_token")
    again = rng.random(len(refs)) < (plan.reissued if card else 0)
    day = rng.integers(account.first, account.last + 1, len(refs))
    if again.any():
        when = day[again].astype("datetime64[D]").astype("datetime64[s]")
        other = refs.copy()
        other[again] = member.mould("payer_ref").draw(rng, int(again.sum()), when)
        ref = np.where(days >= day[payer], other[payer], ref)
    return pd.DataFrame({"payer_ref": ref, "occurred_at": to_utc(rng, days, hours, member.zone), "amount": amounts})


def _hours(plan: Plan, account: Account) -> np.ndarray:
    """Hours of the model shop, of the whole member, or later ones."""
    member = account.member
    if plan.hours == "shop":
        rows = member.purchases(account.model)
        if len(rows) >= 15:
            local = rows["occurred_at"].dt.tz_localize("UTC").dt.tz_convert(member.zone).dt.hour
            counts = np.bincount(local, minlength=24) + np.roll(np.bincount(local, minlength=24), 1) + .05
            return counts / counts.sum()
    if plan.hours in ("member", "shop"):
        return member.hours
    weights = member.hours ** .4 * hours_of(plan.hours) ** .8
    return weights / weights.sum()


def _balance(rng: Rng, table: pd.DataFrame, accounts: list[Account]) -> pd.DataFrame:
    """Each next payment goes to the next sibling at the same member, with a few slips."""
    table = table.sort_values("occurred_at", kind="stable").reset_index(drop=True)
    provider = np.array([a.member.provider for a in accounts], dtype=object)
    place = table["account"].to_numpy().copy()
    for name in sorted(set(provider)):
        kin, rows = np.flatnonzero(provider == name), np.flatnonzero(provider[place] == name)
        turn = (np.arange(len(rows)) + (rng.random(len(rows)) < .25) * rng.integers(0, 9, len(rows))) % len(kin)
        place[rows] = kin[turn]
    return table.assign(account=place)


def _pass_on(rng: Rng, plan: Plan, table: pd.DataFrame, group: tuple[list[Account], list[str]]) -> pd.DataFrame:
    """Each receiver but the last pays what it received on to the last one: at once, or when all is there."""
    accounts, numbers = group
    member, last = accounts[-1].member, len(accounts) - 1
    one_space = bool(member.payers.index.isin(member.shops.index).any())
    parts = [table[table["account"] != last]]
    for index in range(last):
        own = table[table["account"] == index].sort_values("occurred_at", kind="stable")
        if own.empty:
            continue
        when = own["occurred_at"].to_numpy().astype("datetime64[s]")
        span = 86400 * (int(rng.integers(1, 4)) if plan.onward == 0 else 400)
        batch = (when - when[0]).astype("int64") // span
        sums = own["amount"].groupby(batch).sum().to_numpy() * rng.uniform(.8, .98)
        ends = pd.Series(when).groupby(batch).max().to_numpy()
        wait = rng.integers(600, 86400, len(sums)) + 86400 * plan.onward
        ref = numbers[index] if one_space else member.mould("payer_ref").draw(rng, 1, when[:1])[0]
        parts.append(pd.DataFrame({
            "payer_ref": ref, "occurred_at": ends + wait.astype("timedelta64[s]"),
            "amount": np.maximum(1., np.floor(sums / 5) * 5), "account": last}))
    return pd.concat(parts, ignore_index=True)


def _follow(rng: Rng, plan: Plan, own: pd.DataFrame, account: Account) -> pd.DataFrame:
    """Declines, refunds and chargebacks at the member's rates, more or fewer as the plan has it."""
    rates, parts = account.member.rates, []
    for kind, rate, lag in (("refund", rates["refund"] * plan.refunds, 12.), ("decline", rates["decline"], 0.),
                            ("chargeback", rates["chargeback"] * plan.disputes, 40.)):
        some = own[rng.random(len(own)) < rate]
        wait = rng.exponential(lag * 86400, len(some)) + 3600 if lag else -rng.uniform(20, 600, len(some))
        when = some["occurred_at"].to_numpy() + wait.astype("int64").astype("timedelta64[s]")
        parts.append(some.assign(occurred_at=when, kind=kind, answers=some.index if lag else -1))
    return pd.concat(parts)
