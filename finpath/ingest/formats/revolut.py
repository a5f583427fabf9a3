"""Revolut: the statement of a business's accounts, and that of a person's.

Columns, as open importers know them: of a business ID, Type, State, Description, Payment currency, Amount (signed),
Account, Beneficiary IBAN, Sender account … (Banana Accounting's extension, ImportRevolutBusinessFormat1); of a person
Type, Product, Started Date, Completed Date, Description, Amount, Fee, Currency, State, Balance
(https://github.com/Evernight/beancount-importers). Types and states:
https://developer.revolut.com/docs/business/get-transaction. No row names the account that the statement is of: say
payer_ref and merchant_id in [files.constants]. What counts is completed, and has somebody on the other side.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import ClassVar

from finpath.ingest.exports import MINUS, Export, Fields, Taken, without_sign
from finpath.ingest.format import Request
from finpath.ingest.placeholders import known

COMPLETED = "COMPLETED"
CARD, MOVE, TOP_UP = "CARD_PAYMENT", ("TRANSFER", "DIRECT_DEBIT"), "TOPUP"
BACK = {"CARD_REFUND": "refund", "REFUND": "refund", "CARD_CHARGEBACK": "chargeback"}
"""Types that have another party; exchanges, fees, cash, loans, taxes and rewards have none that is paid."""

WAY = re.compile(r"(?:transfer |payment |money added )?(?:to|from) (\S.*)", re.IGNORECASE)
"""How a transfer is described: the other party's name stands after it."""

OWN = re.compile(
    r"(?:main|pocket|vault|savings|flexible|exchanged|instant access)\b|.*\b(?:pocket|vault|savings)$|(?-i:[A-Z]{3})$",
    re.IGNORECASE,
)
"""What is the owner's own, among those names."""

BENEFICIARY = ("Beneficiary IBAN", "Beneficiary account number", "Beneficiary name")
SENDER = ("Sender account", "Sender name")
CLOCK = re.compile(r"Date completed \((?P<zone>[^)]+)\)")


class RevolutBusiness(Export):
    """What was booked on the accounts of a business."""

    name: ClassVar[str] = "revolut_business"
    header: ClassVar[frozenset[str]] = frozenset((
        *("ID", "Type", "Description", "Reference", "Payer", "Orig currency", "Orig amount", "Payment currency"),
        *("Amount", "Balance", "Account"),
    ))  # fmt: skip
    consults: ClassVar[frozenset[str]] = frozenset(
        (
            "State",
            "MCC",
            "Related transaction id",
            "Beneficiary IBAN",
            "Beneficiary account number",
            "Beneficiary name",
            "Sender account",
            "Sender name",
            "Date completed (UTC)",
        )
    )
    fills: ClassVar[tuple[str, ...]] = (
        *("transaction_id", "payer_ref", "merchant_id", "amount", "currency", "kind", "rail", "related_id"),
        *("descriptor", "mcc", "purpose_text", "day", "clock"),
    )
    mapped: ClassVar[Mapping[str, tuple[str, ...]]] = {"occurred_at": ("day", "clock")}

    @classmethod
    def take(cls, row: Fields, request: Request) -> Taken | str:
        """A payment to or from somebody else."""
        day, zone = _completed(row)
        if row.get("State", COMPLETED).upper() != COMPLETED or not day:
            return "are not completed"
        said = _payment(row, request, SENDER, BENEFICIARY)
        if isinstance(said, str):
            return said
        own = {"transaction_id": row.get("ID"), "currency": row.get("Payment currency")}
        return {**said, **own, "day": day, "clock": zone, "mcc": row.get("MCC"), "purpose_text": row.get("Reference")}


class Revolut(Export):
    """What was booked on the account of a person."""

    name: ClassVar[str] = "revolut"
    header: ClassVar[frozenset[str]] = frozenset((
        *("Type", "Product", "Started Date", "Completed Date", "Description", "Amount", "Fee", "Currency", "State"),
    ))  # fmt: skip
    consults: ClassVar[frozenset[str]] = frozenset(("Balance",))
    fills: ClassVar[tuple[str, ...]] = (
        *("transaction_id", "payer_ref", "merchant_id", "amount", "currency", "kind", "rail", "related_id"),
        "descriptor",
    )
    mapped: ClassVar[Mapping[str, tuple[str, ...]]] = {"occurred_at": ("Started Date",)}

    @classmethod
    def take(cls, row: Fields, request: Request) -> Taken | str:
        """A payment to or from somebody else; it has no id, so that all that the row says is one."""
        if row.get("State", "").upper() != COMPLETED:
            return "are not completed"
        said = _payment(row, request, (), ())
        if isinstance(said, str):
            return said
        whole = "|".join(row.get(name, "") for name in ("Type", "Started Date", "Description", "Amount", "Balance"))
        return {**said, "transaction_id": request.surrogates.name("entry", whole), "currency": row.get("Currency")}


def _payment(row: Fields, request: Request, senders: tuple[str, ...], takers: tuple[str, ...]) -> Taken | str:
    """What a row is: a card's payment or what undoes it, a transfer out, or one that came in."""
    what, amount = row.get("Type", "").upper().replace(" ", "_"), row.get("Amount", "")
    is_paid, is_card = amount.startswith(MINUS), what == CARD or what in BACK
    if not is_card and what not in (*MOVE, TOP_UP):
        return "are exchanges, fees, cash and the like"
    other = known(row.get("Description") or None) if is_card else _party(row, takers if is_paid else senders, what)
    if other is None or not re.search("[1-9]", amount):
        return "name nobody on the other side, as own transfers and top-ups do, or are of nothing,"
    kind = BACK.get(what) or ("refund" if is_card and not is_paid else "purchase")
    return {
        "payer_ref": other if not is_card and not is_paid else None,
        "merchant_id": request.surrogates.name("account", other) if is_card or is_paid else None,
        "amount": without_sign(amount),
        "kind": kind,
        "rail": "card" if is_card else "credit_transfer",
        "related_id": row.get("Related transaction id") if kind != "purchase" else None,
        "descriptor": row.get("Description") if is_card else None,
    }


def _party(row: Fields, columns: tuple[str, ...], what: str) -> str | None:
    """Who is on the other side of a transfer; of a top-up, whoever is named as its sender and by nothing else."""
    named = next(filter(None, (known(row.get(name) or None) for name in columns)), None)
    if named or what == TOP_UP:
        return named
    found = WAY.fullmatch(row.get("Description", ""))
    name = known(found.group(1)) if found else None
    return None if name is None or OWN.match(name) or name == row.get("Account") else name


def _completed(row: Fields) -> tuple[str, str | None]:
    """When a row was completed, and on which clock: UTC, where it says so; of a day alone, on the account's."""
    clocks = {found["zone"]: row[name] for name in row if (found := CLOCK.fullmatch(name)) and row[name]}
    zone = "UTC" if "UTC" in clocks else next(iter(clocks), None)
    day = clocks[zone] if zone else ""
    return day, zone if ":" in day else None
