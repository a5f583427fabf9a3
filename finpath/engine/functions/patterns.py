r"""Patterns of texts that members write, for every engine: what RE2 and Java both read, and read alike.

The end is `\z`: to Java, `$` also stands before a line's end. What `\s` and `.` take differs, so that classes are
written out.
"""

from __future__ import annotations

DAY = "[0-9]{4}-[0-9][0-9]?-[0-9][0-9]?"
CLOCK = "[T ][0-9][0-9]?:[0-9][0-9](:[0-9][0-9]([.][0-9]+)?)?"
OFFSET = " ?(Z|z|UTC|[+-][0-9][0-9](:?[0-9][0-9])?)"
LOCAL = rf"^{DAY}({CLOCK})?\z"
ZONED = rf"^{DAY}{CLOCK}{OFFSET}\z"
DATED = rf"^{DAY}({CLOCK}({OFFSET})?)?\z"

EPOCH = r"^[0-9]{9,16}\z"

NUMBER = r"^[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]+)?\z"
ROUNDED = "[.][0-9]{9}|[eE]-"
"""More than the eight places of money, or possibly so."""

IBAN = r"^[A-Za-z]{2}[0-9]{2}[A-Za-z0-9 ]{11,40}\z"
MAIL = r"^[^\t\n\f\r ]+@[^\t\n\f\r ]+[.][^\t\n\f\r ]+\z"
ABROAD = r"^\+[0-9]([ ()./-]*[0-9]){7,14}\z"
AT_HOME = r"^[(]?0[0-9]{1,4}[)]?[ ./-][0-9][0-9 ./-]{4,}\z"
PERSONAL = f"{MAIL}|{ABROAD}|{AT_HOME}"
PHONE = r"^[+]([ ()./-]*[0-9]){7,15}\z"
"""An international phone number has at most 15 digits (E.164); some are as long as a card's, by chance."""

WHOLE_AMOUNT = r"^[+-]?([0-9]{13,19}|[0-9]{1,3}([,. ][0-9]{3}){4,6})([.,]0*)?\z"
"""Of an amount, only a whole number as long as a card's can be one, also where thousands are grouped."""

NO_CENTS = r"[.,]0*\z"
