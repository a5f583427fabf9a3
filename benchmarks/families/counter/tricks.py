"""What goes with the payments: mules pass on, vouchers are bought, newcomers shop elsewhere too."""

import numpy as np
import pandas as pd

from .accounts import Account
from .groups import Founder
from .legs import Clock
from .plans import Plan
from .surround import Venue

VOUCHER_MCC = ("5947", "5816", "5815", "6540")
COLUMNS = ("account", "person", "day", "step", "amount", "regular", "stamp")


def _frame(rows: list[tuple]) -> pd.DataFrame:
    """Return events from (account, person, amount, stamp)."""
    made = pd.DataFrame(rows, columns=["account", "person", "amount", "stamp"])
    made["day"] = made["stamp"] // 86_400
    return made.assign(step=0, regular=False)[list(COLUMNS)]


def choose_collectors(accounts: list[Account]) -> None:
    """Make the last accounts of a pooling group those to which the others pass on; nobody else pays them."""
    groups: dict[str, list[int]] = {}
    for number, account in enumerate(accounts):
        if account.plan.trick == "pool":
            groups.setdefault(account.group, []).append(number)
    for numbers in groups.values():
        heads = numbers[-max(1, len(numbers) // 8) :]
        for at, number in enumerate(numbers[: -len(heads)]):
            accounts[number].passes_to = heads[at % len(heads)]
        for number in heads:
            accounts[number].persons = np.empty(0, dtype=int)


def _as_payer(founder: Founder, account: Account, merchant_id: str) -> int:
    """Return the number under which a receiver pays: by the same id where members use one for both."""
    crowd, view = founder.crowd, account.venue.views[0]
    number = int(crowd.fresh(Venue((view,), None, None, "", 0.0), 1)[0])
    shops, people = founder.around.shops, founder.around.people
    ids = shops.loc[shops["provider"] == view, "merchant_id"]
    if ids.isin(set(people.loc[people["provider"] == view, "ref"])).mean() > 0.2:
        crowd.new.ref[number - crowd.base] = merchant_id
    return number


def pass_on(founder: Founder, events: pd.DataFrame, accounts: list[Account], ids: list[str]) -> pd.DataFrame:
    """Return what mules pass on in days, and what treasurers pass on when they have collected."""
    rng, rows = founder.rng, []
    for number, part in events.groupby("account"):
        account = accounts[number]
        if account.passes_to < 0:
            continue
        person = _as_payer(founder, account, ids[number])
        every = int(rng.integers(1, 8)) * 86_400
        batch = part["stamp"].to_numpy() // every if account.plan.role == "planted" else np.zeros(len(part))
        for one in np.unique(batch):
            mine = part[batch == one]
            kept = mine["amount"].sum() * rng.uniform(0.85, 0.99 if account.plan.role == "planted" else 1.0)
            whole = 5.0 if rng.random() < 0.5 and kept > 50 else 0.01
            wait = int(rng.uniform(600, 86_400 * (2 if account.plan.role == "planted" else 6)))
            rows.append(
                (
                    account.passes_to,
                    person,
                    round(max(0.01, np.floor(kept / whole) * whole), 2),
                    int(mine["stamp"].max()) + wait,
                )
            )
    return _frame(rows)


def _honest(founder: Founder, shop: int, accounts: list[Account]) -> int:
    """Add an honest shop as a place where somebody pays; return its number."""
    shops, members = founder.around.shops, founder.around.members
    view = shops["provider"].iat[shop]
    plan = Plan("", (), 1, 1, 1.0, 0.0, face="any", role="", trick="inside", back=(0.0, 0.0, 0.0))
    rows = founder.around.rows_of(shop)
    bought = rows[founder.sites.bought[rows]]
    code = shops["acquirer"].iat[shop]
    accounts.append(
        Account(
            "",
            plan,
            Venue((view,), code, None, members[view]["kind"], 0.0),
            {view: bought if len(bought) else rows},
            shop,
            shops["currency"].iat[shop],
        )
    )
    return len(accounts) - 1


def _popular(founder: Founder, view: str, only: tuple[str, ...]) -> np.ndarray:
    """Return well-visited shops of a member, of some categories, none that a mirroring acquirer sees as well."""
    shops = founder.around.shops
    both = {v.acquirer for v in founder.around.venues if v.mirror}
    fits = (shops["provider"] == view) & ~shops["acquirer"].isin(both - {None})
    if only:
        fits &= shops["mcc"].isin(only)
    found = np.flatnonzero(fits.to_numpy())
    odds = shops["n"].to_numpy()[found].astype(float)
    count = min(25, len(found))
    return founder.rng.choice(found, count, replace=False, p=odds / odds.sum()) if count else found


def cover_payments(founder: Founder, clock: Clock, accounts: list[Account]) -> pd.DataFrame:
    """Return what most newcomers buy at honest shops, so that they are customers like others."""
    rng, crowd, rows = founder.rng, founder.crowd, []
    places: dict[str, list[int]] = {}
    for new, account in list(founder.cover):
        for person in new[rng.random(len(new)) < 0.75]:
            view = crowd.new.provider[person - crowd.base]
            if view not in places:
                places[view] = [_honest(founder, int(shop), accounts) for shop in _popular(founder, view, ())]
            if not places[view]:
                continue
            for number in rng.choice(places[view], min(8, int(rng.geometric(0.4)))):
                place = accounts[number]
                model = int(rng.choice(place.models[view]))
                day = int(rng.integers(account.opened - 10, account.closed + 25))
                stamp = int(clock.seconds(place, np.array([day]))[0])
                rows.append((int(number), int(person), float(founder.around.rows["amount"].iat[model]), stamp))
    return _frame(rows)


def voucher_payments(founder: Founder, events: pd.DataFrame, accounts: list[Account]) -> pd.DataFrame:
    """Return purchases of vouchers at honest shops, some hours before they become wallet money."""
    rng, rows = founder.rng, []
    issuers = [v for v, m in founder.around.members.items() if m["kind"] == "issuer"]
    spent = events[[accounts[a].plan.trick == "voucher" for a in events["account"]]]
    if not issuers or not len(spent):
        return _frame(rows)
    places: dict[str, list[int]] = {}
    for person, part in spent.groupby("person"):
        view = issuers[int(person) % len(issuers)]
        if rng.random() < 0.4:
            continue
        if view not in places:
            places[view] = [_honest(founder, int(s), accounts) for s in _popular(founder, view, VOUCHER_MCC)]
        if not places[view]:
            continue
        venue = Venue((view,), None, None, "issuer", 0.0)
        ids, weights = founder.crowd.reach(venue)
        buyer = int(founder.crowd.among(ids, weights, 1)[0])
        for stamp in part["stamp"].to_numpy()[:4]:
            number = int(rng.choice(places[view]))
            model = int(rng.choice(accounts[number].models[view]))
            paid = float(founder.around.rows["amount"].iat[model])
            rows.append((number, buyer, paid, int(stamp - rng.integers(300, 86_400))))
    return _frame(rows)
