"""The ledger of a small world from text tables, without files: quick enough for one per example."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import pyarrow as pa

from finpath.engine import Engine
from finpath.ingest.clocks import single_zones
from finpath.ingest.contributors import write_contributors
from finpath.ingest.ledger import Ledger, Provider
from finpath.ingest.manifest import Agreement
from finpath.tables.ledger import MERCHANT_ACCOUNTS, MIRRORED, PAYER_TOKENS, REJECTS, REPORTS, TRANSACTIONS, TRANSFERS
from finpath.tables.relation import Kind, Relation
from finpath.testing.records import Record, Value, columns, records

HOME, CLOCK = "NL", "UTC"
"""Where a provider of an example is, and what its clock shows: a written hour is the payer's own, as a rule."""

START = dt.datetime(2026, 3, 2, 12)  # noqa: DTZ001 - instants of a ledger are naive UTC
ARROW: Mapping[Kind, pa.DataType] = {
    Kind.INTEGER: pa.int64(),
    Kind.DECIMAL: pa.decimal128(38, 8),
    Kind.TEXT: pa.string(),
    Kind.BOOLEAN: pa.bool_(),
    Kind.DATE: pa.date32(),
    Kind.INSTANT: pa.timestamp("us"),
}
"""What the columns of a ledger are in Arrow."""


def ledger(
    engine: Engine, *, transactions: str = "", merchants: str = "", reports: str = "", transfers: str = ""
) -> Ledger:
    """Make the ledger of a small world.

    Any column of the contract may stand in a header. What is left out has a plain value: provider `p`, at home in the
    Netherlands with a clock that shows UTC; 10 EUR; a purchase by card; ids numbered.

    Args:
        engine: Where the tables go; those of an earlier world are replaced.
        transactions: A text table (see `finpath.testing.texttable`), as all of these.
        merchants: Who is described beyond what transactions say.
        reports: What is known of them.
        transfers: Where their money goes.
    """
    paid, held = records("transactions", transactions), records("merchants", merchants)
    said, moved = records("reports", reports), records("transfers", transfers)
    supplied = _supplied({"transactions": paid, "merchants": held, "reports": said, "transfers": moved})
    accounts, payers = _accounts(paid, held), _payers(paid)
    _complete(paid, accounts, payers)
    for row in moved:
        row["amount_eur"] = _euros(row)
    for relation, rows in (
        (TRANSACTIONS, paid),
        (MERCHANT_ACCOUNTS, accounts),
        (REPORTS, said),
        (TRANSFERS, moved),
        (PAYER_TOKENS, payers),
        (REJECTS, ()),
        (MIRRORED, ()),
    ):
        engine.load(relation, _table(relation, rows))
    latest = max((_instant(row) for row in (*paid, *said)), default=START)
    timed = {row["provider_id"] for row in paid if row["timed"]}
    providers = tuple(_provider(name, "second" if name in timed else "day") for name in sorted(supplied))
    write_contributors(engine, providers)
    return Ledger(engine, latest, providers, (), (), (), supplied)


def _accounts(paid: Sequence[Record], held: Sequence[Record]) -> list[Record]:
    described = {_account(row): row for row in held}
    every = sorted({_account(row) for row in paid} | set(described))
    accounts: list[Record] = []
    for number, (provider, merchant) in enumerate(every):
        names: Record = {"provider_id": provider, "merchant_id": merchant, "merchant": number}
        told = described.get((provider, merchant), {})
        accounts.append({**names, **told, "described": bool(told)})
    return accounts


def _payers(paid: Sequence[Record]) -> list[Record]:
    tokens = sorted({(str(row["payer_ref_kind"]), str(row["payer_ref"])) for row in paid})
    return [{"payer": i, "payer_ref_kind": kind, "token": token} for i, (kind, token) in enumerate(tokens)]


def _complete(paid: Sequence[Record], accounts: Sequence[Record], payers: Sequence[Record]) -> None:
    """Give each payment what ingest gives it: numbers for payer and merchant, euros, a clock."""
    merchant = {_account(row): row["merchant"] for row in accounts}
    payer = {(row["payer_ref_kind"], row["token"]): row["payer"] for row in payers}
    for row in paid:
        country = str(row.get("payer_country") or "")
        row["merchant"], row["payer"] = merchant[_account(row)], payer[row["payer_ref_kind"], row["payer_ref"]]
        row["amount_eur"], row["counted"] = _euros(row), True
        row["zone"] = CLOCK if country in {"", HOME} else single_zones().get(country)


def _account(row: Record) -> tuple[str, str]:
    return str(row["provider_id"]), str(row["merchant_id"])


def _euros(row: Record) -> Value:
    return row["amount"] if row["currency"] == "EUR" else None


def _instant(row: Record) -> dt.datetime:
    when = row.get("reported_at", row.get("occurred_at"))
    return when if isinstance(when, dt.datetime) else START


def _table(relation: Relation, rows: Sequence[Record]) -> pa.Table:
    """Records as the relation is declared; columns that no record has are empty."""
    return pa.table(
        {field.name: pa.array([row.get(field.name) for row in rows], ARROW[field.kind]) for field in relation.fields}
    )


def _supplied(tables: Mapping[str, Sequence[Record]]) -> dict[str, frozenset[str]]:
    """The columns that each provider fills, those that have a plain value included."""
    found: dict[str, set[str]] = {}
    for table, every in tables.items():
        for row in every:
            owner = str(row["reporter_id" if table == "reports" else "provider_id"])
            found.setdefault(owner, set()).update(f"{table}.{name}" for name in row if name in columns(table))
    return {owner: frozenset(names) for owner, names in found.items()}


def _provider(name: str, precision: str) -> Provider:
    agreement = Agreement("example", "example", None, None)
    return Provider(name, "acquirer", HOME, CLOCK, precision, agreement)
