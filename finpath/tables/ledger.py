"""The relations of a ledger: what members contributed, named, checked, and each row with its place in a file."""

from __future__ import annotations

from finpath.tables.contract import TABLES, Type
from finpath.tables.relation import Field, Kind, Relation, date, flag, instant, integer, money, text

KINDS = {
    Type.STRING: Kind.TEXT,
    Type.TOKEN: Kind.TEXT,
    Type.INSTANT: Kind.INSTANT,
    Type.DATE: Kind.DATE,
    Type.MONEY: Kind.DECIMAL,
    Type.BOOL: Kind.BOOLEAN,
}
"""What a column of the contract becomes in a relation."""

MEANINGS = {
    (table, column.name): (KINDS[column.type], column.meaning)
    for table, columns in TABLES.items()
    for column in columns
}
"""Kind and meaning of each column of the contract."""


def _as_contributed(table: str, *names: str) -> tuple[Field, ...]:
    """Columns of the contract, with its own words."""
    return tuple(Field(name, *MEANINGS[table, name]) for name in names)


FILE = integer("file", "number of the file that it comes from")
ROW = integer("row", "number of its row in that file, from 1")
_EUR = money("amount_eur", "what the amount was worth on its day; empty where no rate is known")

TRANSACTIONS = Relation(
    "transactions",
    "one row per payment, attempt or return that was taken",
    (
        text("provider_id", "the member that contributed it"),
        *_as_contributed("transactions", "transaction_id", "occurred_at"),
        integer("payer", "number of the payer; what it stands for is in payer_tokens"),
        *_as_contributed("transactions", "payer_country"),
        integer("merchant", "number of the merchant account"),
        *_as_contributed("transactions", "amount", "currency"),
        _EUR,
        *_as_contributed(
            "transactions",
            "kind",
            "related_id",
            "network_reference",
            "acquirer_id",
            "terminal_id",
            "rail",
            "mcc",
            "descriptor",
            "entry_mode",
            "response_code",
            "card_present",
            "recurring",
            "payee_country",
            "relationship",
        ),
        flag("protected_payer", "known as a minor or as a victim, as the payer's own institution says"),
        flag("flagged_payer", "the same, whoever says so"),
        text("purpose", "the class that the payer's free text falls into; the text itself does not pass the door"),
        flag("timed", "whether its time of day is known"),
        text("zone", "the clock that its local hour is told by"),
        flag("counted", "whether it counts: of a payment that both sides tell of, one does"),
        FILE,
        ROW,
    ),
    "finpath.ingest.tables",
)

TRANSFERS = Relation(
    "transfers",
    "one row per transfer between accounts that was taken",
    (
        text("provider_id", "the member that contributed it"),
        *_as_contributed("transfers", "transfer_id", "occurred_at"),
        text("from_account", "token of the account that pays"),
        text("to_account", "token of the account that receives"),
        *_as_contributed("transfers", "amount", "currency"),
        _EUR,
        FILE,
        ROW,
    ),
    "finpath.ingest.tables",
)

REPORTS = Relation(
    "reports",
    "one row per report of a merchant that was taken",
    (
        text("reporter_id", "the member that reports"),
        *_as_contributed(
            "reports",
            "report_id",
            "source_kind",
            "status",
            "reported_at",
            "provider_id",
            "merchant_id",
            "domain",
            "descriptor",
            "amount",
            "currency",
            "occurred_at",
            "brand_id",
            "group_id",
            "tlp",
        ),
        FILE,
        ROW,
    ),
    "finpath.ingest.tables",
    rests_on_reports=True,
)

MERCHANT_ACCOUNTS = Relation(
    "merchant_accounts",
    "one row per merchant account that anybody paid or described",
    (
        integer("merchant", "its number, in the order of provider and merchant id"),
        text("provider_id", "the member whose account it is"),
        *_as_contributed("merchants", "merchant_id"),
        flag("described", "whether its provider's table of merchants holds it"),
        integer("file", "number of the file that describes it"),
        *_as_contributed(
            "merchants",
            "kind",
            "parent_id",
            "legal_name",
            "trading_name",
            "descriptor",
            "registration_number",
            "domain",
            "mcc",
            "country",
            "acquirer_id",
            "opened_on",
            "closed_on",
            "close_reason",
            "settlement_account",
            "phone",
            "email",
            "postal_address",
            "principal",
            "declared_ticket",
            "protected_payee",
        ),
        text("domain_token", "keyed hash of the host name: for programs to compare"),
    ),
    "finpath.ingest.tables",
)

PAYER_TOKENS = Relation(
    "payer_tokens",
    "one row per payer",
    (
        integer("payer", "its number"),
        text("payer_ref_kind", "what kind of reference it was known by"),
        text("token", "keyed hash of the reference"),
    ),
    "finpath.ingest.identities",
)

CONTRIBUTORS = Relation(
    "contributors",
    "one row per member whose contribution was taken",
    (
        text("provider_id", "the member"),
        text("organisation", "who speaks through it: two ids of one organisation are one voice"),
        text("kind", "acquirer, issuer, wallet …"),
        flag("payers_side", "whether payers are its customers, so that it knows who they are"),
        instant("first_seen", "the first payment that it delivered"),
        instant("last_seen", "the last: lives and silences of its merchants are measured against it"),
    ),
    "finpath.ingest.contributors",
)

MIRRORED = Relation(
    "mirrored",
    "one row per account, and account of another member, whose payments both tell of; the latter's count",
    (
        integer("mirror", "number of the account whose payments do not count"),
        integer("merchant", "number of the account whose payments count"),
        integer("payments", "that both tell of", "count"),
        date("valid_from", "the day of the first of them"),
        date("valid_to", "the day of the last"),
    ),
    "finpath.ingest.two_sides",
)

REJECTS = Relation(
    "rejects",
    "one row per fault of a contributed row",
    (
        text("provider_id", "the member that contributed it"),
        text("file", "path of the file"),
        text("file_sha256", "its digest"),
        integer("row", "number of the row in the file, from 1"),
        text("column", "the column at fault; empty where it is the row"),
        text("reason", "what is wrong with it"),
    ),
    "finpath.ingest.rejects",
)

PAYER_CLOCKS = Relation(
    "payer_clocks",
    "one row per member and country of payers whose clock is known; only while contributions are loaded",
    (
        text("provider_id", "the member"),
        text("payer_country", "ISO 3166 code; empty for payers of no known country"),
        text("zone", "IANA time zone that they live by"),
    ),
    "finpath.ingest.load",
)

PROVIDERS = Relation(
    "providers",
    "one row per member whose contribution was taken; only while contributions are loaded",
    (
        text("provider_id", "the member"),
        text("country", "whose law it is under"),
        text("rail", "the rail of its payments where a row names none"),
        integer(
            "side", "how far it stands from the merchant: 0 the merchant's acquirer, 1 the scheme, 2 the payer's side"
        ),
        flag("both_sides", "whether it may as well stand on the merchant's side: a bank has payers and payees"),
        flag("payers_side", "whether payers are its customers, so that it knows who they are"),
        flag("timed", "whether its times are finer than a day"),
    ),
    "finpath.ingest.providers",
)

FILES = Relation(
    "files",
    "one row per contributed file; only while contributions are loaded",
    (
        integer("file", "its number"),
        text("provider_id", "the member"),
        text("path", "below the folder of contributions"),
        text("sha256", "its digest"),
    ),
    "finpath.ingest.load",
)

DAILY_RATES = Relation(
    "daily_rates",
    "one row per member, currency and day on which anything was paid there in it; only while contributions are loaded",
    (
        text("provider_id", "the member whose rows it is for: a member's own rates hold for no other's"),
        text("currency", "ISO 4217 code"),
        date("date", "the day"),
        money("eur", "what one unit was worth"),
    ),
    "finpath.ingest.currency",
)

LEDGER = (
    TRANSACTIONS,
    TRANSFERS,
    REPORTS,
    MERCHANT_ACCOUNTS,
    PAYER_TOKENS,
    CONTRIBUTORS,
    MIRRORED,
    REJECTS,
    PAYER_CLOCKS,
    PROVIDERS,
    FILES,
    DAILY_RATES,
)
"""All of them, in the order in which a reader meets them."""
