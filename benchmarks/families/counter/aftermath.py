"""What follows a payment, or goes before it: declines, refunds, chargebacks, representments, reversals."""

import numpy as np
import pandas as pd

from .trades import TRADES

_RATES = np.array([trade.back for trade in TRADES])


def _later(rng: np.random.Generator, rows: pd.DataFrame, kind: str, wait: tuple[float, float]) -> pd.DataFrame:
    """Return answers of one kind to payments, `wait` days later (least and mean more)."""
    made = rows.assign(kind=kind, related=rows.index.to_numpy(), recurring=False)
    seconds = (wait[0] + rng.exponential(wait[1], len(rows))) * 86_400
    made["occurred_at"] = made["occurred_at"].to_numpy() + seconds.astype(np.int64).astype("timedelta64[s]")
    return made


def with_aftermath(rng: np.random.Generator, made: pd.DataFrame) -> pd.DataFrame:
    """Return all rows: payments, and what answers them; `related` is the row's index of what it answers, or -1."""
    made = made.assign(kind="purchase", related=-1)
    rates = _RATES[made["trade"].to_numpy()]
    card = (made["rail"] == "card").to_numpy()
    draw = rng.random((len(made), 5))
    back = made[draw[:, 0] < rates[:, 0] * np.where(card, 1.0, 0.4)]
    disputed = made[(draw[:, 1] < rates[:, 1]) & card]
    failed = made[draw[:, 2] < rates[:, 2] * np.where(card, 1.0, 0.3)]
    undone = made[(draw[:, 3] < 0.001) & card]
    refunds = _later(rng, back, "refund", (0.1, 8))
    part = rng.random(len(refunds)) < 0.2
    digits = np.where(refunds["currency"].isin(["BTC", "ETH"]), 8, 2)
    less = refunds["amount"].to_numpy() * rng.uniform(0.2, 0.9, len(refunds))
    less = np.where(digits == 2, np.maximum(np.round(less, 2), 0.01), np.maximum(np.round(less, 8), 1e-6))
    refunds["amount"] = np.where(part, less, refunds["amount"])
    chargebacks = _later(rng, disputed, "chargeback", (7, 28))
    fought = chargebacks[rng.random(len(chargebacks)) < 0.2]
    again = _later(rng, fought, "representment", (5, 10)).assign(related=fought["related"].to_numpy())
    declines = failed.assign(kind="decline", related=-1, recurring=False)
    before = rng.integers(20, 900, len(declines)).astype("timedelta64[s]")
    declines["occurred_at"] = declines["occurred_at"].to_numpy() - before
    reversals = _later(rng, undone, "reversal", (0.001, 0.02))
    parts = [made, refunds, chargebacks, again, declines, reversals]
    return pd.concat(parts).reset_index(drop=True)
