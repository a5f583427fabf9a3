"""Amounts in the currencies and with the decimals that a member's rows have."""

from __future__ import annotations

import numpy as np

from .model import RATES
from .view import View


def rates(view: View, positions: np.ndarray) -> np.ndarray:
    """What a euro is in the currency of each row; unknown currencies are scaled by their median."""
    codes = view.rows["currency"].fillna("EUR").to_numpy()[positions]
    known = dict(RATES)
    for code in set(codes) - set(known):
        amounts = view.rows["amount"].to_numpy()[(view.rows["currency"].astype(str) == str(code)).to_numpy()]
        known[code] = float(np.median(amounts)) / 30.0
    return np.array([known[code] for code in codes], dtype=float)


def euros(view: View, positions: np.ndarray) -> np.ndarray:
    """Amounts of rows, about, in euros."""
    return view.rows["amount"].to_numpy()[positions] / rates(view, positions)


def decimals(values: np.ndarray) -> np.ndarray:
    """How many decimals each value needs, at most eight."""
    places = np.full(len(values), 8)
    for place in range(7, -1, -1):
        places[np.abs(np.round(values, place) - values) < 1e-10 * np.maximum(1, np.abs(values))] = place
    return places


def amounts(view: View, euro: np.ndarray, point: np.ndarray, form: np.ndarray, model: np.ndarray) -> np.ndarray:
    """Euros as amounts: currency of the form row; cents of it too, or of the price's own model row."""
    rate = rates(view, form)
    model = np.where(point < 0, form, model)
    pattern = view.rows["amount"].to_numpy()[model]
    places = decimals(pattern)
    local = euro * rate
    cents = np.round(pattern - np.floor(pattern), 2)
    plain = np.where(local < 1, np.round(np.maximum(local, 0.01), 2), np.floor(local) + cents)
    fine = np.array([max(round(value, int(place)), 10.0 ** -int(place)) for value, place in zip(local, np.where(rate < 0.1, 8, places))])
    made = np.where((places > 2) | (rate < 0.1), fine, np.where(places == 0, np.maximum(1, np.round(local)), plain))
    return np.maximum(made, 1e-8)
