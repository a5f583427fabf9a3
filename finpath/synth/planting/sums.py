"""How a provider writes amounts, found from texts and what they mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from itertools import product

MOST = 8
SHOWS = 100  # texts that a way of writing is tried on
SPACES = (" ", "\u00a0", "\u202f", "'", "\u2019")
GROUPS = {".": ("", ",", *SPACES), ",": ("", ".", *SPACES)}


@dataclass(frozen=True)
class AmountStyle:
    """How one provider writes amounts.

    Args:
        mark: Between units and parts.
        group: Between thousands.
        places: Digits after the mark; -1: as many as are needed, -2: as many and at least one.
        precision: The most digits after the mark that its amounts have.
    """

    mark: str = "."
    group: str = ""
    places: int = 2
    precision: int = 2

    def spell(self, amount: Decimal) -> str:
        """Write an amount.

        >>> AmountStyle(",", ".").spell(Decimal("1234.5")), AmountStyle(places=-2).spell(Decimal("146"))
        ('1.234,50', '146.0')
        """
        places = self.places if self.places >= 0 else _digits_needed(amount, -1 - self.places)
        text = f"{amount:,.{places}f}"
        return text.replace(",", "\0").replace(".", self.mark).replace("\0", self.group)

    def round_amount(self, amount: Decimal) -> Decimal:
        """Round to what the provider's amounts are exact to; nothing becomes free."""
        step = Decimal(1).scaleb(-self.precision)
        return max(step, amount.quantize(step, ROUND_HALF_EVEN))


def _digits_needed(amount: Decimal, least: int) -> int:
    exponent = amount.normalize().as_tuple().exponent
    return max(least, -exponent if isinstance(exponent, int) else 0)


def find_amount_style(pairs: Sequence[tuple[str, Decimal]]) -> AmountStyle:
    """Find the way of writing that gives most of the texts again, whatever the sign."""
    samples = [(text.lstrip("+-").strip(), abs(amount)) for text, amount in pairs]
    precision = max((_digits_needed(amount, 0) for _, amount in samples), default=2)
    ways = [
        AmountStyle(mark, group, places, precision)
        for places, (mark, groups) in product((2, 0, -1, -2, 1, *range(3, MOST + 1)), GROUPS.items())
        for group in groups
    ]
    return max(ways, key=lambda way: sum(way.spell(amount) == text for text, amount in samples[:SHOWS]))
