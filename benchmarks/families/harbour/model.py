"""What a coalition is: three frames, and small helpers that every other module uses."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

TRANSACTION_COLUMNS = (
    "provider_id transaction_id occurred_at payer_ref payer_ref_kind payer_country merchant_id amount currency "
    "kind related_id network_reference acquirer_id terminal_id rail mcc descriptor entry_mode response_code "
    "card_present recurring payee_country relationship protected_payer purpose_text"
).split()
MERCHANT_COLUMNS = (
    "provider_id merchant_id kind parent_id legal_name trading_name descriptor registration_number domain mcc "
    "country acquirer_id opened_on closed_on close_reason settlement_account phone email postal_address "
    "principal declared_ticket protected_payee"
).split()
MEMBER_COLUMNS = "provider_id kind country timezone time_precision last_day".split()
ANSWER_COLUMNS = "provider_id merchant_id group typology role".split()

LOWER = "abcdefghjkmnpqrstvwxyz234567"
UPPER = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"
DIGITS = "0123456789"
DAY = 86_400

RATE = {"EUR": 1.0, "GBP": 0.86, "USD": 1.08, "PLN": 4.3, "DKK": 7.46, "SEK": 11.3, "CZK": 25.0}


@dataclass(frozen=True)
class Coalition:
    """Members, the merchants that they describe, and the payments that they hand in."""

    members: pd.DataFrame
    merchants: pd.DataFrame
    transactions: pd.DataFrame


def spell(rng: np.random.Generator, alphabet: str, length: int, count: int) -> np.ndarray:
    """Random words of one length, as an array of texts."""
    letters = np.frombuffer(alphabet.encode(), dtype="S1")
    drawn = letters[rng.integers(0, len(letters), (max(count, 1), length))]
    return drawn.view(f"S{length}").ravel().astype(str)[:count]


def distinct(rng: np.random.Generator, alphabet: str, length: int, count: int) -> np.ndarray:
    """Random words of one length, no two of them equal."""
    words = spell(rng, alphabet, length, count)
    while len(np.unique(words)) < count:
        _, first = np.unique(words, return_index=True)
        again = np.setdiff1d(np.arange(count), first)
        words[again] = spell(rng, alphabet, length, len(again))
    return words


def rising(rng: np.random.Generator, count: int) -> np.ndarray:
    """Numbers of eleven digits that rise with gaps, since the counter is shared with other customers."""
    gap = max(2, int(6e10 / (count + 1) / 2))
    return (20_000_000_000 + np.cumsum(rng.integers(1, gap, count))).astype(str)


def to_utc(local_seconds: np.ndarray, timezone: str) -> np.ndarray:
    """Seconds of a local clock as seconds of UTC."""
    index = pd.DatetimeIndex(np.asarray(local_seconds, dtype="int64").astype("datetime64[s]"))
    local = index.tz_localize(timezone, ambiguous=np.ones(len(index), dtype=bool), nonexistent="shift_forward")
    return local.tz_convert("UTC").tz_localize(None).to_numpy().astype("datetime64[s]").astype("int64")


def to_local(utc_seconds: np.ndarray, timezone: str) -> np.ndarray:
    """Seconds of UTC as seconds of a local clock."""
    index = pd.DatetimeIndex(np.asarray(utc_seconds, dtype="int64").astype("datetime64[s]"), tz="UTC")
    return index.tz_convert(timezone).tz_localize(None).to_numpy().astype("datetime64[s]").astype("int64")
