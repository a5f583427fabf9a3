"""PayPal: the report "Activity download", by the columns of its public specification.

Columns: https://developer.paypal.com/api/nvp-soap/paypal-payments-standard/admin/download-history/ and "Activity
Download Specification" (version 3.0, 2018): Date, Time, TimeZone, Type, Status, Currency, Gross (signed, of who
downloads it), From Email Address, To Email Address, Transaction ID, Reference Txn ID. Money goes from `From` to `To`,
whichever of them downloads the report; a refund names the payment that it answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from finpath.ingest.exports import MINUS, Export, Fields, Taken, without_sign
from finpath.ingest.format import Request

COMPLETED = "completed"
BACK = {"refund": "refund", "chargeback": "chargeback", "reversal": "reversal", "reversed": "reversal"}
"""Words in the type of a row that gives back, and what the contract calls it."""

TIMES = ("TimeZone", "Time Zone", "Time zone")
"""How the column is called, by the age of the report."""


class PayPal(Export):
    """The activity of an account."""

    name: ClassVar[str] = "paypal"
    header: ClassVar[frozenset[str]] = frozenset((
        *("Date", "Time", "Type", "Status", "Currency", "Gross", "From Email Address", "To Email Address"),
        "Transaction ID",
    ))  # fmt: skip
    consults: ClassVar[frozenset[str]] = frozenset(
        (
            "Reference Txn ID",
            "TimeZone",
            "Name",
        )
    )
    fills: ClassVar[tuple[str, ...]] = (
        *("transaction_id", "payer_ref", "payer_ref_kind", "merchant_id", "amount", "currency", "kind", "related_id"),
        *("rail", "descriptor", "zone of the time"),
    )
    mapped: ClassVar[Mapping[str, tuple[str, ...]]] = {"occurred_at": ("Date", "Time", "zone of the time")}

    @classmethod
    def take(cls, row: Fields, request: Request) -> Taken | str:
        """A payment from one account to another; whoever is paid gets a surrogate."""
        if row.get("Status", "").lower() != COMPLETED:
            return "are not completed"
        giver, taker = row.get("From Email Address", "").lower(), row.get("To Email Address", "").lower()
        if not giver or not taker:
            return "name one side only, as fees, deposits and exchanges do,"
        words = row.get("Type", "").lower()
        kind = next((kind for word, kind in BACK.items() if word in words), "purchase")
        payer, merchant = (giver, taker) if kind == "purchase" else (taker, giver)
        gross = row.get("Gross", "")
        is_sent = gross.startswith(MINUS)
        return {
            "transaction_id": row.get("Transaction ID"),
            "payer_ref": payer,
            "payer_ref_kind": "email",
            "merchant_id": request.surrogates.name("account", merchant),
            "amount": without_sign(gross),
            "currency": row.get("Currency"),
            "kind": kind,
            "related_id": row.get("Reference Txn ID") if kind != "purchase" else None,
            "rail": "wallet",
            "descriptor": row.get("Name") if kind == "purchase" and is_sent else None,  # else it is the payer's name
            "zone of the time": next((row[name] for name in TIMES if row.get(name)), None),
        }
