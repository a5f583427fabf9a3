"""The form of a coalition: three frames, their columns and their types."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

MEMBER_COLUMNS = ("provider_id", "kind", "country", "timezone", "time_precision", "last_day")
IDENTITY = ("settlement_account", "phone", "email", "postal_address", "principal")
MERCHANT_COLUMNS = (
    "provider_id", "merchant_id", "kind", "parent_id", "legal_name", "trading_name", "descriptor",
    "registration_number", "domain", "mcc", "country", "acquirer_id", "opened_on", "closed_on",
    "close_reason", *IDENTITY, "declared_ticket", "protected_payee",
)
TRANSACTION_COLUMNS = (
    "provider_id", "transaction_id", "occurred_at", "payer_ref", "payer_ref_kind", "payer_country",
    "merchant_id", "amount", "currency", "kind", "related_id", "network_reference", "acquirer_id",
    "terminal_id", "rail", "mcc", "descriptor", "entry_mode", "response_code", "card_present",
    "recurring", "payee_country", "relationship", "protected_payer", "purpose_text",
)
REQUIRED = ("provider_id", "transaction_id", "occurred_at", "payer_ref", "merchant_id", "amount", "currency")
ANSWER_COLUMNS = ("provider_id", "merchant_id", "group", "typology", "role")
RATES = {
    "EUR": 1.0, "USD": 1.09, "GBP": 0.85, "CHF": 0.95, "SEK": 11.4, "DKK": 7.46, "NOK": 11.6, "PLN": 4.3,
    "PHP": 62.0, "AUD": 1.65, "CAD": 1.5, "JPY": 165.0, "USDT": 1.09, "USDC": 1.09, "BTC": 1.6e-5,
    "ETH": 3.6e-4, "LTC": 0.0125,
}
EXPONENT = {"JPY": 0, "USDT": 6, "USDC": 6, "BTC": 8, "ETH": 8, "LTC": 8}


@dataclass(frozen=True)
class Coalition:
    """What the members of a coalition hand in."""

    members: pd.DataFrame
    merchants: pd.DataFrame
    transactions: pd.DataFrame


def objects(values: Any) -> np.ndarray:
    """The values as an object array in which everything missing is None."""
    held = np.asarray(pd.Series(values, dtype=object), dtype=object).copy()
    held[pd.isna(held)] = None
    return held


def frame(columns: dict[str, Any], order: tuple[str, ...], rows: int) -> pd.DataFrame:
    """A frame of exactly these columns; what is absent is None, text stays plain objects."""
    made = {}
    for name in order:
        if name == "occurred_at":
            made[name] = pd.Series(np.asarray(columns.get(name, []), dtype="datetime64[s]"))
        elif name in ("amount", "declared_ticket"):
            given = columns.get(name)
            made[name] = pd.Series(np.full(rows, np.nan) if given is None else np.asarray(given, dtype=float))
        else:
            given = columns.get(name)
            held = np.full(rows, None, dtype=object) if given is None else objects(given)
            made[name] = pd.Series(held, dtype=object)
    return pd.DataFrame(made)
