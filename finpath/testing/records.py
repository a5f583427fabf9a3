"""The rows of a text table as typed records of one of the contract's tables, with plain values where left out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from functools import cache

import pyarrow as pa

from finpath.errors import RuleError
from finpath.tables.contract import TABLES, Column, Type
from finpath.testing.texttable import Row, instant, rows

Value = str | int | bool | Decimal | dt.datetime | dt.date | None
Record = dict[str, Value]

PLAIN: dict[str, Row] = {
    "transactions": {
        "provider_id": "p",
        "occurred_at": "2026-03-02 12:00",
        "payer_ref": "somebody",
        "payer_ref_kind": "account",
        "amount": "10",
        "currency": "EUR",
        "kind": "purchase",
        "rail": "card",
    },
    "merchants": {"provider_id": "p", "kind": "merchant"},
    "reports": {
        "reporter_id": "hotline",
        "source_kind": "hotline",
        "status": "confirmed",
        "reported_at": "2026-03-02 12:00",
        "tlp": "amber+strict",
    },
    "transfers": {"provider_id": "p", "occurred_at": "2026-03-02 12:00", "amount": "10", "currency": "EUR"},
}
"""What stands where a text table has no such column, or an empty cell in it."""

ARROW: dict[Type, pa.DataType] = {
    Type.STRING: pa.string(),
    Type.TOKEN: pa.string(),
    Type.INSTANT: pa.timestamp("us"),
    Type.DATE: pa.date32(),
    Type.MONEY: pa.decimal128(38, 8),
    Type.BOOL: pa.bool_(),
}

_READ: dict[Type, Callable[[str], Value]] = {
    Type.STRING: str,
    Type.TOKEN: str,
    Type.INSTANT: instant,
    Type.DATE: dt.date.fromisoformat,
    Type.MONEY: Decimal,
    Type.BOOL: "true".__eq__,
}


@cache
def columns(table: str) -> dict[str, Column]:
    """The columns that a text table may have: the contract's, who hands them in, and the class of a purpose text."""
    own = [Column("provider_id", Type.STRING, "who hands it in")]
    if table == "reports":
        own = [Column("reporter_id", Type.STRING, "who reports")]
    if table == "transactions":
        own.append(Column("purpose", Type.STRING, "the class of a purpose text"))
    return {column.name: column for column in (*own, *TABLES[table])}


def records(table: str, text: str) -> list[Record]:
    """Read a text table.

    Raises:
        RuleError: A column that the contract does not know, or a value that is not of its column's type.
    """
    known = columns(table)
    clock = "reported_at" if table == "reports" else "occurred_at"
    return [
        {name: _read(known, name, value) for name, value in _fill_in(table, row, number).items()} | _evidence(number)
        for number, row in enumerate(rows(text, clock), start=1)
    ]


def _fill_in(table: str, row: Row, number: int) -> Row:
    own_id = {"transactions": "transaction_id", "reports": "report_id", "transfers": "transfer_id"}.get(table)
    numbered = {own_id: f"{own_id[0]}{number}"} if own_id else {}
    return PLAIN[table] | numbered | row | _mark_time(table, row)


def _mark_time(table: str, row: Row) -> Row:
    """Whether a payment's time of day is known."""
    return {"timed": "true" if ":" in row.get("occurred_at", ":") else "false"} if table == "transactions" else {}


def _evidence(number: int) -> Record:
    return {"file": 0, "row": number}


def _read(known: dict[str, Column], name: str, value: str) -> Value:
    if name == "timed":
        return value == "true"
    if name not in known:
        raise RuleError(f"A text table has a column {name}, which the contract does not know: {', '.join(known)}.")
    try:
        return _READ[known[name].type](value)
    except (ValueError, ArithmeticError):
        raise RuleError(
            f'"{value}" in column {name} of a text table is not a {known[name].type.name.lower()}.'
        ) from None
