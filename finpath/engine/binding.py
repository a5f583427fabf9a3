"""Puts values into SQL text in the place of `:name`, as literals; no other letter of the text changes."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache

from finpath.errors import EngineError

Scalar = str | int | float | bool | Decimal | dt.date | dt.datetime | None
Value = Scalar | tuple[str, ...] | tuple[int, ...]
"""What may stand for a `:name`; a tuple becomes the list after IN."""

_PIECE = re.compile(
    r"""
    (?<!\w)'(?:[^']|'')*'                    # a text
    | "(?:[^"]|"")*"                         # a quoted name
    | --[^\n]*                               # a remark to the end of the line
    | /\*(?:[^*/]|\*(?!/)|/(?!\*))*\*/       # … and one between marks, with no other in it
    | ::                                     # a cast
    | :(?P<name>[A-Za-z_]\w*)(?=[\s,;()+*/<>=|%-]|$)
    | [^'":/$-]+ | -(?!-) | /(?!\*)          # anything else that says nothing of where texts and names begin
    | (?P<odd>.)
    """,
    re.VERBOSE | re.DOTALL | re.ASCII,
)


def bind(sql: str, values: Mapping[str, Value] | None = None) -> str:
    """Put values in the place of `:name`.

    A statement without parameters is returned as it was written.

    >>> bind("SELECT amount FROM t WHERE kind = :kind", {"kind": "it's"})
    "SELECT amount FROM t WHERE kind = 'it''s'"

    Raises:
        EngineError: The text does not parse, or a name has no value.
    """
    places = _places(sql)
    if not places:
        return sql
    by_name = dict(values or {})
    missing = sorted({name for _, _, name in places} - by_name.keys())
    if missing:
        beginning = " ".join(sql.split())[:120]
        raise EngineError(f"The statement needs :{', :'.join(missing)}, which nobody gave: {beginning}")
    pieces, end = [], 0
    for start, after, name in places:
        pieces += [sql[end:start], literal(by_name[name])]
        end = after
    return "".join((*pieces, sql[end:]))


@lru_cache(maxsize=1024)
def _places(sql: str) -> tuple[tuple[int, int, str], ...]:
    """Where each `:name` begins and ends, and the name."""
    if ":" not in sql:
        return ()
    pieces = list(_PIECE.finditer(sql))
    if any(piece["odd"] for piece in pieces):
        from finpath.engine import syntax  # noqa: PLC0415 - slow to import: only for a text that is read letter by letter

        return syntax.places(sql)
    return tuple((piece.start(), piece.end(), piece["name"]) for piece in pieces if piece["name"])


def literal(value: Value) -> str:
    """A value as SQL writes it.

    >>> literal(("a", "it's")), literal(0.8), literal(dt.date(2026, 6, 30))
    ("('a', 'it''s')", '0.8e0', "CAST('2026-06-30' AS DATE)")
    """
    if isinstance(value, tuple):
        return f"({', '.join(literal(item) for item in value)})"
    if isinstance(value, str):
        return f"""'{value.replace("'", "''")}'"""
    if isinstance(value, dt.datetime):
        return f"CAST('{value.isoformat(sep=' ')}' AS TIMESTAMP)"
    if isinstance(value, dt.date):
        return f"CAST('{value.isoformat()}' AS DATE)"
    if isinstance(value, float):
        # 0.8 alone would be a DECIMAL on both engines, and Spark rounds those in a division.
        return f"{value!r}e0" if "e" not in repr(value) else repr(value)
    return (
        {None: "NULL", True: "TRUE", False: "FALSE"}[value] if value is None or isinstance(value, bool) else str(value)
    )
