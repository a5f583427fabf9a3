"""Checks that SQL runs alike on both engines, and guards divisions by zero.

DuckDB and Spark take the same text for most of SQL, and differ in silence for some of it: `subset` says for what.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

_QUOTED = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|/\*(?:[^*/]|\*(?!/)|/(?!\*))*\*/""")
"""What holds no division: texts, names, remarks."""

_DIVISOR = re.compile(
    r"\s*(?:(?P<number>\d[\d.]*(?:[eE][+-]?\d+)?)(?![\w.])|(?P<named>:?[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)?(?!\w))?(?P<open>\()?)",
    re.ASCII,
)
"""What a divisor begins with, where it is plain: a number, a name, a function, a parenthesis."""

_GOES_ON = re.compile(
    r"""\s*(?:::|[\[.^'"]|\*\*|(?:OVER|FILTER|WITHIN|IGNORE|RESPECT|COLLATE|AT|WHEN|THEN|NOT|SELECT|DISTINCT)\b)""",
    re.ASCII | re.IGNORECASE,
)
"""What belongs to the divisor and comes after that."""


def faults(sql: str, *, expression: bool = False) -> list[str]:
    """What in a SELECT (or an expression) is outside the portable subset.

    >>> faults("SELECT payer, sum(amount) AS volume FROM links GROUP BY payer")
    []
    >>> faults("SELECT any_value(x), 0.5 * y FROM t")
    ['any_value, ties make it random', 'the decimal 0.5: write 5e-1']
    """
    from finpath.engine import subset  # noqa: PLC0415 - slow to import: only for SQL that is not finpath's own

    return subset.faults(sql, expression=expression)


@lru_cache(maxsize=1024)
def guard_divisions(sql: str) -> str:
    """The same SELECT with every divisor made NULL where it is zero: one engine answers infinity, the other fails.

    >>> guard_divisions("SELECT a / b FROM t")
    'SELECT a / NULLIF(b, 0) FROM t'
    """
    blanked = _QUOTED.sub(lambda found: (found[0][0] if found[0][0] in "'\"" else " ") * len(found[0]), sql)
    places = [_divisor(blanked, slash.end()) for slash in re.finditer("/", blanked)]
    if any(place is None for place in places):
        from finpath.engine import syntax  # noqa: PLC0415 - slow to import: only for a division that is not plain

        return syntax.guard_divisions(sql)
    insertions = sorted(
        ((place, text) for each in places if each for place, text in zip(each, ("NULLIF(", ", 0)"), strict=False)),
        reverse=True,
    )
    for place, text in insertions:
        sql = sql[:place] + text + sql[place:]
    return sql


def _divisor(blanked: str, at: int) -> tuple[int, int] | tuple[()] | None:
    """Where the divisor begins and ends; empty where it cannot be zero; None where its end is not plain to see."""
    divisor = _DIVISOR.match(blanked, at)
    if not divisor or not (divisor["number"] or divisor["named"] or divisor["open"]):
        return None
    end = _closing_place(blanked, divisor.end()) if divisor["open"] else divisor.end()
    if end is None or _GOES_ON.match(blanked, end) or (divisor["named"] or "").lower() in {"case", "interval", "not"}:
        return None
    if divisor["number"] or (divisor["open"] and (divisor["named"] or "").lower() == "nullif"):
        return ()
    return divisor.end() - len(divisor[0].lstrip()), end


def _closing_place(blanked: str, at: int) -> int | None:
    """Where the parenthesis that was opened before it is closed."""
    depth = 1
    for each in re.finditer(r"[()]", blanked[at:]):
        depth += 1 if each[0] == "(" else -1
        if not depth:
            return at + each.end()
    return None


def literal_selects(path: Path) -> Iterator[tuple[int, str]]:
    """Every SELECT that stands in a Python file as it is: its line and itself.

    Texts that are put together at run time (f-strings and templates) are whole only then: tests check them as they run.
    """
    tree = ast.parse(path.read_text(encoding="utf-8"))
    parts = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in parts:
            words = node.value.split(maxsplit=1)
            if len(words) == 2 and words[0] in {"SELECT", "WITH"} and "{" not in words[1]:  # noqa: PLR2004 - a keyword and the rest
                yield node.lineno, node.value


def check_portability(root: Path) -> list[str]:
    """What in the statements below a folder is not portable, with its place; the engine's own are left out."""
    paths = sorted(set(root.rglob("*.py")) - set((root / "engine").rglob("*.py")))
    places = ((path, line, fault) for path in paths for line, sql in literal_selects(path) for fault in faults(sql))
    return [f"{path.relative_to(root)}:{line}: {fault}" for path, line, fault in places]
