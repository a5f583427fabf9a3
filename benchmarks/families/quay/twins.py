"""Honest groups that share with a seller all but one or two traits, and the reason why."""

from __future__ import annotations

import numpy as np

from .recipe import Recipe, log_between, one_of

OPENLY = ("settlement_account", "principal", "email")


def game_publisher(rng: np.random.Generator, seller: Recipe) -> Recipe:
    """Turn lives and ownership: a publisher's titles stay, and stand openly under one owner."""
    return seller.but(
        life="whole", brand=True, shared=OPENLY, elsewhere=False, balance="", visits="heavy", trade="same"
    )


def festival_stalls(rng: np.random.Generator, seller: Recipe) -> Recipe:
    """Turn prices and presence: stalls of different owners are paid at the till by one crowd on the same days."""
    return seller.but(
        life="window",
        days=int(rng.integers(2, 5)),
        together=True,
        online=False,
        prices="own",
        near=True,
        visits=str(one_of(rng, "once", "burst")),
        hours="model",
        carry=False,
        balance="",
        recurring=False,
    )


def franchise(rng: np.random.Generator, seller: Recipe) -> Recipe:
    """Turn the common payers: shops of one price list and of different owners have customers of their own."""
    return seller.but(common=0.0, carry=False, shared=(), brand=bool(rng.random() < 0.7))


def lawful_adult_sites(rng: np.random.Generator, seller: Recipe) -> Recipe:
    """Turn lives and secrecy: a lawful operator's sites share payers, nights, prices, and papers for years."""
    return seller.but(
        life="whole",
        hours="night",
        trade="same",
        shared=OPENLY,
        elsewhere=False,
        refund=1.0,
        dispute=1.0,
        reimburse=0.0,
        carry=False,
    )


def creator_platform(rng: np.random.Generator, seller: Recipe) -> Recipe:
    """Turn lives and visits: creators of a platform share tiers and fans, who stay with them month by month."""
    return seller.but(life="own", days=400, prices="tiers", visits="monthly", recurring=True, parent=True, carry=False)


def tour_with_followers(rng: np.random.Generator, seller: Recipe) -> Recipe:
    """Turn prices and presence: a company of players goes from town to town, and a few of its followers with it."""
    return seller.but(online=False, prices="model", weekday=int(rng.integers(4, 7)), hours="evening", recurring=False)


def pop_up_shops(rng: np.random.Generator, seller: Recipe) -> Recipe:
    """Turn common payers: a label's pop-up shops open for days at one price list, and passers-by come once."""
    return seller.but(common=0.0, visits="once", carry=False, online=False)


def subscription_boxes(rng: np.random.Generator, seller: Recipe) -> Recipe:
    """Turn lives and common payers: boxes with a trial month, whose subscribers stay and seldom take two."""
    return seller.but(
        life="whole", prices="trial", visits="monthly", recurring=True, common=rng.uniform(0, 0.03), carry=False
    )


def magazine_house(rng: np.random.Generator, seller: Recipe) -> Recipe:
    """Turn ownership and lives: titles of one house, trial price and all, whose readers take several."""
    return seller.but(life="whole", shared=OPENLY, brand=True, elsewhere=False, trade="same", refund=1.0, dispute=0.3)


def moved_tills(rng: np.random.Generator, seller: Recipe) -> Recipe:
    """Turn prices and neighbourhood: a shop gets a new contract and id, and keeps customers, papers and prices."""
    return seller.but(
        prices="model",
        hours="model",
        near=True,
        online=False,
        shared=OPENLY,
        brand=True,
        reimburse=0.0,
        gap=1,
        common=rng.uniform(0.4, 0.9),
        trade="same",
        elsewhere=False,
    )


def season_kiosk(rng: np.random.Generator, seller: Recipe) -> Recipe:
    """Turn the payers that follow: a kiosk opens anew each season at its old prices, and sees other guests."""
    return seller.but(common=rng.uniform(0, 0.02), online=False, shared=("settlement_account",))


def hall_of_tills(rng: np.random.Generator, seller: Recipe) -> Recipe:
    """Turn hours and presence: a canteen's tills share one queue, at noon, week by week, all year."""
    return seller.but(
        life="whole",
        hours="lunch",
        online=False,
        near=True,
        visits="weekly",
        balance="turn",
        prices="tiers",
        recurring=False,
    )


def rota_of_pharmacies(rng: np.random.Generator, seller: Recipe) -> Recipe:
    """Turn prices: pharmacies on call take turns by day, and neighbours buy whatever they need."""
    return seller.but(balance="day", prices="model", near=True, online=False, trade="same", shared=(), hours="flat")


def collectors_shops(rng: np.random.Generator, seller: Recipe) -> Recipe:
    """Turn lives and visits: collectors know all shops of their trade for years, and buy much at each."""
    return seller.but(
        life="whole", visits="heavy", trade="same", shared=(), prices="model", balance="", recurring=False
    )


def shopping_street(rng: np.random.Generator, seller: Recipe) -> Recipe:
    """Turn presence and neighbourhood: shops of a new street have the same neighbours in, on the same days."""
    return seller.but(near=True, online=False, together=True, life="whole", shared=(), prices="model")


def marketplace(rng: np.random.Generator, seller: Recipe) -> Recipe:
    """Turn the common payers: small sellers come and go under a marketplace, each with buyers of its own."""
    return seller.but(common=rng.uniform(0, 0.02), prices="own", parent=True)


def food_trucks(rng: np.random.Generator, seller: Recipe) -> Recipe:
    """Turn presence: trucks that meet on one weekday share a few of the hungry."""
    return seller.but(
        online=False, weekday=int(rng.integers(0, 5)), hours="lunch", near=True, prices="own", visits="few"
    )


def popular_by_chance(rng: np.random.Generator, seller: Recipe) -> Recipe:
    """Turn the common payers: each new shop draws by itself upon the same busy buyers, and none is led to another."""
    return seller.but(common=0.0, new=0.02)


def village_remittances(rng: np.random.Generator, seller: Recipe) -> Recipe:
    """Turn lives and intervals: emigrants send to several households of a village, month by month, all year."""
    return seller.but(
        life="whole", visits="monthly", prices="model", hours="model", common=rng.uniform(0.3, 0.9), recurring=False
    )


def school_funds(rng: np.random.Generator, seller: Recipe) -> Recipe:
    """Turn sums and intervals: parents pay treasurers one equal sum in the same days, a child in each class."""
    return seller.but(
        visits="once",
        prices="tiers",
        points=1,
        days=int(log_between(rng, 5, 21)),
        life="window",
        near=True,
        common=rng.uniform(0.1, 0.5),
        hours="evening",
        shared=(),
    )


def charity_collectors(rng: np.random.Generator, seller: Recipe) -> Recipe:
    """Turn the common payers: many unknown people pay volunteers small sums during an appeal, each one volunteer."""
    return seller.but(common=rng.uniform(0, 0.03), visits="once", life="window", days=int(log_between(rng, 3, 30)))


def ride_share(rng: np.random.Generator, seller: Recipe) -> Recipe:
    """Turn hours and days: commuters pay whoever drove them, at short intervals, on working days, year in year out."""
    return seller.but(near=True, visits="weekly", hours="evening", life="whole", prices="tiers", recurring=False)
