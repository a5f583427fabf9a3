"""The form of a coalition, and the words that all modules share."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

JOINING = frozenset({"par", "iban", "email", "phone", "address"})
PERSONAL = frozenset({"wallet", "remitter", "bank", "vasp"})
SHOPS = frozenset({"acquirer", "scheme", "issuer", "wallet"})

TRANSACTION_COLUMNS = (
    "transaction_id", "occurred_at", "payer_ref", "payer_ref_kind", "payer_country", "merchant_id", "amount",
    "currency", "kind", "related_id", "network_reference", "acquirer_id", "terminal_id", "rail", "mcc", "descriptor",
    "entry_mode", "response_code", "card_present", "recurring", "payee_country", "relationship", "protected_payer",
    "purpose_text")
MERCHANT_COLUMNS = (
    "merchant_id", "kind", "parent_id", "legal_name", "trading_name", "descriptor", "registration_number", "domain",
    "mcc", "country", "acquirer_id", "opened_on", "closed_on", "close_reason", "settlement_account", "phone", "email",
    "postal_address", "principal", "declared_ticket", "protected_payee")
IDENTIFIERS = ("settlement_account", "phone", "email", "postal_address", "principal", "registration_number")


@dataclass(frozen=True)
class Coalition:
    """What the members of a coalition hand in."""

    members: pd.DataFrame
    merchants: pd.DataFrame
    transactions: pd.DataFrame


def text_frame(data: dict[str, object], columns: list[str]) -> pd.DataFrame:
    """A frame of the given columns in which every missing text is None."""
    frame = pd.DataFrame(data)
    for column in columns:
        if column not in frame.columns:
            frame[column] = None
        if column not in ("amount", "occurred_at"):
            values = frame[column].astype(object)
            frame[column] = pd.Series(values.where(values.notna(), None).to_list(), index=frame.index, dtype=object)
    return frame[columns].reset_index(drop=True)
