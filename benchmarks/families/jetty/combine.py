"""Put added rows where the member's own system would have put them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .model import Coalition


def combine(coalition: Coalition, added: Coalition, seed: int = 0) -> Coalition:
    """The coalition with the added rows in the order of its own."""
    rng = np.random.default_rng([seed, 3])
    return Coalition(
        coalition.members, _merge(coalition.merchants, added.merchants, "merchant_id", rng),
        _merge(coalition.transactions, added.transactions, "transaction_id", rng),
    )


def in_order(given: pd.DataFrame, rows: pd.DataFrame, key: str, rng: np.random.Generator) -> pd.DataFrame:
    """Added rows in the order in which they belong among the given ones."""
    return rows.iloc[np.argsort(_places(given, rows, key, rng), kind="stable")].reset_index(drop=True)


def _merge(given: pd.DataFrame, rows: pd.DataFrame, key: str, rng: np.random.Generator) -> pd.DataFrame:
    if not len(rows) or not len(given):
        return rows if not len(given) else given
    place = np.concatenate([np.arange(len(given), dtype=float), _places(given, rows, key, rng)])
    whole = pd.concat([given, rows], ignore_index=True)
    return whole.iloc[np.argsort(place, kind="stable")].reset_index(drop=True)


def _places(given: pd.DataFrame, rows: pd.DataFrame, key: str, rng: np.random.Generator) -> np.ndarray:
    """Where each row belongs, as a position among the given rows."""
    place = rng.random(len(rows)) * max(1, len(given))
    for provider in rows["provider_id"].unique():
        at = np.flatnonzero((rows["provider_id"] == provider).to_numpy())
        own = np.flatnonzero((given["provider_id"] == provider).to_numpy())
        if not len(own):
            continue
        ids = given[key].to_numpy()[own].astype(str)
        clock = "occurred_at" if key == "transaction_id" else "opened_on"
        if len(ids) > 1 and (ids[1:] > ids[:-1]).mean() > 0.95:
            sorted_at = np.argsort(ids)
            spot = np.searchsorted(ids[sorted_at], rows[key].to_numpy()[at].astype(str))
            place[at] = own[sorted_at[np.maximum(spot - 1, 0)]] + rng.uniform(0.01, 0.99, len(at))
        else:
            place[at] = own[_near(_stamps(given, clock)[own], _stamps(rows, clock)[at], rng)] + rng.uniform(0.01, 0.99, len(at))
    return place


def _stamps(table: pd.DataFrame, column: str) -> np.ndarray:
    stamps = pd.to_datetime(table[column], errors="coerce").to_numpy().astype("datetime64[s]")
    return np.where(np.isnat(stamps), np.iinfo(np.int64).min, stamps.astype(np.int64))


def _near(known: np.ndarray, wanted: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """For each wanted time, a given row of about that time; so late rows are as common as among the given."""
    order = np.argsort(known, kind="stable")
    low, high = np.searchsorted(known[order], wanted, "left"), np.searchsorted(known[order], wanted, "right")
    at = low + (rng.random(len(wanted)) * (high - low)).astype(int) - (low == high)
    dated = known[known > np.iinfo(np.int64).min]
    if (dated[1:] < dated[:-1]).any():
        at = at + rng.integers(-2, 3, len(wanted))
    return order[np.clip(at, 0, len(known) - 1)]
