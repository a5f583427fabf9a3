"""Card numbers, phones, e-mail addresses and names of payees in a contribution; and how many of them a folder holds."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq

from tests.bundle.test_equality import hand_in

NUMBER = 10_000
"""Of each kind besides cards."""

TRANSACTIONS = ("transaction_id", "occurred_at", "payer_ref", "payer_ref_kind", "merchant_id", "amount", "currency",
                "descriptor", "purpose_text", "terminal_id", "note", "payee_name")  # fmt: skip
MERCHANTS = ("merchant_id", "kind", "legal_name", "trading_name", "descriptor", "phone", "email", "settlement_account",
             "postal_address", "principal", "close_reason", "contact")  # fmt: skip
ENTRIES = """
[[files]]
table = "transactions"
path = "t.csv"

[[files]]
table = "merchants"
path = "m.csv"
"""
PLACES = ("transaction_id", "payer_ref", "descriptor", "purpose_text", "terminal_id", "note")
"""Columns in which a card number stands, by turns; the last is none of the contract's."""

SHAPES = {
    "card numbers": re.compile(rb"(?=(4[0-9]{15}))"),
    "phones": re.compile(rb"\+3170[0-9]{7}"),
    "e-mail addresses": re.compile(rb"person[0-9]{5}@mail\.example"),
    "names of payees": re.compile(rb"Zoltana Quist[0-9]{5}"),
}
GAPS = re.compile(rb"(?<=[0-9])[ -](?=[0-9])")


def hand_in_planted(folder: Path, cards: int) -> None:
    """Write a contribution of one member with so many card numbers, and ten thousand of all else."""
    rows = _rows(TRANSACTIONS, (_transaction(number) for number in range(max(cards, NUMBER))))
    accounts = _rows(MERCHANTS, map(_merchant, range(NUMBER)))
    hand_in(folder, "north", {"t.csv": rows, "m.csv": accounts}, ENTRIES, "wallet")


def card(number: int) -> str:
    """A card number, with its check digit."""
    digits = f"4{number:014}"
    total = sum(sum(divmod(int(each) * (2 - place % 2), 10)) for place, each in enumerate(digits))
    return f"{digits}{-total % 10}"


def find_planted(cards: int, folder: Path, *files: Path) -> dict[str, int]:
    """How many of each kind stand in the files of a folder and in other files, whatever stands between two digits.

    Sixteen digits of a timestamp or a digest may look like a card's: of so many card numbers, those that were planted.
    """
    planted = {card(number).encode() for number in range(max(cards, NUMBER))}
    found: dict[str, set[bytes]] = {kind: set() for kind in SHAPES}
    for content in (GAPS.sub(b"", content) for content in _contents(folder, files)):
        for kind, shape in SHAPES.items():
            found[kind] |= set(shape.findall(content))
    found["card numbers"] &= planted
    return {kind: len(each) for kind, each in found.items()}


def _contents(folder: Path, files: tuple[Path, ...]) -> Iterator[bytes]:
    for path in (*sorted(folder.iterdir()), *files):
        yield path.read_bytes()
        if path.suffix == ".parquet":
            table = pq.read_table(path)
            yield repr(table.to_pydict()).encode()
            yield repr(table.schema.metadata).encode()


def _transaction(number: int) -> dict[str, str]:
    row = {
        "transaction_id": f"t{number}",
        "occurred_at": f"2026-03-{number % 28 + 1:02}T10:00:00Z",
        "payer_ref": (f"+3170{number:07}", f"person{number:05}@mail.example")[number % 2] if number < NUMBER else "p1",
        "payer_ref_kind": ("phone", "email")[number % 2] if number < NUMBER else "account",
        "merchant_id": f"m{number % NUMBER}",
        "amount": "10.00",
        "currency": "EUR",
        "payee_name": f"Zoltana Quist{number % NUMBER:05}",
    }
    written = card(number)
    spaced = " ".join(written[place : place + 4] for place in range(0, 16, 4)) if number % 3 == 0 else written
    place = PLACES[number // 2 % len(PLACES)]
    row[place] = f"paid {spaced} thanks" if place in {"descriptor", "purpose_text", "note"} else written
    if place == "descriptor":
        row["purpose_text"] = f"call +3170{number % NUMBER:07} or person{number % NUMBER:05}@mail.example"
    return row


def _merchant(number: int) -> dict[str, str]:
    name, phone, mail = f"Zoltana Quist{number:05}", f"+3170{number:07}", f"person{number:05}@mail.example"
    row = {"merchant_id": f"m{number}", "kind": "payee", "legal_name": name, "trading_name": name, "principal": name}
    row |= {"phone": phone, "email": mail, "contact": f"{name}, {phone}, {mail}", "close_reason": f"asked by {name}"}
    return row | {"descriptor": name, "postal_address": f"{name}, 1 Street", "settlement_account": f"acc-{number}"}


def _rows(names: tuple[str, ...], rows: Iterator[dict[str, str]]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, names, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()
