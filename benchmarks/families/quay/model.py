"""The frames of a coalition, and small helpers for columns of text."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

MEMBER_COLUMNS = ("provider_id", "kind", "country", "timezone", "time_precision", "last_day")
TRANSACTION_COLUMNS = (
    "transaction_id",
    "occurred_at",
    "payer_ref",
    "payer_ref_kind",
    "payer_country",
    "merchant_id",
    "amount",
    "currency",
    "kind",
    "related_id",
    "network_reference",
    "acquirer_id",
    "terminal_id",
    "rail",
    "mcc",
    "descriptor",
    "entry_mode",
    "response_code",
    "card_present",
    "recurring",
    "payee_country",
    "relationship",
    "protected_payer",
    "purpose_text",
)
MERCHANT_COLUMNS = (
    "merchant_id",
    "kind",
    "parent_id",
    "legal_name",
    "trading_name",
    "descriptor",
    "registration_number",
    "domain",
    "mcc",
    "country",
    "acquirer_id",
    "opened_on",
    "closed_on",
    "close_reason",
    "settlement_account",
    "phone",
    "email",
    "postal_address",
    "principal",
    "declared_ticket",
    "protected_payee",
)
IDENTIFIERS = ("settlement_account", "phone", "email", "postal_address", "principal")
JOINING = ("par", "iban", "email", "phone", "address")
TRUE = ("true", "1", "t", "yes", "y")


@dataclass(frozen=True)
class Coalition:
    """What the members of a coalition hand in."""

    members: pd.DataFrame
    merchants: pd.DataFrame
    transactions: pd.DataFrame


def texts(values: pd.Series | np.ndarray) -> np.ndarray:
    """Return an array of objects in which whatever is missing is None."""
    held = np.asarray(pd.Series(values), dtype=object)
    gone = pd.isna(held)
    if gone.any():
        held = held.copy()
        held[gone] = None
    return held


def frame(columns: dict[str, np.ndarray]) -> pd.DataFrame:
    """Build a frame in which text stays of type object, and missing stays None."""
    made = {}
    for name, values in columns.items():
        if name == "occurred_at":
            made[name] = pd.Series(np.asarray(values, dtype="datetime64[s]"))
        elif name == "amount":
            made[name] = pd.Series(np.asarray(values, dtype=float))
        else:
            made[name] = pd.Series(texts(values), dtype=object)
    return pd.DataFrame(made)


def stack(frames: list[pd.DataFrame], columns: list[str]) -> pd.DataFrame:
    """Put frames below one another; a column that one of them lacks is None there."""
    made: dict[str, np.ndarray] = {}
    for name in columns:
        parts = []
        for part in frames:
            if name in part.columns:
                parts.append(np.asarray(part[name]) if name in ("occurred_at", "amount") else texts(part[name]))
            else:
                parts.append(np.full(len(part), None, dtype=object))
        made[name] = np.concatenate(parts) if parts else np.empty(0, dtype=object)
    return frame(made)


def truth(values: np.ndarray) -> np.ndarray:
    """Read a column of booleans that are written as text."""
    return np.array([str(value).lower() in TRUE for value in values], dtype=bool)
