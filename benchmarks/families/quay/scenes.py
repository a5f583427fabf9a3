"""Groups that are no single recipe: successors, patchworks and sales that are split."""

from __future__ import annotations

import numpy as np

from .engine import finish, lay_lives, play, thin
from .money import observed, with_ending
from .people import Home
from .recipe import Recipe, base, log_between, one_of
from .stage import Rows, Stage


def successors(stage: Stage, home: Home, room: int, _: int) -> list[int]:
    """Play an account that closes, and new ones among which its payers are found within days.

    Shalon indictment ("set up more accounts"); displacement watch of the coalitions (M29, N04, N12).
    """
    rng = stage.rng
    return _succession(stage, home, room, (int(log_between(rng, 2, 12.9)), rng.uniform(0.25, 0.95), False))


def shop_that_hands_over(stage: Stage, home: Home, room: int, count: int) -> list[int]:
    """Turn prices and neighbourhood: a shop closes, and its neighbours' shops take up its customers as they come."""
    return _succession(stage, home, room, (count, stage.rng.uniform(0.2, 0.6), True))


def rivals_open(stage: Stage, home: Home, room: int, count: int) -> list[int]:
    """Turn the payers: where one shop closed others open in days at like prices, and find customers of their own."""
    return _succession(stage, home, room, (count, stage.rng.uniform(0, 0.03), False))


def _succession(stage: Stage, home: Home, room: int, plan: tuple[int, float, bool]) -> list[int]:
    """Play one account and then the others; slowly and among neighbours where honest."""
    count, common, slow = plan
    rng, lead = stage.rng, home.lead
    total = lead.end_day - lead.first_day
    made = base(rng, room).but(
        accounts=1, life="window", spread=0.1, common=0.0, balance="", online=not slow, near=slow
    )
    made = made.but(prices="model" if slow else str(one_of(rng, "list", "tiers", "jitter")))
    close = lead.first_day + int(total * rng.uniform(0.35, 0.7))
    life = np.array([[max(lead.first_day, close - int(log_between(rng, 10, 200))), close]])
    before = len(stage.plans)
    made = made.but(payers=int(max(8, min(400, room / 3))), visits="few" if slow else made.visits)
    accounts = play(stage, home, made, max(10, room // 2), (life, None))
    pool = np.unique(stage.plans[before][1].person)
    wait = 40 if slow else int(log_between(rng, 1, 12))
    begin = close + 1 + rng.integers(0, wait + 1, size=max(1, count - 1))
    end = np.minimum(lead.end_day, begin + int(log_between(rng, 15, 250)))
    begin = np.clip(begin, lead.first_day, lead.end_day - 3)
    rest = made.but(
        accounts=len(begin),
        common=common,
        payers=int(max(6, room / 3 / len(begin))),
        spread=rng.uniform(0.1, 0.8),
        hits=2.0,
    )
    return accounts + play(
        stage, home, rest, max(10, room // 2), (np.column_stack([begin, np.maximum(end, begin + 2)]), pool)
    )


def patchwork(stage: Stage, home: Home, room: int, _: int) -> list[int]:
    """Play a seller of whose accounts no two look alike: a trial front, a page of tips, a shop, a stall.

    CEOP's and IWF's finding that one group stands behind many faces (fact 1; N05, P16); FTC v. CardFlex.
    """
    rng = stage.rng
    common = rng.uniform(0.3, 0.95)
    return _patches(stage, home, room, (int(log_between(rng, 3, 14.9)), {"common": common}))


def holiday_village(stage: Stage, home: Home, room: int, count: int) -> list[int]:
    """Turn time and presence: a village's bar, hire, shop and school see the same guests in the same days."""
    turned = {
        "common": stage.rng.uniform(0.3, 0.95),
        "together": True,
        "online": False,
        "near": True,
        "prices": "model",
        "visits": "burst",
        "hours": "model",
        "carry": False,
    }
    return _patches(stage, home, room, (count, turned))


def family_of_firms(stage: Stage, home: Home, room: int, count: int) -> list[int]:
    """Turn the payers: firms of one family share an owner and an account, and no customers to speak of."""
    turned = {"common": 0.0, "shared": ("settlement_account", "principal", "postal_address")}
    return _patches(stage, home, room, (count, turned))


def _patches(stage: Stage, home: Home, room: int, plan: tuple[int, dict[str, object]]) -> list[int]:
    """Play accounts one by one after recipes as different as can be, with one pool of payers."""
    count, turned = plan
    rng, lead = stage.rng, home.lead
    size = max(6, int(room / count / 1.8))
    near = home.neighbours(size * 2, (lead.first_day, lead.end_day)) if turned.get("near") else None
    pool = home.people(max(6, int(size * rng.uniform(1.0, 2.5))), (lead.first_day, lead.end_day), 0.1, near)
    shared = turned.get("shared")
    papers: dict[str, str] = {}
    accounts: list[int] = []
    frame = lay_lives(rng, home, base(rng, room).but(accounts=count, life="window", days=int(log_between(rng, 3, 20))))
    for index in range(count):
        face = _face(rng, base(rng, max(12, room // count)), index).but(**turned)
        lives = frame[index : index + 1] if turned.get("together") else lay_lives(rng, home, face.but(accounts=1))
        face = face.but(accounts=1, payers=max(5, size), spread=0.5, balance="", new=0.1)
        made = play(stage, home, face, max(8, int(1.3 * room / count)), (lives, pool))
        for name in shared or ():
            for account in made:
                held = stage.accounts[account].papers
                if name in held:
                    held[name] = papers.setdefault(name, held[name])
        accounts += made
    return accounts


def _face(rng: np.random.Generator, made: Recipe, index: int) -> Recipe:
    """Give an account a face that differs from the one before."""
    faces = (
        made.but(prices="trial", visits="monthly", recurring=True, life="window", days=200),
        made.but(prices="tiers", visits="heavy", hours="night", life="whole"),
        made.but(prices="model", visits="few", hours="model", life="own", days=120),
        made.but(prices="list", points=1, visits="once", life="window", days=int(rng.integers(3, 10))),
        made.but(prices="jitter", visits="short", hours="shifted", life="window", days=60),
        made.but(prices="own", visits="burst", hours="flat", life="own", days=30),
    )
    return faces[(index + int(rng.integers(2))) % len(faces)].but(reimburse=0.0)


def cards_of_the_fitter(stage: Stage, home: Home, room: int, count: int) -> list[int]:
    """Turn the sums and days of the common payers: who fits up tills tries each once, for small change."""
    rng, lead = stage.rng, home.lead
    made = base(rng, room).but(
        accounts=max(2, count), common=0.0, balance="", prices="model", hours="model", life="own"
    )
    made = made.but(payers=int(max(5, min(60, room / made.accounts / 2))), days=200, shared=(), recurring=False)
    lives = lay_lives(rng, home, made)
    accounts = np.array(play(stage, home, made, max(10, room - 2 * made.accounts), (lives, None)))
    cards = home.people(int(rng.integers(2, 4)), (lead.first_day, lead.end_day), 0.0)
    owner, person = np.repeat(np.arange(len(accounts)), len(cards)), np.tile(cards, len(accounts))
    day = lives[owner, 0] + (rng.random(len(owner)) < 0.2)
    rows = Rows.of(accounts[owner], person, np.minimum(day, lead.end_day))
    rows.amount = rng.choice(observed(stage, home, rows, (0.0, 0.03)), size=len(owner))
    finish(stage, home, made.but(hours="lunch"), rows)
    return accounts.tolist()


def split_sales(stage: Stage, home: Home, room: int, _: int) -> list[int]:
    """Play a seller whose every sale is paid in two or three parts at once, at different accounts and in odd sums.

    FTC v. CardFlex and EPS: kept below what is watched (M06, M07); only the sum of a payer's parts has few values.
    """
    return _splits(stage, home, room, (int(log_between(stage.rng, 2, 12.9)), "odd"))


def fee_beside_the_price(stage: Stage, home: Home, room: int, count: int) -> list[int]:
    """Turn the odd sums: a booking and its fee go to two accounts at once, the fee always the same share."""
    return _splits(stage, home, room, (count, "fee"))


def basket_of_sellers(stage: Stage, home: Home, room: int, count: int) -> list[int]:
    """Turn the sum: one basket of a market's sellers is paid in parts at once, and comes to any sum."""
    return _splits(stage, home, room, (count, "basket"))


def _splits(stage: Stage, home: Home, room: int, plan: tuple[int, str]) -> list[int]:
    """Play sales each of which is paid in parts within minutes."""
    count, way = plan
    rng, lead = stage.rng, home.lead
    made = base(rng, room).but(
        accounts=max(2, count), online=True, life=str(one_of(rng, "window", "whole")), recurring=False
    )
    lives = lay_lives(rng, home, made)
    accounts = stage.open(home, stage.models(home, len(lives), made), lives, made)
    low, high = int(lives[:, 0].max()), int(lives[:, 1].min())
    sales = max(6, room // 2 - 2)
    people = home.people(max(5, int(sales / rng.uniform(1.0, 3.0))), (low, high), made.new)
    buyer = rng.choice(people, size=sales)
    day = lead.days(np.full(sales, low), np.full(sales, max(low, high)), rng.random(sales))
    first = rng.integers(len(accounts), size=sales)
    second = (first + rng.integers(1, len(accounts), size=sales)) % len(accounts)
    rows = Rows.of(np.concatenate([accounts[first], accounts[second]]), np.tile(buyer, 2), np.tile(day, 2))
    prices = observed(stage, home, rows, (0.3, 0.95))
    total = rng.choice(prices, size=sales) if way == "basket" else rng.choice(rng.choice(prices, size=3), size=sales)
    part = np.full(sales, rng.uniform(0.08, 0.2)) if way == "fee" else rng.uniform(0.15, 0.85, size=sales)
    digits = 0 if np.all(prices == np.round(prices)) else 2
    one = np.round(np.maximum(total * part, prices.min() * 0.1 + 10.0**-digits), digits)
    one = with_ending(rng, one, prices) if way == "basket" else one
    other = np.maximum(np.round(total - one, digits), 10.0**-digits)
    rows.amount = np.concatenate([one, other])
    clock = lead.second[rng.choice(lead.order, size=sales)]
    rows.second = np.concatenate([clock, np.minimum(86399, clock + rng.integers(4, 400, size=sales))])
    finish(stage, home, made, thin(rng, rows, 10**9))
    return accounts.tolist()
