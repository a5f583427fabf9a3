"""From a plan to accounts with payers, and to the payments that these make."""

import numpy as np
import pandas as pd

from .accounts import Account, Sites, lives, price_book
from .crowd import Crowd
from .plans import Plan
from .surround import Surround, Venue


class Founder:
    """Founds the accounts of groups, and lets their payers pay."""

    def __init__(self, rng: np.random.Generator, around: Surround) -> None:
        """Take a generator and a coalition that was looked at."""
        self.rng, self.around = rng, around
        self.sites, self.crowd = Sites(rng, around), Crowd(rng, around)
        self.cover: list[tuple[np.ndarray, Account]] = []
        days = around.rows["_day"].to_numpy()
        self.week = np.bincount((days + 3) % 7, minlength=7) + 1.0

    def places(self, plan: Plan) -> list[Venue]:
        """Choose the venues of a group; several acquirers, and now and then another kind of member."""
        fits = [v for v in self.around.venues if v.kind in plan.kinds]
        if plan.trick == "voucher" and "rail" in self.around.rows.columns:
            here = set(self.around.shops["provider"].iloc[np.unique(self.sites.voucher_shops())])
            fits = [v for v in fits if v.views[0] in here]
        if not fits:
            return []
        odds = np.array([v.weight for v in fits]) ** 0.5
        count = min(plan.venues, len(fits))
        at = self.rng.choice(len(fits), count, replace=False, p=odds / odds.sum())
        return [fits[i] for i in at]

    def found(self, plan: Plan, group: str) -> list[Account]:
        """Found the accounts of one group; none where no member allows it."""
        venues = self.places(plan)
        if not venues:
            return []
        first = max(min(self.around.members[v]["first"] for v in p.views) for p in venues)
        last = max(max(self.around.members[v]["last"] for v in p.views) for p in venues)
        spots, one = self.rng.random(plan.points), self.rng.random() < 0.7
        books: dict[object, np.ndarray] = {}
        made, money = [], None
        for opened, closed in lives(self.rng, plan, first, last):
            venue = venues[int(self.rng.integers(0, len(venues)))]
            shop = self.sites.host(venue, plan) if plan.trick == "inside" else self.sites.pick(venue, plan, money)
            coin = self.around.shops["currency"].iat[shop]
            money = coin if one and money is None else money
            if plan.prices in ("own", "blend", "till") or coin not in books:
                books[coin] = price_book(self.rng, plan, self.sites.sums(venue, plan, coin), spots)
            models = self.sites.models(shop, venue, plan)
            made.append(Account(group, plan, venue, models, shop, coin, int(opened), int(closed), books[coin]))
        self._people(plan, made)
        return made

    def _people(self, plan: Plan, made: list[Account]) -> None:
        """Give each account its payers: common ones, ones of its own, and some new."""
        circles: dict[tuple, tuple] = {}
        pools: dict[tuple, np.ndarray] = {}
        known = np.empty(0, dtype=int)
        spread = 0.1 if plan.even else 0.5
        for number, account in enumerate(made):
            venue, key = account.venue, (account.venue.views, account.venue.mirror)
            size = max(5, round(plan.payers * self.rng.lognormal(-0.1, spread)))
            if plan.crowd == "own":
                own = np.unique(self.around.payer[np.concatenate(list(account.models.values()))])
                circles[key] = (own, np.ones(len(own)))
            if key not in circles:
                circles[key] = self.crowd.circle(venue, plan.crowd)
            common = round(plan.common * size)
            if key not in pools:
                wanted = round(max(3, common) * self.rng.uniform(1.1, 2.5))
                back = known[np.isin(known, self.crowd.reach(venue)[0])][:wanted]
                pools[key] = np.unique(np.concatenate([back, self.crowd.draw(venue, circles[key], wanted - len(back))]))
            source = pools[key]
            before = made[number - 1] if number else account
            if plan.follow and number and (before.venue.views, before.venue.mirror) == key:
                source = before.persons
            shared = self.rng.permutation(source)[:common]
            new = self.crowd.fresh(venue, self.rng.binomial(size - len(shared), plan.fresh))
            own = self.crowd.draw(venue, circles[key], max(0, size - len(shared) - len(new)))
            account.persons = np.unique(np.concatenate([shared, own, new])).astype(int)
            known = np.union1d(known, pools[key])
            self.cover.append((new, account))

    def _days(self, account: Account, who: np.ndarray, step: np.ndarray, often: np.ndarray) -> np.ndarray:
        """Draw the days of payments by the plan's rhythm, within the account's life."""
        plan, life = account.plan, account.closed - account.opened
        wide = np.arange(account.opened, account.closed)
        odds = self.week[(wide + 3) % 7]
        free = self.rng.choice(wide, len(who), p=odds / odds.sum())
        begin = self.rng.integers(0, life, len(often))[who]
        if plan.rhythm == "monthly" or plan.prices == "trial":
            first = np.where(step == 0, 0, 30 * step - (23 if plan.prices == "trial" else 0))
            return account.opened + begin // 2 + first + self.rng.integers(0, 2, len(who))
        if plan.rhythm == "rising":
            gap = max(1.0, life / 2.0) * self.rng.uniform(0.3, 1.0, len(often))[who]
            return account.opened + (begin // 3 + gap * (1 - 0.7**step) * 1.3).astype(int)
        if plan.rhythm == "event":
            peak = account.opened + (life * self.rng.beta(2, 2, 2)).astype(int)
            near = peak[self.rng.integers(0, 2, len(who))] + self.rng.integers(-2, 3, len(who))
            return np.where(self.rng.random(len(who)) < 0.8, near, free)
        return free

    def _while_there(self, account: Account, person: np.ndarray, day: np.ndarray) -> np.ndarray:
        """Move a day into the time in which a payer with some history is there, if the account lives then."""
        people, held = self.around.people, np.zeros((len(person), 2))
        old = person < self.crowd.base
        low, high = np.full(len(person), -np.inf), np.full(len(person), np.inf)
        for view in account.venue.views:
            handle = np.where(old, self.around.handle[view][np.where(old, person, 0)], -1)
            busy = (handle >= 0) & (people["n"].to_numpy()[handle] >= 5)
            low = np.where(busy, people["first"].to_numpy()[handle] - 15, low)
            high = np.where(busy, people["last"].to_numpy()[handle] + 15, high)
        held = np.stack([np.maximum(low, account.opened), np.minimum(high, account.closed - 1)], axis=1)
        off = ((day < low) | (day > high)) & (held[:, 0] <= held[:, 1])
        again = held[:, 0] + self.rng.random(len(person)) * (held[:, 1] - held[:, 0] + 1)
        return np.where(off, np.floor(np.where(off, again, 0)), day).astype(int)

    def pay(self, account: Account, number: int) -> pd.DataFrame:
        """Return the payments at one account."""
        plan = account.plan
        count = len(account.persons)
        often = self.rng.geometric(1 / max(1.0, plan.visits), count)
        if plan.rhythm == "event":
            often = np.minimum(often, 2)
        often = np.minimum(often, 40)
        who = np.repeat(np.arange(count), often)
        step = np.arange(len(who)) - np.repeat(np.cumsum(often) - often, often)
        day = self._while_there(account, account.persons[who], self._days(account, who, step, often))
        made = pd.DataFrame({"account": number, "person": account.persons[who], "day": day, "step": step})
        made["amount"] = self._amounts(account, who, step)
        made["regular"] = (step > 0) & (plan.rhythm == "monthly")
        return self._renewed(account, made[(made["day"] < account.closed) & (made["day"] >= account.opened)])

    def _amounts(self, account: Account, who: np.ndarray, step: np.ndarray) -> np.ndarray:
        """Draw sums from the account's prices; some payers keep to one, some pay more each time."""
        prices, plan = account.sums, account.plan
        if plan.prices == "trial":
            return prices[np.minimum(step, 1)]
        ranked = plan.prices in ("points", "own", "round")
        odds = 1.0 / np.arange(1, len(prices) + 1) if ranked else np.ones(len(prices))
        spot = self.rng.choice(len(prices), len(who), p=odds / odds.sum())
        if plan.rhythm == "monthly" and len(who):
            spot = self.rng.choice(len(prices), who.max() + 1, p=odds / odds.sum())[who]
        if plan.rhythm == "rising":
            prices = np.sort(prices)
            start = self.rng.integers(0, max(1, len(prices) // 2), who.max() + 1)[who] if len(who) else spot
            spot = np.minimum(start + step * max(1, len(prices) // 10), len(prices) - 1)
        return prices[spot]

    def _renewed(self, account: Account, made: pd.DataFrame) -> pd.DataFrame:
        """Let a few payers get a new card in the midst of it."""
        person = made["person"].to_numpy().copy()
        for one in account.persons[self.rng.random(len(account.persons)) < 0.02]:
            rows = np.flatnonzero((person == one) & (made["day"].to_numpy() > (account.opened + account.closed) / 2))
            if len(rows):
                person[rows] = self.crowd.renew(int(one), account.venue)
        return made.assign(person=person)
