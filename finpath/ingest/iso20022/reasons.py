"""What a message says of a return in, the contract's kind of transaction out."""

from __future__ import annotations

from finpath.ingest.iso20022.elements import Said

ASKED_BACK = frozenset(("MD06", "FOCR", "CUST", "FRAD"))
"""Reasons of a return that somebody asked for (external code list 9, return reason); others undo what never arrived."""


def return_kind(said: Said) -> str:
    """A refund where the money was asked back, else a reversal."""
    return "refund" if said.returned in ASKED_BACK else "reversal"
