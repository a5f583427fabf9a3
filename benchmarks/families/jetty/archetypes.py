"""Honest trades, one a line: what they charge, when, to whom, how long they live, to whom they belong."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Archetype:
    """One kind of honest receiver of payments."""

    name: str
    mcc: str
    share: float
    mean: float
    price: str
    median: float
    hours: str
    season: str
    life: str
    pool: str
    loyalty: float
    family: str = "none"
    refund: float = 0.004
    dispute: float = 0.0003
    present: bool = False
    recurring: bool = False
    text: str = "invoice"


A = Archetype
CARDS = (
    A("grocer", "5411", 16, 220, "till", 24, "day", "flat", "full", "region", 8, "chain", present=True),
    A("cafe", "5814", 9, 100, "till", 7, "morning", "flat", "full", "region", 4, present=True),
    A("restaurant", "5812", 7, 60, "till", 38, "evening", "weekend", "full", "region", 2, "franchise", present=True),
    A("fuel", "5541", 6, 150, "till", 48, "day", "flat", "full", "region", 4, "chain", present=True),
    A("pharmacy", "5912", 4, 80, "till", 17, "day", "workdays", "full", "region", 3, present=True),
    A("fashion", "5651", 4, 50, "till", 55, "day", "sale", "open", "region", 2, "chain", 0.06, present=True),
    A("webshop", "5999", 6, 25, "till", 42, "web", "flat", "open", "world", 1.5, refund=0.05, dispute=0.002),
    A("hobby", "5945", 3, 28, "till", 30, "web", "flat", "open", "community", 4, refund=0.02),
    A("stall", "5499", 3, 18, "till", 12, "day", "weekend", "short", "region", 2, "platform", present=True),
    A("seller", "5399", 5, 11, "till", 25, "web", "flat", "short", "world", 1.2, "platform", 0.05, 0.003),
    A("ice", "5451", 2, 45, "till", 6, "day", "summer", "open", "region", 2, present=True),
    A("winter", "5261", 1.5, 35, "list", 35, "day", "winter", "short", "region", 1.1, "franchise", present=True),
    A("charity", "8398", 2, 40, "round", 20, "web", "winter", "full", "community", 4, "holding", text="donation"),
    A("gym", "7997", 3, 90, "list", 30, "web", "flat", "open", "region", 6, "franchise", recurring=True),
    A("streaming", "5815", 4, 260, "list", 11, "night", "flat", "full", "world", 6, recurring=True),
    A("software", "5734", 2, 45, "list", 15, "web", "flat", "open", "world", 5, refund=0.02, recurring=True),
    A("trial", "5968", 2, 35, "trial", 35, "web", "flat", "short", "world", 2.5, "holding", 0.05, 0.02, recurring=True),
    A("adult", "5967", 2, 45, "list", 30, "night", "flat", "open", "night", 3, "holding", 0.01, 0.006),
    A("creator", "5816", 3, 16, "round", 12, "night", "flat", "short", "night", 3, "platform", text="handle"),
    A("dating", "7273", 1.5, 60, "list", 25, "night", "flat", "open", "night", 3, "holding", recurring=True),
    A("games", "5816", 3, 110, "list", 10, "night", "flat", "open", "community", 7),
    A("storage", "4816", 1.2, 40, "list", 10, "night", "flat", "open", "night", 3, "holding"),
    A("crowd", "8699", 1.3, 30, "round", 30, "web", "burst", "short", "world", 1.1, "platform", text="donation"),
    A("hotel", "7011", 2, 40, "till", 130, "evening", "summer", "full", "tourist", 1.1, "chain", 0.03, present=True),
    A("souvenir", "5947", 2, 30, "till", 16, "day", "summer", "open", "tourist", 1.2, present=True),
    A("taxi", "4121", 2, 35, "till", 16, "nightout", "weekend", "open", "region", 2, "platform", present=True),
    A("gift", "6540", 1.5, 45, "round", 40, "web", "winter", "open", "world", 2),
    A("ticket", "7922", 2, 40, "list", 35, "web", "burst", "short", "region", 1.4, "holding", 0.03),
    A("club", "7941", 1.5, 28, "list", 25, "evening", "monthly", "open", "community", 5),
    A("trade", "7399", 2, 9, "till", 300, "office", "workdays", "open", "region", 2),
)
WALLET = (
    A("shop", "5999", 14, 26, "till", 35, "web", "flat", "open", "world", 1.6, refund=0.04),
    A("play", "5816", 12, 80, "list", 8, "night", "flat", "open", "community", 6),
    A("flat", "", 8, 12, "round", 25, "evening", "monthly", "open", "few", 9, text="home"),
    A("kin", "", 10, 7, "round", 35, "web", "flat", "open", "few", 6, text="family"),
    A("used", "", 12, 6, "round", 22, "web", "flat", "short", "world", 1.1, text="goods"),
    A("treasurer", "", 8, 30, "list", 15, "evening", "monthly", "open", "community", 4, text="club"),
    A("trip", "", 5, 22, "list", 30, "evening", "burst", "short", "community", 1.4, text="school"),
    A("charity", "8398", 5, 40, "round", 12, "web", "winter", "full", "community", 3, "holding", text="donation"),
    A("maker", "", 9, 22, "round", 9, "night", "flat", "open", "night", 3, "platform", text="handle"),
    A("lancer", "", 5, 9, "till", 120, "office", "workdays", "open", "world", 2.5),
    A("voucher", "6540", 6, 60, "round", 30, "web", "winter", "open", "world", 2, text="voucher"),
    A("content", "5967", 4, 40, "list", 20, "late", "flat", "open", "night", 3, "holding"),
)
REMIT = (
    A("kin", "", 46, 6, "round", 130, "day", "monthly", "open", "few", 6, text="family"),
    A("study", "", 8, 4, "round", 320, "day", "flat", "open", "few", 3, text="school"),
    A("care", "", 7, 3, "round", 90, "web", "flat", "short", "few", 2, text="medical"),
    A("village", "", 9, 34, "round", 25, "day", "monthly", "open", "community", 5, text="donation"),
    A("funeral", "", 6, 24, "round", 30, "day", "burst", "short", "community", 1.2, text="family"),
    A("trader", "", 7, 12, "till", 210, "office", "workdays", "open", "world", 3),
    A("friend", "", 9, 5, "round", 60, "night", "flat", "short", "few", 4, text="gift"),
    A("tutor", "", 5, 14, "list", 22, "evening", "flat", "open", "world", 5, text="school"),
    A("host", "", 3, 9, "till", 95, "web", "summer", "open", "tourist", 1.1, text="home"),
)
BANK = (
    A("rent", "", 10, 22, "round", 650, "office", "monthly", "full", "few", 8, recurring=True, text="home"),
    A("utility", "4900", 16, 260, "till", 80, "office", "monthly", "full", "region", 8, "chain", recurring=True),
    A("club", "7997", 10, 45, "list", 24, "evening", "monthly", "full", "community", 6, text="club"),
    A("charity", "8398", 8, 55, "round", 15, "web", "winter", "full", "community", 4, "holding", text="donation"),
    A("kin", "", 15, 7, "round", 60, "web", "flat", "open", "few", 6, text="family"),
    A("shop", "5999", 13, 26, "till", 50, "web", "flat", "open", "world", 1.6),
    A("school", "8211", 6, 40, "list", 35, "evening", "monthly", "open", "community", 4, text="school"),
    A("bill", "7399", 9, 9, "till", 260, "office", "workdays", "open", "region", 2),
    A("used", "", 8, 5, "round", 30, "web", "flat", "short", "world", 1.1, text="goods"),
    A("tip", "", 6, 18, "round", 10, "night", "flat", "short", "night", 3, text="handle"),
)
VASP = (
    A("self", "", 30, 6, "till", 260, "flat", "flat", "open", "few", 6, text="own"),
    A("desk", "6051", 18, 70, "till", 180, "web", "flat", "full", "world", 3, "holding"),
    A("shop", "5999", 12, 22, "till", 60, "web", "flat", "open", "world", 1.6),
    A("gift", "8398", 8, 30, "round", 20, "web", "flat", "short", "community", 2, text="donation"),
    A("play", "5816", 12, 40, "list", 15, "night", "flat", "open", "community", 5),
    A("member", "5968", 10, 26, "list", 25, "late", "flat", "short", "night", 3, "holding", recurring=True),
    A("peer", "", 10, 4, "round", 110, "night", "flat", "short", "few", 2, text="own"),
)
BY_KIND = {"cards": CARDS, "wallet": WALLET, "remitter": REMIT, "bank": BANK, "vasp": VASP}
TEXTS = {
    "invoice": ("invoice {n}", "order {n}", "ref {n}", "payment {n}"),
    "donation": ("donation", "collection", "monthly gift", "for the roof", "relief fund", "tithe"),
    "home": ("rent", "rent share", "room", "electricity", "accommodation"),
    "family": ("family support", "for mum", "household", "support", "allowance", "birthday"),
    "goods": ("bike", "used phone", "books", "table", "jacket", "tickets"),
    "club": ("membership", "season fee", "kit", "tournament", "contribution"),
    "school": ("school trip", "school fees", "tuition", "lesson", "exam fee"),
    "medical": ("medicine", "hospital", "medical", "treatment"),
    "gift": ("gift", "present", "thank you", "for you", "loan"),
    "handle": ("{w}{n}", "{w}_{n}", "tip {w}", "for {w}{n}"),
    "voucher": ("voucher {n}", "top up", "gift card", "credit"),
    "own": ("own wallet", "transfer", "savings", "withdrawal"),
}
