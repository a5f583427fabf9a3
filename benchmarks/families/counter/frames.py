"""The frames of a coalition: columns in the contract's order, and how a frame is finished."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

MEMBER_COLUMNS = ("provider_id", "kind", "country", "timezone", "time_precision", "last_day")
TRANSACTION_COLUMNS = (
    "provider_id",
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
    "provider_id",
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
ANSWER_COLUMNS = ("provider_id", "merchant_id", "group", "typology", "role")


@dataclass(frozen=True)
class Coalition:
    """Members and what they hand in; all text but `amount` and `occurred_at`, missing is None."""

    members: pd.DataFrame
    merchants: pd.DataFrame
    transactions: pd.DataFrame


def texts(values: object) -> np.ndarray:
    """Return an object array in which whatever is missing is None."""
    array = np.array(values, dtype=object)
    array[pd.isna(array)] = None
    return array


def finish(frame: pd.DataFrame, columns: tuple[str, ...] | list[str]) -> pd.DataFrame:
    """Bring a frame into the given columns: text as objects with None, amounts as floats, instants in seconds."""
    whole: dict[str, pd.Series] = {}
    for column in columns:
        if column == "amount":
            whole[column] = pd.Series(frame[column].to_numpy(dtype=float))
        elif column == "occurred_at":
            whole[column] = pd.Series(frame[column].to_numpy().astype("datetime64[s]"))
        elif column in frame.columns:
            whole[column] = pd.Series(texts(frame[column].to_numpy()), dtype=object)
        else:
            whole[column] = pd.Series(np.full(len(frame), None, dtype=object), dtype=object)
    return pd.DataFrame(whole, columns=list(columns))


def day_numbers(instants: np.ndarray) -> np.ndarray:
    """Return days since 1970 of instants."""
    return instants.astype("datetime64[D]").astype(np.int64)


def day_text(days: np.ndarray) -> np.ndarray:
    """Return days since 1970 as texts like 2026-03-01."""
    return np.datetime_as_string(np.asarray(days, dtype=np.int64).astype("datetime64[D]")).astype(object)
