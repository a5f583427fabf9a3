"""The honest trades of the background: ordinary ones, and every look-alike that the domain notes name."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Trade:
    """How one kind of honest receiver looks in payments.

    place: card (shops with an account of their own), payfac, wallet (shops in a wallet), person (receives in a wallet).
    group: single, chain (one owner, one price list, other towns), fans (other shops, a circle of the same payers),
    host (many sub-merchants under one platform), relay (moves or changes hands, its payers stay).
    life: lasting, popup (days), churn (weeks), season (months), bursts (lasting, but paid in a few short bursts).
    """

    name: str
    mcc: str
    share: float
    place: str
    price: float
    spread: float
    points: int
    hours: str
    remote: float
    local: float
    group: str
    life: str
    visits: float
    rhythm: str
    refunds: float
    disputes: float


_ROWS = (
    ("grocer", "5411", 15, "card", 24, .8, 0, "shop", .02, .97, "chain", "lasting", 6, "loose", .004, .0002),
    ("bakery", "5462", 4, "card", 6, .5, 30, "morning", .0, .97, "chain", "churn", 4, "loose", .001, .0001),
    ("cafe", "5814", 5, "card", 8, .5, 25, "morning", .0, .9, "single", "lasting", 3, "loose", .001, .0002),
    ("restaurant", "5812", 5, "card", 42, .6, 0, "table", .0, .85, "single", "lasting", 1.5, "loose", .002, .0005),
    ("bar", "5813", 3, "card", 14, .6, 30, "night", .0, .85, "single", "lasting", 2, "loose", .001, .0004),
    ("fuel", "5541", 4, "card", 55, .4, 0, "flat", .0, .8, "chain", "lasting", 3, "loose", .001, .0002),
    ("pharmacy", "5912", 3, "card", 17, .7, 60, "shop", .05, .95, "single", "lasting", 2, "loose", .004, .0001),
    ("clothing", "5651", 4, "card", 45, .6, 18, "shop", .3, .8, "chain", "lasting", 1.5, "loose", .09, .001),
    ("hair", "7230", 2, "card", 33, .4, 9, "shop", .0, .97, "single", "lasting", 2, "loose", .001, .0001),
    ("hotel", "7011", 2, "card", 120, .6, 0, "flat", .5, .1, "single", "lasting", 1.1, "loose", .05, .002),
    ("cinema", "7832", 1.5, "card", 12.5, .2, 4, "evening", .4, .95, "chain", "lasting", 2, "loose", .004, .0003),
    ("travel", "4722", 1.5, "card", 260, .9, 0, "web", .9, .2, "single", "lasting", 1.1, "loose", .06, .004),
    ("web shop", "5399", 5, "card", 38, .8, 30, "web", 1, .1, "single", "lasting", 1.4, "loose", .06, .003),
    ("electronics", "5732", 2, "card", 90, 1., 40, "web", .7, .3, "single", "churn", 1.2, "loose", .06, .004),
    ("streaming", "4899", 2, "card", 11, .3, 3, "web", 1, .0, "single", "lasting", 6, "monthly", .004, .003),
    ("subscription box", "5968", 1.5, "card", 24, .4, 3, "web", 1, .0, "fans", "season", 4, "trial", .03, .006),
    ("game publisher", "5816", 2, "card", 12, .9, 6, "evening", 1, .0, "fans", "lasting", 4, "bursts", .01, .006),
    ("adult site", "5967", 1.5, "card", 22, .5, 4, "night", 1, .0, "fans", "lasting", 3, "monthly", .02, .008),
    ("dating", "7273", 1, "card", 19, .5, 5, "evening", 1, .0, "single", "season", 2.5, "trial", .02, .008),
    ("file host", "4816", 1, "card", 10, .6, 4, "night", 1, .0, "single", "lasting", 2.5, "monthly", .01, .004),
    ("software", "5734", 1, "card", 30, .7, 8, "web", 1, .0, "single", "lasting", 2, "monthly", .02, .003),
    ("charity", "8398", 1.5, "card", 20, .7, 6, "web", .9, .3, "fans", "bursts", 1.6, "bursts", .001, .0),
    ("school", "8211", 1, "card", 25, .7, 8, "web", .9, .97, "single", "bursts", 3, "bursts", .01, .0),
    ("club", "7997", 1, "card", 18, .5, 4, "evening", .8, .95, "single", "lasting", 3, "monthly", .004, .0),
    ("collectors", "5972", 1, "card", 34, 1.1, 0, "evening", .9, .05, "fans", "season", 1.6, "loose", .03, .001),
    ("franchise", "5814", 2, "card", 11, .4, 12, "table", .1, .95, "chain", "churn", 2, "loose", .002, .0003),
    ("corner shop", "5499", 2, "card", 12, .8, 0, "flat", .0, .95, "relay", "lasting", 4, "loose", .001, .0002),
    ("gift cards", "5947", 1, "card", 25, .6, 5, "evening", .9, .1, "chain", "lasting", 1.8, "loose", .003, .004),
    ("market sellers", "5999", 4, "payfac", 27, .9, 0, "web", 1, .05, "host", "churn", 1.2, "loose", .05, .003),
    ("creators", "5815", 3, "payfac", 9, .7, 6, "night", 1, .0, "host", "season", 3, "monthly", .01, .004),
    ("stalls", "5811", 2, "payfac", 9, .4, 8, "table", .0, .9, "host", "popup", 1.6, "loose", .001, .0),
    ("market day", "5451", 1.5, "payfac", 11, .6, 20, "morning", .0, .97, "host", "lasting", 3, "weekly", .001, .0),
    ("tickets", "7922", 1.5, "payfac", 32, .6, 6, "web", 1, .5, "host", "churn", 1.3, "bursts", .03, .002),
    ("wallet shops", "5945", 2, "wallet", 21, .9, 25, "web", 1, .1, "single", "lasting", 1.5, "loose", .05, .002),
    ("top-ups", "6051", 2, "wallet", 30, .6, 4, "evening", .9, .1, "chain", "lasting", 3, "bursts", .002, .004),
    ("wallet games", "5816", 1, "wallet", 10, .8, 5, "evening", 1, .0, "fans", "lasting", 4, "bursts", .01, .004),
    ("family", "", 2.5, "person", 60, .8, 8, "web", 1, .6, "single", "lasting", 5, "loose", .0, .0),
    ("village", "", 2, "person", 70, .5, 7, "evening", 1, .0, "fans", "lasting", 4, "monthly", .0, .0),
    ("treasurer", "", 1, "person", 20, .5, 3, "evening", 1, .97, "single", "bursts", 1.3, "bursts", .01, .0),
    ("gift pool", "", .7, "person", 12, .4, 4, "web", 1, .9, "single", "popup", 1.1, "loose", .0, .0),
    ("side trade", "", 1.3, "person", 25, .9, 0, "web", 1, .3, "single", "season", 1.2, "loose", .02, .001),
    ("flat share", "", .8, "person", 110, 1., 5, "web", 1, .95, "single", "lasting", 6, "monthly", .0, .0),
)
TRADES = tuple(Trade(*row) for row in _ROWS)

FIRST = ("Anker", "Linden", "Polder", "Harbour", "Mill", "Saffron", "Copper", "Juniper", "Willow", "Delta", "Orchard",
         "Beacon", "Maple", "Velvet", "Quarry", "Heron", "Cobalt", "Amber", "Thistle", "Marlin", "Cedar", "Lantern",
         "Birch", "Falcon", "Meadow", "Pepper", "Granite", "Otter", "Crown", "Fjord", "Tulip", "Compass", "Raven",
         "Sable", "Clover", "Ginger", "Jasper", "Kestrel", "Lupin", "Nettle", "Onyx", "Pebble", "Quill", "Rowan")
MIDDLE = ("North", "Old", "New", "City", "West", "Little", "Grand", "Green", "Blue", "Royal", "Plain", "Fine", "Bright",
          "South", "East", "Upper", "Market", "Bridge", "Garden", "Square", "River", "Hill")
LAST = {"card": ("Store", "Shop", "House", "Trading", "Company", "Corner", "Market", "Supply", "Works", "Goods"),
        "payfac": ("Studio", "Stall", "Crafts", "Seller", "Atelier", "Made", "Goods", "Corner"),
        "wallet": ("Online", "Direct", "Digital", "Store", "Point", "Express"),
        "person": ("A", "B", "D", "H", "J", "K", "L", "M", "P", "R", "S", "T", "V", "W")}
