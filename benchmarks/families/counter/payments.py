"""Honest payments: who pays at which shop, on which day, at what hour, how much and by what means."""

import numpy as np
import pandas as pd

from .people import INTERESTS, People
from .prices import amounts, settle
from .trades import TRADES, Trade, hour_weights, week_weights

Pool = tuple[np.ndarray, np.ndarray]
Made = dict[str, np.ndarray]


class Pools:
    """Who could pay at a shop, with the weights of their activity; kept by place, interest and means."""

    def __init__(self, people: People) -> None:
        """Begin with no pool."""
        self.people = people
        self.known: dict[tuple, Pool] = {}

    def of(self, trade: Trade, shop: tuple[int, int, int]) -> Pool:
        """Return the people and their running weights for a shop at (land, town, home)."""
        place = {"town": shop[1], "land": shop[0], "home": shop[2], "world": -1}[trade.scope]
        means = trade.rails[0][0] if len(trade.rails) == 1 else "card"
        key = (trade.scope, place, trade.crowd, means)
        if key not in self.known:
            people = self.people
            where = {"town": people.town, "land": people.land, "home": people.home, "world": np.full(people.count, -1)}
            fits = (where[trade.scope] == place) & people.likes[:, INTERESTS.index(trade.crowd)]
            if means != "card":
                fits &= people.means[means]
            ids = np.flatnonzero(fits)
            if len(ids) < 8:
                ids = np.flatnonzero(people.means[means] if means != "card" else people.land == shop[0])
            self.known[key] = (ids, np.cumsum(people.activity[ids]))
        return self.known[key]


def _pick(rng: np.random.Generator, pool: Pool, count: int) -> np.ndarray:
    """Draw people by their activity; one may come twice."""
    ids, running = pool
    return ids[np.searchsorted(running, rng.random(count) * running[-1]).clip(0, len(ids) - 1)]


def _crowd(rng: np.random.Generator, pool: Pool, circle: np.ndarray | None, payers: int) -> np.ndarray:
    """Draw the payers of a shop; where it hangs in a group, many are of the group's circle."""
    crowd = _pick(rng, pool, payers)
    if circle is not None and len(circle):
        share = rng.beta(1.2, 1.6)
        crowd = np.where(rng.random(payers) < share, rng.choice(circle, payers), crowd)
    return crowd


def _visits(rng: np.random.Generator, trade: Trade, crowd: np.ndarray, life: tuple[int, int]) -> Made:
    """Draw the days on which the payers of one shop pay; some pay each month."""
    span = life[1] - life[0]
    monthly = rng.random(len(crowd)) < (trade.monthly if span > 40 else 0.0)
    often = np.where(monthly, 1 + span // 30, rng.geometric(1 / trade.visits, len(crowd)))
    start = rng.integers(0, span, len(crowd))
    who = np.repeat(np.arange(len(crowd)), often)
    step = np.arange(len(who)) - np.repeat(np.cumsum(often) - often, often)
    wide = np.arange(life[0], life[1])
    odds = week_weights(trade.week, wide)
    free = rng.choice(wide, len(who), p=odds / odds.sum())
    due = life[0] + start[who] + 30 * step + rng.integers(0, 2, len(who))
    day = np.where(monthly[who], due, free)
    made = {
        "who": who,
        "person": crowd[who],
        "day": day,
        "recurring": monthly[who] & (step > 0),
        "step": step,
        "monthly": monthly[who],
    }
    return {name: values[day < life[1]] for name, values in made.items()}


def _of_shop(rng: np.random.Generator, shop: dict, pools: Pools, circles: dict[int, np.ndarray]) -> Made:
    """Draw the payments of one shop."""
    trade = TRADES[shop["trade"]]
    pool = pools.of(trade, (shop["land"], shop["town"], shop["home"]))
    if trade.ties != "none" and shop["group"] not in circles:
        circles[shop["group"]] = _pick(rng, pool, int(rng.integers(6, 30 + len(pool[0]) // 3)))
    life = (shop["opened"], shop["closed"])
    months = 1 + (life[1] - life[0]) / 30
    mean = trade.visits * (1 - trade.monthly) + trade.monthly * months * 0.6
    payers = max(1, round(shop["size"] / max(1.0, mean)))
    crowd = _crowd(rng, pool, circles.get(shop["group"]), payers)
    made = _visits(rng, trade, crowd, life)
    count = len(made["day"])
    sums = amounts(rng, trade.prices, shop["prices"], (len(crowd) + count, shop["currency"]))
    amount = np.where(made["monthly"], sums[count:][made["who"]], sums[:count])
    if trade.prices[0] == "trial":
        amount = np.where(made["step"] == 0, shop["prices"][0], shop["prices"][1])
    kept = {name: made[name] for name in ("person", "day", "recurring")}
    return kept | {"amount": amount, "shop": np.full(count, shop["at"])}


def _hours(rng: np.random.Generator, trade: np.ndarray) -> np.ndarray:
    """Draw the local second of the day of each payment by the hours of its trade."""
    seconds = rng.integers(0, 3600, len(trade))
    for number in np.unique(trade):
        rows = np.flatnonzero(trade == number)
        seconds[rows] += 3600 * rng.choice(24, len(rows), p=hour_weights(TRADES[number].hours))
    return seconds


def _rails(rng: np.random.Generator, made: pd.DataFrame, people: People) -> np.ndarray:
    """Draw the means of each payment among those that the shop takes and the payer has."""
    rails = np.full(len(made), "card", dtype=object)
    person = made["person"].to_numpy()
    for number in np.unique(made["trade"]):
        trade = TRADES[number]
        rows = np.flatnonzero(made["trade"].to_numpy() == number)
        names = np.array([name for name, _ in trade.rails], dtype=object)
        odds = np.array([weight for _, weight in trade.rails])
        drawn = rng.choice(names, len(rows), p=odds / odds.sum())
        fallback = "card" if "card" in names else ("credit_transfer" if len(names) > 1 else names[0])
        for rail in ("credit_transfer", "wallet", "voucher", "remittance", "crypto"):
            has = people.means["wallet" if rail == "voucher" else rail][person[rows]]
            drawn = np.where((drawn == rail) & ~has, fallback, drawn)
        rails[rows] = drawn
    return rails


def make_payments(rng: np.random.Generator, people: People, shops: pd.DataFrame, start: np.datetime64) -> pd.DataFrame:
    """Draw all payments of the world, at local time; people pay only while they are there."""
    pools, circles = Pools(people), {}
    facts = shops[["trade", "land", "town", "home", "opened", "closed", "group", "size", "currency", "prices"]]
    rows = facts.assign(at=np.arange(len(shops))).to_dict("records")
    parts = [_of_shop(rng, row, pools, circles) for row in rows]
    made = pd.DataFrame({name: np.concatenate([part[name] for part in parts]) for name in parts[0]})
    stay = people.stay[made["person"]]
    made = made[(made["day"] >= stay[:, 0]) & (made["day"] <= stay[:, 1])].reset_index(drop=True)
    made["trade"] = shops["trade"].to_numpy()[made["shop"]]
    made["rail"] = _rails(rng, made, people)
    own = shops["currency"].to_numpy()[made["shop"]]
    made["currency"] = np.where(made["rail"].isin(["card", "crypto"]), own, np.where(own == "USD", "EUR", own))
    made["amount"] = settle(rng, made["amount"].to_numpy(), made["currency"].to_numpy(), made["day"].to_numpy())
    instant = start.astype("datetime64[s]") + made["day"].to_numpy() * 86_400 + _hours(rng, made["trade"].to_numpy())
    local = pd.DatetimeIndex(instant).tz_localize(
        "Europe/Amsterdam", ambiguous=np.zeros(len(made), dtype=bool), nonexistent="shift_forward"
    )
    made["occurred_at"] = local.tz_convert("UTC").tz_localize(None).to_numpy().astype("datetime64[s]")
    return made
