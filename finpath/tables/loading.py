"""Relations that are there only while contributions are loaded: names as they were contributed, rows as they pass."""

from __future__ import annotations

from finpath.tables import ledger
from finpath.tables.contract import TABLES
from finpath.tables.relation import Field, Relation, flag, integer, text

_NAMES = (
    text("provider_id", "the member; empty where the reference is the same at all members"),
    text("kind", "what kind of reference it is"),
    text("said", "as it was contributed, in the engine's memory alone"),
    text("token", "its keyed hash"),
    flag("normal", "whether it could be brought into its normal form"),
)

PAYER_NAMES = Relation(
    "payer_names",
    "one row per payer reference as it was contributed",
    _NAMES,
    "finpath.ingest.identities",
)

CONTROLLER_NAMES = Relation(
    "controller_names",
    "one row per account, phone, address … of a merchant as it was contributed",
    _NAMES,
    "finpath.ingest.identities",
)

REPEATED_NAMES = Relation(
    "repeated_names",
    "one row per reference in rows that share an id with others",
    _NAMES,
    "finpath.ingest.duplicates",
)

MADE_NAMES = Relation(
    "made_names",
    "one row per reference in a file that goes into a bundle, or is kept",
    _NAMES,
    "finpath.ingest.first_halves",
)

PAYER_IDS = Relation(
    "payer_ids",
    "one row per payer reference as it was contributed",
    (*_NAMES[:3], integer("payer", "number of the payer")),
    "finpath.ingest.identities",
)

ACCOUNTS = Relation(
    "accounts",
    "one row per merchant account that any row names",
    ledger.MERCHANT_ACCOUNTS.fields[:3],
    "finpath.ingest.tables",
)

_ADMITTED = (
    text("provider_id", "the member that contributed it"),
    ledger.FILE,
    ledger.ROW,
    flag("corrects", "whether its file corrects what was contributed before"),
    integer("standing", "which of two rows of one id supersedes the other: the higher"),
    integer("side", "how far from the merchant its message is told; empty where the member's kind says so"),
    flag("timed", "whether its time of day is known"),
)


def _admitted(name: str, table: str, what: str, maker: str) -> Relation:
    """Rows of one table of the contract as they passed the door; what they call a provider is whom they mean."""
    own = (
        Field(
            "meant_provider_id" if column.name == "provider_id" else column.name, *ledger.MEANINGS[table, column.name]
        )
        for column in TABLES[table]
    )
    grain = f"one row per row of {table} {what}"
    return Relation(f"{name}_{table}", grain, (*_ADMITTED, *own), maker)


VALID = {each: _admitted("valid", each, "without a fault", "finpath.ingest.valid_rows") for each in TABLES}
TAKEN = {
    each: _admitted("taken", each, "that is no duplicate, conflict, or superseded", "finpath.ingest.duplicates")
    for each in TABLES
}
JUDGED = {
    each: Relation(
        f"judged_{each}",
        f"one row per row of {each} that does not count",
        (
            ledger.FILE,
            ledger.ROW,
            text("verdict", "duplicate, superseded or conflict"),
            integer("by_file", "number of the file that supersedes it; empty where none does"),
        ),
        "finpath.ingest.duplicates",
    )
    for each in TABLES
}
CONFLICTS = {
    each: Relation(
        f"conflicts_{each}",
        f"one row per row of {each} that says otherwise than another of its id",
        (ledger.FILE, ledger.ROW, text("reason", "which row it contradicts, and what to do")),
        "finpath.ingest.duplicates",
    )
    for each in TABLES
}
