"""The kind of transaction that a return is, by its reason code."""

from __future__ import annotations

from finpath.ingest.iso20022.elements import PaymentDetails

ASKED_BACK = frozenset(("MD06", "FOCR", "CUST", "FRAD"))
"""Reasons of a return that somebody asked for (external code list 9, return reason); others undo what never arrived."""


def return_kind(details: PaymentDetails) -> str:
    """A refund where the money was asked back, else a reversal."""
    return "refund" if details.returned in ASKED_BACK else "reversal"
