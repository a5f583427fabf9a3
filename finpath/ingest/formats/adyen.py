"""Adyen: the reports "Payment accounting" and "Received payment details", which name the shopper.

Columns: https://docs.adyen.com/reporting/invoice-reconciliation/payment-accounting-report (Record Type, Payment
Currency, Captured (PC), Main Amount …; Shopper Reference is one of those that can be added) and
https://docs.adyen.com/reporting/received-payment-details-report (Creation Date, Currency, Amount, Acquirer Response,
Shopper Reference, Shopper Email …). Of the first, a payment has a record for each step: the one that counts is when
money was asked for (SentForSettle); what undoes it are records of their own. The second tells of every attempt, and of
no refund: an attempt counts that the acquirer approved. Hand in one of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from finpath.ingest.exports import Export, Fields, Taken, without_sign
from finpath.ingest.format import Request
from finpath.ingest.placeholders import known

RECORDS = {
    "SentForSettle": "purchase",
    "SentForRefund": "refund",
    "Chargeback": "chargeback",
    "SecondChargeback": "chargeback",
    "ChargebackReversed": "representment",
    "CaptureFailed": "reversal",
}
"""Steps of a payment at which money of a shopper moves, and what the contract calls them."""

APPROVED = "approved"
RAILS = {
    "card": ("visa", "mc", "amex", "maestro", "bcmc", "cartebancaire", "diners", "discover", "jcb", "cup"),
    "credit_transfer": (
        "ideal",
        "sepadirectdebit",
        "bank",
        "trustly",
        "ebanking",
        "multibanco",
        "giropay",
        "directdebit",
    ),
    "wallet": ("paypal", "klarna", "alipay", "wechat", "twint", "mobilepay", "vipps", "swish", "bizum"),
}
"""How the money moves, by how the name of a method begins."""


class AdyenAccounting(Export):
    """What happened to payments, step by step."""

    name: ClassVar[str] = "adyen_accounting"
    header: ClassVar[frozenset[str]] = frozenset((
        *("Merchant Account", "Psp Reference", "Booking Date", "TimeZone", "Record Type", "Payment Currency"),
        *("Captured (PC)", "Shopper Reference"),
    ))  # fmt: skip
    consults: ClassVar[frozenset[str]] = frozenset(
        (
            "Modification Psp Reference",
            "Main Amount",
            "Main Currency",
            "Payment Method",
            "Shopper Email",
            "Shopper Country",
            "Issuer Country",
        )
    )
    fills: ClassVar[tuple[str, ...]] = (
        *("transaction_id", "payer_ref", "payer_ref_kind", "merchant_id", "amount", "currency", "kind", "related_id"),
        *("rail", "payer_country"),
    )
    mapped: ClassVar[Mapping[str, tuple[str, ...]]] = {"occurred_at": ("Booking Date", "TimeZone")}

    @classmethod
    def take(cls, row: Fields, request: Request) -> Taken | str:
        """What was captured, in the currency of the payment; a later capture of the same payment is one of its own."""
        del request
        kind = RECORDS.get(row.get("Record Type", ""))
        if kind is None:
            return "are steps of a payment that another row stands for, or move no shopper's money,"
        payment, step = row.get("Psp Reference", ""), row.get("Modification Psp Reference", "")
        captured = row.get("Captured (PC)", "")
        is_captured = any(digit in captured for digit in "123456789")
        return {
            "transaction_id": f"{payment}:{step}" if step and step != payment else payment,
            **_shopper(row),
            "merchant_id": row.get("Merchant Account"),
            "amount": without_sign(captured if is_captured else row.get("Main Amount", "")),
            "currency": row.get("Payment Currency") if is_captured else row.get("Main Currency"),
            "kind": kind,
            "related_id": payment if kind != "purchase" else None,
            "rail": _rail(row.get("Payment Method", "")),
        }


class AdyenReceived(Export):
    """Every attempt to pay, with what is known of the shopper."""

    name: ClassVar[str] = "adyen"
    header: ClassVar[frozenset[str]] = frozenset((
        *("Merchant Account", "Psp Reference", "Creation Date", "TimeZone", "Currency", "Amount", "Acquirer Response"),
        "Shopper Interaction",
    ))  # fmt: skip
    consults: ClassVar[frozenset[str]] = frozenset(
        (
            "Payment Method",
            "Shopper Email",
            "Shopper Reference",
            "Shopper Country",
            "Issuer Country",
        )
    )
    fills: ClassVar[tuple[str, ...]] = (
        *("transaction_id", "payer_ref", "payer_ref_kind", "merchant_id", "amount", "currency", "rail"),
        *("payer_country", "card_present"),
    )
    mapped: ClassVar[Mapping[str, tuple[str, ...]]] = {"occurred_at": ("Creation Date", "TimeZone")}

    @classmethod
    def take(cls, row: Fields, request: Request) -> Taken | str:
        """An attempt that the acquirer approved."""
        del request
        if row.get("Acquirer Response", "").lower() != APPROVED:
            return "are not approved by the acquirer"
        return {
            "transaction_id": row.get("Psp Reference"),
            **_shopper(row),
            "merchant_id": row.get("Merchant Account"),
            "amount": row.get("Amount"),
            "currency": row.get("Currency"),
            "rail": _rail(row.get("Payment Method", "")),
            "card_present": "true" if row.get("Shopper Interaction") == "POS" else None,
        }


def _shopper(row: Fields) -> Taken:
    """Who pays: as the merchant knows the shopper, else by email; what Adyen masks names nobody."""
    reference, email = known(row.get("Shopper Reference") or None), known(row.get("Shopper Email") or None)
    merchant = row.get("Merchant Account", "")
    return {
        # A shopper's number is given by the merchant: 1001 of one is not 1001 of another.
        "payer_ref": email.lower() if email and "*" not in email else reference and f"{merchant}|{reference}",
        "payer_ref_kind": "email" if email and "*" not in email else "account",
        "payer_country": row.get("Shopper Country") or row.get("Issuer Country"),
    }


def _rail(method: str) -> str | None:
    """How the money moved; where the name of a method does not tell, nothing is said.

    >>> _rail("visa_applepay"), _rail("ideal"), _rail("cash")
    ('card', 'credit_transfer', None)
    """
    return next((rail for rail, starts in RAILS.items() if method.lower().startswith(starts)), None)
