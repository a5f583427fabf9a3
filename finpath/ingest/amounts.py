"""How amounts written as text are read: the decimal mark of a column, and SQL of the amount.

A number that has a type in its file (a cell of a workbook, a number of JSON, a float) means itself, whatever the mark
of texts is: it comes with an exponent after it, `11.125e0`, which no member writes by hand in an amount.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from finpath.errors import ContributionError

TYPED = "e0"
"""What stands after a number that its file says is one."""

EXACT = r"^[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)[eE][+-]?[0-9]+$"
SPACES = "[ \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]"
"""Spaces of every kind, which part thousands, and stand before a currency."""

TICKS = "['\u2018\u2019\u02bc\u00b4`\u2032]"
"""Apostrophes of every kind, which part thousands in Switzerland."""

MINUS = "[\u2212\u2010-\u2015]"
SIGNS = {
    "€": ("EUR",),
    "£": ("GBP", "GIP", "FKP", "SHP", "EGP", "SSP", "SDG", "SYP", "LBP"),
    "¥": ("JPY", "CNY"),
    "$": (
        *(
            "USD",
            "AUD",
            "CAD",
            "NZD",
            "SGD",
            "HKD",
            "MXN",
            "TWD",
            "BRL",
            "CLP",
            "COP",
            "ARS",
            "UYU",
            "XCD",
            "BBD",
            "BSD",
        ),
        *("BZD", "BMD", "KYD", "FJD", "GYD", "JMD", "LRD", "NAD", "SBD", "SRD", "TTD", "BND", "DOP", "CUP", "XCG"),
    ),
    "₹": ("INR",),
    "₽": ("RUB",),
    "₺": ("TRY",),
    "₩": ("KRW", "KPW"),
    "₪": ("ILS",),
    "₴": ("UAH",),
    "₫": ("VND",),
    "฿": ("THB",),
    "₦": ("NGN",),
    "₱": ("PHP",),
}
"""Signs beside an amount, and the currencies that they can mean."""

SIGN = "[" + "".join(SIGNS) + "]"
MARKED = f"{SIGN}|[A-Z]{{3}}"
"""A currency beside an amount."""

THREE = "[0-9]{3}"
GROUPED = rf"^-?[0-9]{{1,3}}((,{THREE})+|( {THREE})+)([.][0-9]+)?$"
COMMA = rf"^-?([0-9]{{1,3}}(([.]{THREE})+|( {THREE})+)|[0-9]+)(,[0-9]+)?$"
USUAL = {mark: f"^-?[0-9]{{1,10}}([{mark}][0-9]{{1,2}})?$" for mark in ".,"}
"""What most amounts look like; nothing of such a text is in doubt but its currency."""

PLAIN = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)")
BARE = re.compile(r"-?[0-9., ]*[0-9][0-9., ]*")


def decimal_mark(shapes: Mapping[str, int], label: str) -> str:
    """Tell the decimal mark from the shapes of a column.

    >>> decimal_mark({"99,99": 7, "9.999,99": 2}, "")
    ','
    >>> decimal_mark({"9,999.99": 7}, ""), decimal_mark({"99.9": 1, "99": 3}, ""), decimal_mark({"9.999a9": 2}, "")
    ('.', '.', '.')

    Raises:
        ContributionError: The column can be read in two ways.
    """
    numbers = [number for shape in shapes if BARE.fullmatch(number := _bare(shape))]
    marks = {mark for number in numbers for mark in _proven_marks(number)}
    if len(marks) == 1:
        return marks.pop()
    if marks:
        raise ContributionError(
            f'{label} marks decimals with a comma and with a dot; write one way, or declare decimal = "," or ".".'
        )
    if any("," in number or re.fullmatch(r"-?9{1,3}(\.9{3})+", number) for number in numbers):
        raise ContributionError(
            f"{label} has amounts like 1,234 or 1.234 that can mean two things; "
            'declare decimal = "," or "." in [files.options].'
        )
    return "."


def _bare(shape: str) -> str:
    """A shape without currency, sign and spaces around it; spaces and apostrophes within it are one kind."""
    one = re.sub(f"{SPACES}|{TICKS}", " ", re.sub(MINUS, "-", shape))
    number = re.sub(rf"^(?:a|{SIGN}) *| *(?:a|{SIGN})$", "", one.strip())
    if re.fullmatch(r"\(.*\)|[^-]*-", number):
        number = "-" + number.strip("()-")
    return number.lstrip("+").strip()


def _proven_marks(number: str) -> set[str]:
    """What one shape proves: nothing, where a mark with three digits after it may as well group thousands."""
    number = number.lstrip("-")
    if re.fullmatch(r"9{1,3}(( 9{3})+|(,9{3})+)\.9+", number):
        return {"."}
    if re.fullmatch(r"9*\.9+", number) and not re.fullmatch(r"9{1,3}\.9{3}", number):
        return {"."}
    if re.fullmatch(r"9{1,3}(,9{3}){2,}", number):
        return {"."}
    if re.fullmatch(r"9{1,3}(( 9{3})+|(\.9{3})+),9+", number):
        return {","}
    if re.fullmatch(r"9*,9+", number) and not re.fullmatch(r"9{1,3},9{3}", number):
        return {","}
    return {","} if re.fullmatch(r"9{1,3}(\.9{3}){2,}", number) else set()


def amount_sql(text: str, mark: str, is_usual: str) -> str:
    """SQL of the amount that a text means, NULL where it is none.

    Args:
        text: SQL of the text.
        mark: The decimal mark.
        is_usual: SQL that says whether it looks as most do.
    """
    usual_text = f"replace({text}, ',', '.')" if mark == "," else text
    usual = f"WHEN {is_usual} THEN TRY_CAST({usual_text} AS DECIMAL(38, 8))"
    exact = f"WHEN fp_matches({text}, '{EXACT}') THEN fp_try_money({text})"
    bare = _bare_sql(text)
    if mark == ",":
        number = f"replace(replace(replace({bare}, '.', ''), ' ', ''), ',', '.')"
        return f"CASE {usual} {exact} WHEN fp_matches({bare}, '{COMMA}') THEN fp_try_money({number}) END"
    grouped = f"WHEN fp_matches({bare}, '{GROUPED}') THEN fp_try_money(replace(replace({bare}, ',', ''), ' ', ''))"
    return f"CASE {usual} {exact} {grouped} ELSE fp_try_money({bare}) END"


def _bare_sql(text: str) -> str:
    """SQL of a text without a currency beside it, its sign in front, spaces and apostrophes within it as one kind."""
    quoted = TICKS.replace("'", "''")
    one = f"fp_replace(fp_replace({text}, '{SPACES}|{quoted}', ' '), '{MINUS}', '-')"
    number = f"fp_replace({one}, '^([+-]?) ?({MARKED}) ?|^[+]| ?({MARKED})$', '\\1')"
    return f"fp_replace({number}, '^[(](.*)[)]$|^([^-]+)-$', '-\\1\\2')"


def mark_number(text: str | None) -> str | None:
    """An amount whose file can only mean a number by it, as XML and card messages do: marked as one.

    >>> mark_number("3.000"), mark_number("12,50"), mark_number(None)
    ('3.000e0', '12,50', None)
    """
    return f"{text}{TYPED}" if text is not None and PLAIN.fullmatch(text) else text


def typed_sql(text: str) -> str:
    """SQL of a number that its file says is one, as a text that no mark changes.

    Args:
        text: SQL of the number as it is written out.
    """
    return f"CASE WHEN fp_matches({text}, '^[+-]?[0-9.]+$') THEN concat({text}, '{TYPED}') ELSE {text} END"


def other_currency_sql(text: str, currency: str) -> str:
    """SQL that says whether a sign or code beside an amount names another currency than its row does.

    Args:
        text: SQL of the text of the amount.
        currency: SQL of the row's currency.
    """
    signs = " ".join(
        f"WHEN contains({text}, '{sign}') THEN {currency} NOT IN ({', '.join(map(repr, codes))})"
        for sign, codes in SIGNS.items()
    )
    code = f"WHEN fp_matches({text}, '(^|[^A-Z])[A-Z]{{3}}([^A-Z]|$)')"
    code += f" THEN fp_replace({text}, '[^A-Z]', '') <> {currency}"
    return f"CASE WHEN NOT fp_matches({text}, '{SIGN}|[A-Z]{{3}}') THEN false {signs} {code} ELSE false END"
