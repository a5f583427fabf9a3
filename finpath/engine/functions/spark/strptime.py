"""Patterns in Spark's SQL for dates that follow a format in the manner of strptime.

A text is taken apart by a pattern with a named group for each part, and written anew with the parts in one order. The
format is a constant wherever it stands, so that Spark works out the pattern once.
"""

from __future__ import annotations

from finpath.engine.functions.spark.words import where

_MONTHS = "January February March April May June July August September October November December".split()
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()

_PARTS = {
    "%Y": ("year", "[0-9]{1,4}+"),
    "%y": ("short", "[0-9]{1,2}+"),
    "%m": ("month", "[0-9]{1,2}+"),
    "%b": ("brief", "(?i:" + "|".join(month[:3] for month in _MONTHS) + ")"),
    "%B": ("named", "(?i:" + "|".join(_MONTHS) + ")"),
    "%d": ("day", "[0-9]{1,2}+"),
    "%H": ("hour", "[0-9]{1,2}+"),
    "%I": ("clock", "[0-9]{1,2}+"),
    "%p": ("half", "(?i:[AP]M)"),
    "%M": ("minute", "[0-9]{1,2}+"),
    "%S": ("second", "[0-9]{1,2}+"),
    "%f": ("fraction", "[0-9]{1,6}+"),
}
_SKIPPED = {
    "%a": "(?i:" + "|".join(day[:3] for day in _DAYS) + ")",
    "%A": "(?i:" + "|".join(_DAYS) + ")",
    "%%": "%",
    " ": r"\s+",
}
_AT = {name: f"p[{at}]" for at, (name, _) in enumerate(_PARTS.values())}


def _pattern() -> str:
    built = r"regexp_replace(replace(format, '%-', '%'), r'([.+*?^$()\[\]{}|\\])', r'\\$1')"
    for directive, (name, pattern) in _PARTS.items():
        built = f"replace({built}, '{directive}', r'(?<{name}>{pattern})')"
    for directive, pattern in _SKIPPED.items():
        built = f"replace({built}, '{directive}', r'{pattern}')"
    return rf"concat(r'^\s*', {built}, r'\s*\z')"


def _rewrite() -> str:
    """What a text is written anew as: the parts that the format names, with nothing for the others."""
    # In one piece, ${…} would be a variable of Spark's.
    parts = (
        f"CASE WHEN contains(replace(format, '%-', '%'), '{directive}') THEN concat('$', '{{{name}}}') ELSE '' END"
        for directive, (name, _) in _PARTS.items()
    )
    return f"concat_ws('|', {', '.join(parts)})"


def _number(name: str, missing: int) -> str:
    return f"CAST(coalesce(try_cast({_AT[name]} AS INT), {missing}) AS INT)"


def _year() -> str:
    short = _number("short", 0)
    return f"""CASE WHEN {_AT["short"]} <> '' THEN {short} + CASE WHEN {short} < 69 THEN 2000 ELSE 1900 END
        ELSE {_number("year", 1900)} END"""


def _month() -> str:
    first = f"lower(substr(concat({_AT['brief']}, {_AT['named']}), 1, 3))"
    names = "".join(month[:3].lower() for month in _MONTHS)
    return f"CASE WHEN {first} <> '' THEN (instr('{names}', {first}) + 2) DIV 3 ELSE {_number('month', 1)} END"


def _hour() -> str:
    clock = _number("clock", 0)
    half = f"lower({_AT['half']})"
    return f"""CASE WHEN {_AT["clock"]} = '' THEN {_number("hour", 0)}
        WHEN {clock} BETWEEN 1 AND 12 THEN CASE {half} WHEN 'pm' THEN {clock} % 12 + 12 WHEN 'am' THEN {clock} % 12
            ELSE {clock} END
        ELSE 99 END"""


def _instant() -> str:
    second = f"CAST({_number('second', 0)} AS DECIMAL(8, 6))"
    fraction = f"CAST(concat('0.', rpad({_AT['fraction']}, 6, '0')) AS DECIMAL(8, 6))"
    timestamp = f"try_make_timestamp_ntz({_year()}, CAST({_month()} AS INT), {_number('day', 1)}, {_hour()}, "
    timestamp += f"{_number('minute', 0)}, CAST({second} + {fraction} AS DECIMAL(16, 6)))"
    return f"CASE WHEN {_number('second', 0)} < 60 THEN {timestamp} END"


BODIES = {
    "fp_try_time": f"""CASE WHEN regexp_like(s, {_pattern()})
        THEN {where("p", f"split(regexp_replace(s, {_pattern()}, {_rewrite()}), '[|]')", _instant())} END""",
}
"""Name to expression."""
