"""Where the amount of a row stands, and how another is put in its place: its column, its sign, what is beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from finpath.ingest.amounts import SPACES, TICKS
from finpath.synth.planting.record import Record, replace_value

NUMBER = re.compile(rf"([^\d.,]*)((?:[\d.,]|{SPACES}|{TICKS})*\d(?:[eE][+-]?0*[1-9]\d*)?)(.*)", re.DOTALL)
"""What stands before the number of an amount (a sign, a currency), the number, and what stands after it."""


@dataclass(frozen=True)
class AmountColumns:
    """The columns that one amount is read from.

    Args:
        names: One; or two, of what is paid and of what comes back; none where the file does not say it.
        sign: The column that says which way it went, where there is one.
    """

    names: tuple[str, ...]
    sign: str | None = None

    def number(self, record: Record) -> str | None:
        """Give the number of a row's amount as it is written, without its sign.

        >>> AmountColumns(("paid", "back")).number({"paid": "0,00", "back": "- 1.234,50 EUR"})
        '1.234,50'
        """
        name = self._filled(record)
        found = NUMBER.fullmatch((record.get(name) or "").strip()) if name else None
        return found.group(2) if found else None

    def put(self, record: Record, number: str) -> None:
        """Replace the number of a row's amount: it goes the same way as before.

        >>> record = {"paid": None, "back": "-7.00"}
        >>> AmountColumns(("paid", "back")).put(record, "9.50")
        >>> record
        {'paid': None, 'back': '-9.50'}
        """
        name = self._filled(record)
        if name is None:
            return
        found = NUMBER.fullmatch((record.get(name) or "").strip())
        replace_value(record, name, f"{found.group(1)}{number}{found.group(3)}" if found else number)

    def turn(self, record: Record, like: Record) -> None:
        """Let a row's amount go the way of another row's.

        >>> record = {"paid": "7.00", "back": None, "which": "D"}
        >>> AmountColumns(("paid", "back"), "which").turn(record, {"paid": None, "back": "3.00", "which": "C"})
        >>> record
        {'paid': None, 'back': '7.00', 'which': 'C'}
        """
        number = self.number(record)
        for name in (*self.names, *filter(None, (self.sign,))):
            record[name] = like.get(name)
        if number is not None:
            self.put(record, number)

    def _filled(self, record: Record) -> str | None:
        """The column of several that holds the amount: the one with a digit other than zero."""
        several = (name for name in self.names if re.search("[1-9]", record.get(name) or ""))
        return next(several, self.names[0] if self.names else None)
