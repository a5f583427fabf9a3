"""Stripe: the report "Itemized balance change from activity", of a platform's connected accounts or of one account.

Columns: https://docs.stripe.com/reports/report-types and https://docs.stripe.com/reports/report-types/connect
(balance_change_from_activity.itemized, connected_account_balance_change_from_activity.itemized):
balance_transaction_id, created_utc, currency, gross (in major units, signed), reporting_category, charge_id,
customer_id, card_country, statement_descriptor, connected_account. Categories:
https://docs.stripe.com/reports/reporting-categories. The report of one account does not name it: say merchant_id in
[files.constants].
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from finpath.ingest.exports import Export, Fields, Taken, without_sign
from finpath.ingest.format import Request

CATEGORIES = {"charge": "purchase", "refund": "refund", "dispute": "chargeback", "dispute_reversal": "representment"}
"""What moves money of a payer, and what the contract calls it."""


class Stripe(Export):
    """What changed the balance of accounts."""

    name: ClassVar[str] = "stripe"
    header: ClassVar[frozenset[str]] = frozenset(
        ("balance_transaction_id", "created_utc", "currency", "gross", "reporting_category")
    )
    consults: ClassVar[frozenset[str]] = frozenset(
        (
            "charge_id",
            "customer_id",
            "connected_account",
            "card_country",
            "statement_descriptor",
            "payment_method_type",
        )
    )
    fills: ClassVar[tuple[str, ...]] = (
        *("transaction_id", "payer_ref", "merchant_id", "amount", "kind", "related_id", "rail", "payer_country"),
        *("descriptor", "clock"),
    )
    mapped: ClassVar[Mapping[str, tuple[str, ...]]] = {"occurred_at": ("created_utc", "clock")}

    @classmethod
    def take(cls, row: Fields, request: Request) -> Taken | str:
        """A charge, or what undoes one: charges go by their own id, so that the others can answer them."""
        del request
        kind = CATEGORIES.get(row.get("reporting_category", ""))
        if kind is None:
            return "are of a category that moves no payer's money"
        charge, own = row.get("charge_id"), row.get("balance_transaction_id")
        return {
            "transaction_id": (charge or own) if kind == "purchase" else own,
            "payer_ref": row.get("customer_id"),
            "merchant_id": row.get("connected_account"),
            "amount": without_sign(row.get("gross", "")),
            "kind": kind,
            "related_id": charge if kind != "purchase" else None,
            "rail": "card" if row.get("payment_method_type") == "card" else None,
            "payer_country": row.get("card_country"),
            "descriptor": row.get("statement_descriptor"),
            "clock": "UTC",
        }
