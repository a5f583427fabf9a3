"""Payments of messages, and their rows in the columns of the contract's tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

import pyarrow as pa

from finpath.ingest.amounts import mark_number
from finpath.ingest.iso20022.elements import PaymentDetails
from finpath.ingest.iso20022.parties import Party

ROWS = 4096
"""Of one batch: a sample reads no more than the first."""

RECURRING = {"RCUR": "true", "FRST": "true", "FNAL": "true", "OOFF": "false"}


DAY = len("2026-03-05")


class Payment(NamedTuple):
    """One payment, in the words of the contract.

    Args:
        id: The same wherever the same payment is told of.
        occurred_at: When the payer paid, or the day it was booked.
        payer: None where nobody is named: such a row is rejected.
        payee: Likewise.
        amount: Positive.
        currency: ISO 4217.
        kind: purchase, reversal, refund …
        related_id: The payment that it answers.
        purpose: Remittance information.
        details: What the message says of it.
        card: Whether a card paid.
        side: How far from the payee it was told, as in `Records`.
        reference: What tells it from others that are alike.
    """

    id: str | None
    occurred_at: str | None
    payer: Party | None
    payee: Party | None
    amount: str | None
    currency: str | None
    kind: str | None
    related_id: str | None
    purpose: str | None
    details: PaymentDetails
    card: bool
    side: str
    reference: str | None = None


Row = tuple[str | None, ...]

TRANSACTIONS = tuple(
    """
    transaction_id occurred_at payer_ref payer_ref_kind payer_country merchant_id amount currency kind related_id
    network_reference terminal_id rail mcc descriptor entry_mode card_present recurring payee_country purpose_text
    """.split()
)
MERCHANTS = tuple(
    """
    merchant_id kind parent_id legal_name trading_name mcc country settlement_account phone email
    """.split()
)
TRANSFERS = ("transfer_id", "occurred_at", "from_account", "to_account", "amount", "currency")
BACK = ("reversal", "refund")


def day_or_instant(text: str | None) -> str | None:
    """A date as it is meant: one may carry an offset, and is the same day with it.

    >>> day_or_instant("2026-03-05+01:00"), day_or_instant("2026-03-05Z"), day_or_instant("2026-03-05T08:00:00+01:00")
    ('2026-03-05', '2026-03-05', '2026-03-05T08:00:00+01:00')
    """
    return text[:DAY] if text is not None and text[DAY : DAY + 1] in ("Z", "+", "-") else text


def _transaction(payment: Payment) -> Row:
    payer, payee, details = payment.payer, payment.payee, payment.details
    return (
        payment.id,
        day_or_instant(payment.occurred_at),
        payer.ref if payer else None,
        payer.kind if payer else None,
        payer.country if payer else None,
        payee.merchant_id if payee else None,
        mark_number(payment.amount),
        payment.currency,
        payment.kind,
        payment.related_id,
        details.uetr,
        details.terminal,
        "card" if payment.card else "credit_transfer",
        details.mcc,
        payee.name if payee else None,
        details.entry_mode,
        details.present,
        RECURRING.get(details.sequence or ""),
        payee.country if payee else None,
        payment.purpose,
        payment.side,
    )


def _transfer(payment: Payment) -> Row | None:
    payer, payee = payment.payer, payment.payee
    if payer is None or payee is None or payer.account is None or payee.account is None:
        return None
    ends = (payee.account, payer.account) if payment.kind in BACK else (payer.account, payee.account)
    return (payment.id, day_or_instant(payment.occurred_at), *ends, mark_number(payment.amount), payment.currency)


class MerchantRows:
    """Describes each payee once: the first words for it count."""

    def __init__(self) -> None:
        """Nobody was described yet."""
        self._seen: set[str] = set()

    def row(self, payment: Payment) -> Row | None:
        """The description of a payee that was not described before."""
        payee = payment.payee
        if payee is None or payee.merchant_id in self._seen:
            return None
        self._seen.add(payee.merchant_id)
        details = payee.details
        ultimate = bool(details.ultimate_name or details.ultimate_identity)
        return (
            payee.merchant_id,
            "sub_merchant" if ultimate else "merchant",
            None,
            payee.name,
            details.name if ultimate else None,
            payment.details.mcc,
            payee.country,
            payee.account,
            details.phone,
            details.email,
        )


def columns(table: str) -> tuple[str, ...]:
    """The columns that payments can fill of a table."""
    return {"transactions": TRANSACTIONS, "merchants": MERCHANTS, "transfers": TRANSFERS}.get(table, ())


def batches(payments: Iterable[Payment], table: str) -> Iterator[pa.RecordBatch]:
    """The rows of a table that payments fill; of transactions, the last column is the side."""
    width = len(columns(table)) + (table == "transactions")
    makers: dict[str, Callable[[Payment], Row | None]] = {"merchants": MerchantRows().row, "transfers": _transfer}
    make = makers.get(table, _transaction)
    rows: list[Row] = []
    for payment in payments:
        row = make(payment)
        if row is not None:
            rows.append(row)
        if len(rows) == ROWS:
            yield _batch(rows, width)
            rows = []
    if rows:
        yield _batch(rows, width)


def _batch(rows: list[Row], width: int) -> pa.RecordBatch:
    arrays = [pa.array(column, pa.string()) for column in zip(*rows, strict=True)]
    return pa.record_batch(arrays, names=[f"c{index}" for index in range(width)])
