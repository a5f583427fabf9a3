"""The relations of the payment graph: who paid whom, in which amounts, when, and what is usual."""

from __future__ import annotations

from finpath.tables import ledger
from finpath.tables.relation import Field, Relation, flag, instant, integer, money, number, text

_MERCHANT = integer("merchant", "number of the merchant account")
_PAYMENTS = integer("payments", "purchases", "count")
_FIRST = instant("first_seen", "the first of them")
_LAST = instant("last_seen", "the last of them")
_CURRENCY = text("currency", "ISO 4217 code")
_AMOUNT = money("amount", "the price, in its currency", "")


def _of_a_transaction(*names: str) -> tuple[Field, ...]:
    """Columns that a relation has from the ledger's transactions."""
    known = {field.name: field for field in ledger.TRANSACTIONS.fields}
    return tuple(known[name] for name in names)


_PLACED = (
    *_of_a_transaction(
        "merchant",
        "payer",
        "provider_id",
        "transaction_id",
        "kind",
        "occurred_at",
        "timed",
        "zone",
        "amount",
        "currency",
        "amount_eur",
        "payer_country",
        "rail",
        "descriptor",
        "card_present",
        "recurring",
        "relationship",
        "protected_payer",
        "flagged_payer",
    ),
    text("place", "country of the merchant, or of the payee where the account names none"),
)

NODES = Relation(
    "nodes",
    "one row per merchant account: the account that stands for the merchant as a whole",
    (
        _MERCHANT,
        integer("node", "number of the account whose payments its payments are counted with; mostly its own"),
    ),
    "finpath.graph.nodes",
)

TRADED = Relation(
    "traded",
    "one row per payment, attempt or return, by the account that stands for the merchant",
    ledger.TRANSACTIONS.fields,
    "finpath.graph.nodes",
)

PLACED_PAYMENTS = Relation(
    "placed_payments",
    "one row per payment, attempt or return that counts",
    _PLACED,
    "finpath.graph.links",
)

PURCHASES = Relation("purchases", "one row per purchase that counts", _PLACED, "finpath.graph.links")

CLOCK_QUARTERS = Relation(
    "clock_quarters",
    "one row per time zone and quarter of an hour in which anything was paid",
    (
        text("zone", "IANA time zone"),
        integer("quarter", "number of the quarter of an hour, UTC"),
        integer("week_hour", "hour of the week that the zone's clock shows then, 0 to 167, from Monday"),
    ),
    "finpath.graph.links",
)

PAYMENTS = Relation(
    "payments",
    "one row per payment, attempt or return that counts, with the payer's own clock",
    (
        *_PLACED,
        integer("week_hour", "hour of the week by the payer's clock, 0 to 167, from Monday"),
        integer("hour", "hour of the day by the payer's clock, 0 to 23"),
    ),
    "finpath.graph.links",
)

LINKS = Relation(
    "links",
    "one row per payer and merchant",
    (
        integer("payer", "number of the payer"),
        _MERCHANT,
        _PAYMENTS,
        money("volume_eur", "what they came to"),
        _FIRST,
        _LAST,
        text("country", "of the payer"),
    ),
    "finpath.graph.links",
)

PAYERS = Relation(
    "payers",
    "one row per payer; never shown, never scored",
    (
        integer("payer", "number of the payer"),
        integer("merchants", "merchants that it paid", "count"),
        _PAYMENTS,
        money("volume_eur", "what they came to"),
        _FIRST,
        _LAST,
        text("country", "of the payer"),
    ),
    "finpath.graph.links",
)

PAYER_SIDES = Relation(
    "payer_sides",
    "one row per payer and merchant, with what the payer does elsewhere",
    (
        _MERCHANT,
        integer("payer", "number of the payer"),
        _PAYMENTS,
        text("country", "of the payer"),
        integer("merchants", "merchants that the payer paid in all", "count"),
        flag("debut", "whether the payer's first payment of all was here"),
        integer("days", "from its first to its last purchase here", "days"),
    ),
    "finpath.graph.links",
)

PRICES = Relation(
    "prices",
    "one row per merchant, currency and amount that was paid more than once",
    (
        _MERCHANT,
        _CURRENCY,
        _AMOUNT,
        _PAYMENTS,
        integer("clocked", "of which the local hour is known", "count"),
        integer("nights", "of those, between 23 and 5 o'clock", "count"),
        integer("located", "of which the payer's country is known", "count"),
        integer("foreign_payments", "of those, from another country than the merchant's", "count"),
        money("price_eur", "what the price was worth at most"),
        _FIRST,
        _LAST,
        integer("nth", "place among the merchant's prices, 1 for the most paid"),
    ),
    "finpath.graph.links",
)

DAYS = Relation(
    "days",
    "one row per merchant and day with purchases",
    (
        _MERCHANT,
        integer("day", "days since 1970-01-01", "days"),
        _PAYMENTS,
        integer("gap", "since the day before with purchases; empty on the first", "days"),
    ),
    "finpath.graph.links",
)

WEEK_HOURS = Relation(
    "week_hours",
    "one row per merchant and hour of the week with purchases",
    (_MERCHANT, integer("week_hour", "by the payers' clocks, 0 to 167, from Monday"), _PAYMENTS),
    "finpath.graph.links",
)

AMOUNT_BINS = Relation(
    "amount_bins",
    "one row per merchant and twentieth of a power of ten of EUR that was paid",
    (_MERCHANT, integer("bin", "its number", "steps"), _PAYMENTS),
    "finpath.graph.links",
)

AMOUNT_LEVELS = Relation(
    "amount_levels",
    "one row per merchant and twentieth of a power of ten of EUR, with what lies below",
    (
        _MERCHANT,
        integer("bin", "its number", "steps"),
        integer("upto", "purchases of at most so much", "count"),
        integer("payments", "purchases in all", "count"),
    ),
    "finpath.graph.links",
)

COUNTRIES = Relation(
    "countries",
    "one row per merchant and country of its payers",
    (_MERCHANT, text("country", "ISO 3166 code"), integer("payers", "payers of it", "count")),
    "finpath.graph.links",
)

PRICE_RELATIVES = Relation(
    "price_relatives",
    "one row per price that is the merchant's most common one with tax, without it, or in another currency",
    (_MERCHANT, _PAYMENTS),
    "finpath.graph.price_variants",
)

SETTLEMENTS = Relation(
    "settlements",
    "one row per merchant whose settlement account pays anybody",
    (
        _MERCHANT,
        integer("payouts", "transfers out of the account", "count"),
        integer("payees", "accounts that they go to", "count"),
        money("paid_out_eur", "what they came to"),
        number("dwell_days", "from the average payment to the average euro paid out", "days"),
    ),
    "finpath.graph.settlements",
)

RECEIPTS = Relation(
    "receipts",
    "one row per payment to a person or an address, or attempt at one",
    _of_a_transaction(
        "merchant",
        "payer",
        "provider_id",
        "transaction_id",
        "kind",
        "occurred_at",
        "amount",
        "currency",
        "amount_eur",
        "payer_country",
        "rail",
        "relationship",
        "purpose",
    ),
    "finpath.graph.receipts",
)

KINDS = Relation(
    "kinds",
    "one row per merchant with purchases",
    (
        _MERCHANT,
        text("mcc", "its category, as the provider says it, else as its payments mostly do"),
        text("rail", "that most of its payments came by"),
    ),
    "finpath.graph.peers",
)

MEMBERS = Relation(
    "members",
    "one row per merchant and group of peers: its category, its rail, everyone",
    (_MERCHANT, text("peers", "the group"), integer("breadth", "1 for a category, 2 for a rail, 3 for everyone")),
    "finpath.graph.peers",
)

COMPARED = Relation(
    "compared",
    "one row per merchant and feature that is compared among peers",
    (
        _MERCHANT,
        text("feature", "name of the feature"),
        number("value", "of the merchant"),
        text("peers", "the finest group that is large enough"),
        integer("peer_merchants", "merchants in it", "count"),
        number("lower_value", "first quartile among them"),
        number("usual", "median among them"),
        number("upper_value", "third quartile among them"),
    ),
    "finpath.graph.peers",
)

AROUND_MERCHANTS = Relation(
    "around_merchants",
    "one row per merchant account of the part of the graph that is exported",
    (integer("number", "of the merchant account"),),
    "finpath.graph.export.around",
)

AROUND_PAYERS = Relation(
    "around_payers",
    "one row per payer of the part of the graph that is exported",
    (integer("number", "of the payer"),),
    "finpath.graph.export.around",
)
