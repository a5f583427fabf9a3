"""The honest trades: ordinary ones, and all that look like what is sought without being it."""

from dataclasses import dataclass

import numpy as np

CARD = (("card", 1.0),)
WEB = (("card", 0.66), ("wallet", 0.26), ("credit_transfer", 0.08))
APP = (("card", 0.60), ("wallet", 0.34), ("voucher", 0.06))
BANK = (("credit_transfer", 1.0),)
FRIEND = (("wallet", 1.0),)
BOTH = (("credit_transfer", 0.6), ("wallet", 0.4))


@dataclass(frozen=True)
class Trade:
    """What a kind of trade is like; `share` is its part of all payments, `size` the mean payments of a shop."""

    name: str
    share: float
    mccs: tuple[str, ...]
    prices: tuple
    size: float
    scope: str = "town"
    crowd: str = "all"
    hours: str = "shop"
    week: str = "even"
    visits: float = 2.5
    rails: tuple[tuple[str, float], ...] = CARD
    present: float = 1.0
    monthly: float = 0.0
    back: tuple[float, float, float] = (0.008, 0.0003, 0.015)
    life: str = "steady"
    ties: str = "none"


ORDINARY = (
    Trade("grocery", 15.0, ("5411",), ("till", 24, 0.8), 240, visits=7, ties="chain"),
    Trade("bakery", 4.0, ("5462",), ("items", 14, 3), 60, hours="morning", visits=5),
    Trade("restaurant", 4.5, ("5812",), ("till", 38, 0.6), 50, hours="food", week="end", life="fading"),
    Trade("bar", 2.5, ("5813",), ("items", 12, 6), 45, hours="bar", week="end", visits=3, life="fading"),
    Trade("fast food", 4.0, ("5814",), ("items", 16, 8), 60, hours="food", visits=3, ties="chain", life="fading"),
    Trade("fuel", 4.0, ("5541", "5542"), ("till", 48, 0.45), 90, visits=4, ties="chain"),
    Trade("pharmacy", 2.5, ("5912",), ("till", 14, 0.8), 50),
    Trade("clothing", 3.0, ("5651", "5621"), ("items", 25, 35), 45, week="end", back=(0.07, 0.0005, 0.01)),
    Trade("household", 3.0, ("5200", "5712", "5732"), ("till", 45, 1.0), 50, week="end", back=(0.04, 0.0005, 0.01)),
    Trade("hairdresser", 1.5, ("7230",), ("points", 5, 18, 70), 25),
    Trade("transit", 3.5, ("4111", "4121"), ("items", 8, 3), 150, hours="commute", visits=6, present=0.6),
    Trade("parking zone", 1.6, ("7523",), ("points", 4, 1, 9), 30, ties="chain", visits=3, present=0.5),
    Trade("vending", 1.0, ("5814", "7542"), ("points", 3, 1, 4), 14, ties="chain", visits=3, hours="round"),
    Trade("cinema", 1.2, ("7832",), ("points", 4, 8, 16), 45, hours="evening", week="end", present=0.6),
    Trade("hotel", 1.2, ("7011",), ("till", 120, 0.6), 25, "land", "travel", present=0.6, back=(0.05, 0.001, 0.02)),
    Trade("hotel bar", 0.7, ("7011", "5813"), ("items", 10, 8), 22, "land", "travel", hours="bar"),
    Trade(
        "web shop",
        6.0,
        ("5999", "5964", "5969", "5732"),
        ("items", 40, 32),
        45,
        "world",
        hours="web",
        visits=1.6,
        rails=WEB,
        present=0.0,
        back=(0.08, 0.002, 0.03),
        life="fading",
    ),
    Trade(
        "big platform",
        5.0,
        ("5311", "4215", "5942"),
        ("till", 27, 0.9),
        500,
        "world",
        hours="web",
        visits=5,
        rails=WEB,
        present=0.0,
        back=(0.06, 0.001, 0.02),
    ),
    Trade("telecom", 2.5, ("4814",), ("points", 5, 8, 45), 110, "land", hours="batch", monthly=0.9, present=0.0),
    Trade(
        "streaming",
        2.5,
        ("4899", "5815"),
        ("points", 3, 6, 18),
        130,
        "world",
        hours="round",
        monthly=0.97,
        present=0.0,
        rails=APP,
        back=(0.01, 0.002, 0.04),
    ),
    Trade("utility", 2.0, ("4900",), ("bill", 90, 0.5), 120, "land", hours="batch", monthly=0.95, rails=BANK),
    Trade("insurance", 1.5, ("6300",), ("bill", 60, 0.6), 90, "land", hours="batch", monthly=0.95, rails=BANK),
    Trade("rent", 1.6, ("6513",), ("bill", 800, 0.4), 8, hours="batch", monthly=0.95, rails=BANK),
    Trade("tradesman", 0.8, ("1520",), ("till", 240, 1.0), 7, hours="web", visits=1.2, rails=BANK),
)

ALIKE = (
    Trade("market stall", 1.4, ("5499", "5992"), ("till", 11, 0.7), 16, week="market", ties="platform", life="churn"),
    Trade(
        "festival stall",
        1.0,
        ("7922", "5812", "5814"),
        ("points", 5, 3, 14),
        22,
        "land",
        "festival",
        hours="bar",
        ties="platform",
        life="popup",
        visits=2,
    ),
    Trade("franchise", 1.2, ("5814", "7230", "5977"), ("items", 10, 9), 30, ties="chain", life="churn", visits=3),
    Trade(
        "market place seller",
        2.0,
        ("5999", "5945", "5691"),
        ("items", 12, 20),
        14,
        "world",
        hours="web",
        visits=1.3,
        rails=WEB,
        present=0.0,
        ties="platform",
        life="churn",
        back=(0.05, 0.002, 0.03),
    ),
    Trade(
        "creator",
        1.8,
        ("5815", "5968", "7922"),
        ("points", 4, 3, 25),
        20,
        "world",
        "creators",
        hours="late",
        rails=APP,
        present=0.0,
        monthly=0.6,
        ties="platform",
        life="churn",
        back=(0.005, 0.003, 0.06),
    ),
    Trade(
        "adult site",
        1.2,
        ("5967",),
        ("points", 4, 5, 45),
        35,
        "world",
        "adult",
        hours="late",
        rails=APP,
        present=0.0,
        monthly=0.5,
        ties="chain",
        back=(0.02, 0.008, 0.09),
        life="fading",
    ),
    Trade(
        "dating",
        0.7,
        ("7273",),
        ("points", 4, 10, 60),
        40,
        "world",
        "dating",
        hours="late",
        present=0.0,
        monthly=0.6,
        back=(0.03, 0.005, 0.06),
    ),
    Trade(
        "game publisher",
        2.2,
        ("5816", "5734"),
        ("points", 5, 1, 60),
        50,
        "world",
        "games",
        hours="late",
        visits=4,
        rails=APP,
        present=0.0,
        ties="chain",
        back=(0.02, 0.003, 0.04),
    ),
    Trade(
        "voucher shop",
        1.0,
        ("5947", "5816", "5999"),
        ("points", 5, 10, 100),
        50,
        "world",
        "games",
        hours="late",
        rails=WEB,
        present=0.2,
        visits=2.5,
        back=(0.003, 0.003, 0.05),
    ),
    Trade(
        "file host",
        0.6,
        ("4816", "7399"),
        ("points", 4, 3, 60),
        40,
        "world",
        "tech",
        hours="late",
        rails=APP,
        present=0.0,
        monthly=0.5,
        back=(0.01, 0.003, 0.05),
    ),
    Trade(
        "software",
        1.0,
        ("5734", "7372"),
        ("trial", 1, 20),
        35,
        "world",
        "tech",
        hours="web",
        present=0.0,
        monthly=0.9,
        ties="chain",
        back=(0.04, 0.004, 0.05),
    ),
    Trade(
        "fitness app",
        0.8,
        ("7997", "5968"),
        ("trial", 2, 30),
        35,
        "world",
        "fitness",
        hours="round",
        present=0.0,
        monthly=0.9,
        back=(0.05, 0.006, 0.06),
    ),
    Trade(
        "subscription box",
        0.8,
        ("5968", "5499"),
        ("points", 3, 12, 40),
        25,
        "world",
        hours="round",
        present=0.0,
        monthly=0.85,
        back=(0.04, 0.003, 0.05),
        life="fading",
    ),
    Trade(
        "collector",
        1.0,
        ("5971", "5945", "5972"),
        ("till", 28, 1.1),
        12,
        "world",
        "collect",
        hours="late",
        rails=WEB,
        present=0.1,
        visits=1.8,
        back=(0.04, 0.001, 0.02),
    ),
    Trade(
        "betting",
        0.9,
        ("7995", "7800"),
        ("round", 5),
        60,
        "world",
        "betting",
        hours="late",
        rails=APP,
        present=0.0,
        visits=6,
        back=(0.005, 0.004, 0.10),
    ),
    Trade(
        "ticket",
        1.0,
        ("7922", "7941"),
        ("points", 5, 12, 90),
        35,
        "land",
        hours="web",
        rails=WEB,
        present=0.0,
        life="popup",
        visits=1.2,
        back=(0.03, 0.001, 0.03),
    ),
    Trade(
        "charity",
        1.0,
        ("8398",),
        ("round", 5),
        35,
        "land",
        "charity",
        hours="web",
        monthly=0.4,
        present=0.0,
        rails=(("card", 0.4), ("credit_transfer", 0.4), ("wallet", 0.2)),
        ties="chain",
    ),
    Trade(
        "collection",
        0.7,
        ("8661", "8398"),
        ("round", 4),
        14,
        "town",
        "faith",
        week="market",
        rails=BOTH,
        visits=2,
        life="popup",
    ),
    Trade(
        "club", 1.0, ("7997", "8641"), ("points", 3, 10, 60), 18, "town", "club", hours="evening", rails=BOTH, visits=3
    ),
    Trade("school", 1.0, ("8211",), ("points", 5, 5, 80), 22, "town", "school", hours="evening", rails=BOTH, visits=3),
    Trade(
        "treasurer",
        0.6,
        ("8641",),
        ("round", 3),
        9,
        "town",
        "club",
        hours="evening",
        rails=BOTH,
        visits=1.4,
        life="popup",
    ),
    Trade("friend", 2.4, ("0000",), ("till", 16, 1.0), 5, "town", hours="evening", week="end", visits=1.8, rails=BOTH),
    Trade("second hand", 1.0, ("0000",), ("round", 5), 3, "land", hours="evening", visits=1.05, rails=BOTH),
    Trade(
        "tip receiver",
        0.6,
        ("0000",),
        ("round", 3),
        12,
        "world",
        "creators",
        hours="late",
        visits=2,
        rails=FRIEND,
        life="churn",
    ),
    Trade(
        "family abroad",
        2.0,
        ("0000",),
        ("remit", 130, 0.7),
        5,
        "home",
        "diaspora",
        hours="evening",
        visits=4,
        rails=(("remittance", 0.9), ("credit_transfer", 0.1)),
    ),
    Trade(
        "village",
        0.8,
        ("0000",),
        ("remit", 60, 0.6),
        14,
        "home",
        "diaspora",
        hours="late",
        visits=3,
        rails=(("remittance", 1.0),),
        ties="platform",
    ),
    Trade(
        "coin service",
        0.9,
        ("0000",),
        ("points", 4, 5, 60),
        22,
        "world",
        "crypto",
        hours="late",
        visits=2,
        rails=(("crypto", 1.0),),
        life="churn",
        ties="chain",
    ),
    Trade(
        "coin friend",
        0.8,
        ("0000",),
        ("till", 60, 1.4),
        4,
        "world",
        "crypto",
        hours="late",
        visits=2,
        rails=(("crypto", 1.0),),
    ),
)

TRADES = ORDINARY + ALIKE
PRIVATE = ("friend", "second hand", "tip receiver", "family abroad", "village", "rent", "treasurer", "coin friend")

_HOURS = {
    "shop": (9, 18, 1.0, 0.01),
    "food": (11, 22, 1.0, 0.02),
    "bar": (17, 26, 1.0, 0.03),
    "morning": (6, 15, 1.0, 0.01),
    "commute": (6, 22, 1.0, 0.05),
    "evening": (16, 23, 1.0, 0.12),
    "web": (8, 23, 1.0, 0.12),
    "late": (18, 27, 1.0, 0.30),
    "round": (0, 24, 1.0, 1.0),
    "batch": (2, 8, 1.0, 0.15),
}
_WEEK = {
    "even": (1.0, 1.0, 1.0, 1.05, 1.2, 1.25, 0.75),
    "end": (0.7, 0.7, 0.8, 1.0, 1.5, 1.9, 1.2),
    "market": (0.1, 0.1, 0.7, 0.1, 0.3, 2.6, 1.4),
}


def hour_weights(name: str) -> np.ndarray:
    """Return the weights of the 24 hours of a profile."""
    start, end, high, low = _HOURS[name]
    weights = np.full(24, low)
    weights[[hour % 24 for hour in range(start, end)]] = high
    return weights / weights.sum()


def week_weights(name: str, days: np.ndarray) -> np.ndarray:
    """Return weights of days since 1970 by their weekday (Monday first)."""
    return np.array(_WEEK[name])[(days + 3) % 7]
