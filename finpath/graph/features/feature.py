"""What a feature is: one number about one merchant, declared once."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class CountedFrom(StrEnum):
    """The table that a feature is counted from; each is read once for all its features."""

    PAYMENTS = "placed_payments"
    PURCHASES = "purchases"
    LINKS = "payer_sides"
    PRICES = "prices"
    DAYS = "days"
    COUNTRIES = "countries"
    HOURS = "week_hours"
    AMOUNTS = "amount_levels"
    RELATIVES = "price_relatives"
    SETTLEMENTS = "settlements"
    CIRCLES = "circles"
    MEETINGS = "meetings"
    NEARNESS = "nearness"
    CONTROL = "control"
    MERCHANTS = "counted"


@dataclass(frozen=True)
class Feature:
    """One column of the table `merchants`.

    Args:
        name: The column's name; rules use it.
        unit: Of the value: count, EUR, share (0 to 1), days, nats, steps (of a twentieth of a power of ten) …
        meaning: One line for whoever reads a referral.
        sql: The expression, over `source`, grouped by merchant (`counted` holds all features counted before).
        source: Where it is counted.
        divided: Whether it is a quotient, of a unit whose values are otherwise whole or exact.
        unknown: Whether it is empty where there is nothing to count it from; else it is zero there.
        strange: The side that can be strange for its kind: "high", "low", "both", or "" for none.
    """

    name: str
    unit: str
    meaning: str
    sql: str
    source: CountedFrom
    strange: str = ""
    unknown: bool = False
    divided: bool = False
