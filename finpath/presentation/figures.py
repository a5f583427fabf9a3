"""Figures that a sentence says in words: how rarely chance explains something, and how often payers meet elsewhere."""

from __future__ import annotations

RARELY = ((6, "a million"), (4, "ten thousand"), (3, "a thousand"), (2, "a hundred"))
"""Powers of ten, and what they are called; the power itself stays in the facts."""

NO_MORE = 1.5
"""Times chance up to which payers overlap no more than chance."""


class Figure(float):
    """A figure of a rule, as a sentence writes it: `{powers:chance}`, `{ratio:overlap}`, or any form of a number.

    >>> f"{Figure(36):chance}", f"{Figure(4.2):chance}", f"{Figure(1):chance}"
    ('less than once in a million', 'less than once in ten thousand', 'now and then')
    >>> f"{Figure(1.0):overlap}", f"{Figure(2.34):overlap}", f"{Figure(2.34):.1f}"
    ('no more than chance', '2.3 times as often as chance', '2.3')
    """

    def __format__(self, form: str) -> str:
        """In words where the form asks for it."""
        if form == "chance":
            called = next((name for power, name in RARELY if self >= power), "")
            return f"less than once in {called}" if called else "now and then"
        if form == "overlap":
            return "no more than chance" if self <= NO_MORE else f"{float(self):.1f} times as often as chance"
        return float.__format__(self, form)
