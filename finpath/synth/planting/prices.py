"""The fixed prices of a group, as a shopkeeper sets them, on the scale of the prices around."""

from __future__ import annotations

import math
from decimal import Decimal

import numpy as np

from finpath.synth.prices import draw_price_points
from finpath.synth.shop import Shop

MIDDLE = math.exp(7.9)  # cents: the middle of what plants ask
NEAR = 1.5  # powers of ten that a currency's prices may lie from that before the scale moves
ROUND = 500  # cents that receivers' sums are multiples of
LARGE = 2_000


class PriceList:
    """The prices that one group asks."""

    def __init__(self, rng: np.random.Generator, typology: str) -> None:
        """Begin with an empty list."""
        self._rng, self._typology = rng, typology
        self._prices: dict[tuple[str, int, float], Decimal] = {}
        self._own: dict[str, tuple[int, ...]] = {}

    def price(self, shop: Shop, cents: int, middle: float) -> Decimal:
        """Give the price of what a plant asks so many cents for; the same for the same wherever the group sells.

        Args:
            shop: Who sells it.
            cents: What the plant asks.
            middle: The middle of what is paid around, in hundredths.
        """
        shift = round(math.log10(middle / MIDDLE)) if abs(math.log10(middle / MIDDLE)) > NEAR else 0
        factor = middle / 10.0**shift / MIDDLE
        if self._typology == "receivers":
            step = ROUND if cents * factor >= LARGE else 100
            return _money(max(step, round(cents * factor / step) * step), shift)
        key = ("", cents, middle) if cents in shop.habit.tickets else (shop.key, self._nth(shop), middle)
        if key not in self._prices:
            base = cents if cents in shop.habit.tickets else int(self._rng.lognormal(7.9, 0.6))
            points = draw_price_points(self._rng, max(1, int(base * factor)), 1, "EUR")
            self._prices[key] = _money(points[0] if points else 100, shift)
        return self._prices[key]

    def _nth(self, shop: Shop) -> int:
        """Choose one of an account's own prices, the first the most often."""
        count = self._own.setdefault(shop.key, tuple(range(int(self._rng.integers(1, 5)))))
        return count[int(self._rng.random() ** 1.8 * len(count))]


def _money(hundredths: int, shift: int) -> Decimal:
    return Decimal(hundredths).scaleb(shift - 2)
