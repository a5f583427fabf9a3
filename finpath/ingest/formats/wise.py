"""Wise: the statement of a balance, and the history of transfers.

Columns, as open importers know them: of the statement TransferWise ID, Date, Date Time, Amount (signed, as booked),
Currency, Payer Name, Payee Name, Payee Account Number, Merchant, Transaction Details Type
(https://github.com/Evernight/beancount-importers, https://github.com/ovidiugabriel/csv2sepa); of the history ID,
Status, Direction, Source name, Target name, Target amount (after fees) … (https://github.com/fdavies93/seneca). A
statement does not name the account that it is of: say payer_ref and merchant_id in [files.constants]. Its dates have
the day first.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import ClassVar

from finpath.ingest.exports import MINUS, Export, Fields, Taken, without_sign
from finpath.ingest.format import Request
from finpath.ingest.placeholders import known

MOVES = ("CARD", "TRANSFER", "DEPOSIT", "DIRECT_DEBIT")
"""Kinds of rows that have another party; conversions, money that the owner adds, fees, interest, cashback have none."""

DAYS = ("%d-%m-%Y %H:%M:%S.%f", "%d-%m-%Y %H:%M:%S", "%d-%m-%Y")
COMPLETED = "COMPLETED"


class WiseStatement(Export):
    """What was booked on one balance."""

    name: ClassVar[str] = "wise"
    header: ClassVar[frozenset[str]] = frozenset(
        ("TransferWise ID", "Date", "Amount", "Currency", "Running Balance", "Payer Name", "Payee Name", "Merchant")
    )
    consults: ClassVar[frozenset[str]] = frozenset(
        (
            "Date Time",
            "Transaction Details Type",
            "Payee Account Number",
            "Payment Reference",
            "Transaction Type",
        )
    )
    fills: ClassVar[tuple[str, ...]] = (
        *("transaction_id", "occurred_at", "payer_ref", "merchant_id", "amount", "kind", "rail", "descriptor"),
        *("currency", "purpose_text"),
    )

    @classmethod
    def take(cls, row: Fields, request: Request) -> Taken | str:
        """A payment to or from somebody else; a card that is credited was paid back by the shop."""
        number, amount = row.get("TransferWise ID", ""), row.get("Amount", "")
        what = row.get("Transaction Details Type") or number.rpartition("-")[0]
        if what not in MOVES:
            return "are conversions, fees, interest or money of the owner's own"
        is_paid, is_card = amount.startswith(MINUS), what == "CARD"
        shop = known(row.get("Merchant") or None) if is_card else None
        payee = shop or known(row.get("Payee Account Number") or None) or known(row.get("Payee Name") or None)
        giver = known(row.get("Payer Name") or None)
        if not (payee if is_paid or is_card else giver) or not re.search("[1-9]", amount):
            return "name nobody on the other side, or are of nothing,"
        return {
            "transaction_id": f"{number}:{row.get('Currency', '')}",
            "occurred_at": _day(row.get("Date Time") or row.get("Date", "")),
            "payer_ref": None if is_paid or is_card else giver,
            "merchant_id": request.surrogates.name("account", payee) if payee and (is_paid or is_card) else None,
            "amount": without_sign(amount),
            "kind": "refund" if is_card and not is_paid else "purchase",
            "rail": "card" if is_card else "credit_transfer",
            "descriptor": (shop or row.get("Payee Name")) if is_paid else None,
            "currency": row.get("Currency"),
            "purpose_text": row.get("Payment Reference"),
        }


class WiseHistory(Export):
    """Transfers and card payments with both who sent and who got them."""

    name: ClassVar[str] = "wise_history"
    header: ClassVar[frozenset[str]] = frozenset((
        *("ID", "Status", "Direction", "Created on", "Source name", "Source amount (after fees)", "Source currency"),
        *("Target name", "Target amount (after fees)", "Target currency"),
    ))  # fmt: skip
    consults: ClassVar[frozenset[str]] = frozenset(("Reference",))
    fills: ClassVar[tuple[str, ...]] = (
        *("transaction_id", "occurred_at", "payer_ref", "merchant_id", "amount", "currency", "kind", "rail"),
        *("descriptor", "purpose_text"),
    )

    @classmethod
    def take(cls, row: Fields, request: Request) -> Taken | str:
        """What was completed and went from one to another: what got there, after fees."""
        if row.get("Status") != COMPLETED:
            return "are cancelled, refunded or not completed"
        giver, taker = (known(row.get(name) or None) for name in ("Source name", "Target name"))
        if row.get("Direction") not in ("IN", "OUT") or not giver or not taker or giver == taker:
            return "move the owner's own money, or name one side only,"
        return {
            # A card payment out of two balances is two rows of one id.
            "transaction_id": f"{row.get('ID', '')}:{row.get('Source currency', '')}",
            "occurred_at": row.get("Created on"),
            "payer_ref": giver,
            "merchant_id": request.surrogates.name("name", taker),
            "amount": row.get("Target amount (after fees)") or row.get("Source amount (after fees)"),
            "currency": row.get("Target currency") or row.get("Source currency"),
            "kind": "purchase",
            "rail": "card" if row.get("ID", "").startswith("CARD") else "credit_transfer",
            "descriptor": taker if row.get("Direction") == "OUT" else None,
            "purpose_text": row.get("Reference"),
        }


def _day(text: str) -> str:
    """A day, or an instant, in ISO 8601; what is neither stays as it is, and is rejected.

    >>> _day("05-02-2026 08:54:15.466"), _day("05-02-2026"), _day("soon")
    ('2026-02-05 08:54:15.466000', '2026-02-05', 'soon')
    """
    for form in DAYS:
        try:
            read = dt.datetime.strptime(text, form)  # noqa: DTZ007 - the provider's clock is read later
        except ValueError:
            continue
        return read.isoformat(" ") if "%H" in form else read.date().isoformat()
    return text
