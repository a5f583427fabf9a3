"""Checks the number and the sum of payments against what the message says of itself.

A file that holds fewer or more payments than it says was cut off, or put together: nobody knows what is missing, so it
is refused. A sum that does not add up leaves every payment as it is: that is said in the coverage.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from finpath.errors import ContributionError


class Tally:
    """Counts payments and their amounts."""

    def __init__(self) -> None:
        """Nothing was counted yet."""
        self.count = 0
        self.total = Decimal(0)

    def add(self, amount: str | None) -> None:
        """Count one more."""
        self.count += 1
        if amount is not None:
            self.total += number(amount) or 0


def number(text: str | None) -> Decimal | None:
    """The number that a text means; None where it means none.

    >>> number(" 12.50"), number("12,50"), number("NaN")
    (Decimal('12.50'), None, None)
    """
    if not text:
        return None
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def check_count(tally: Tally, stated: str | None, what: str, label: str) -> None:
    """Hold the number of payments against what the message says.

    Args:
        tally: What was counted.
        stated: What the message says; nothing to check where it says nothing.
        what: What was counted, and where the message says it, for people.
        label: The file's name in messages.

    Raises:
        ContributionError: It is another.
    """
    value = number(stated)
    if value is not None and value != tally.count:
        raise ContributionError(
            f"{label} holds {tally.count} {what} and says {value}: it was cut off or put together. Send it whole."
        )


def sum_remark(tally: Tally, stated: str | None, what: str) -> str | None:
    """What to say in the coverage of a sum that does not add up."""
    value = number(stated)
    if value is None or value == tally.total:
        return None
    return f"the {what} add up to {tally.total:f}, and the file says {value:f}."
