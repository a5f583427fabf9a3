# noqa: INP001 - a script to run, not a package
"""The tables of the data dictionary: `python docs/contract_page.py` writes them into docs/contract.md anew.

What stands in finpath/tables/contract.py is told there and nowhere else. In the page, `<!-- table: NAME -->` and the
next `<!-- end -->` stand around what is written.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from finpath.ingest.agreement import PURPOSES
from finpath.ingest.close_reasons import known_reasons
from finpath.ingest.manifest import OPTIONS
from finpath.ingest.purposes import PURPOSES as PURPOSE_TEXTS
from finpath.tables import contract as schema
from finpath.tables.contract import Column, Type

PAGE = Path(__file__).with_name("contract.md")
PLACE = re.compile(r"(<!-- table: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)

WORDS = {
    Type.STRING: "string",
    Type.TOKEN: "token",
    Type.INSTANT: "instant",
    Type.DATE: "date",
    Type.MONEY: "money",
    Type.BOOL: "bool",
}


def written(page: str) -> str:
    """The page with every table in it written anew."""
    return PLACE.sub(lambda place: f"{place[1]}\n{TABLES[place[2]]()}\n\n{place[3]}", page)


def contributed(columns: Iterable[Column]) -> str:
    """A table of the contract: what a member hands in; bold columns must be there.

    >>> print(contributed([Column("amount", Type.MONEY, "positive", required=True)]))
    | column | type | meaning |
    |---|---|---|
    | **amount** | money | positive |
    """
    return _table(("column", "type", "meaning"), map(_column, columns))


def returned(columns: dict[str, str]) -> str:
    """A table of the run folder."""
    return _table(("column", "type"), ((f"`{name}`", kind) for name, kind in columns.items()))


def listed(words: Iterable[str]) -> str:
    """Codes, one a line."""
    return "\n".join(f"- `{word}`" for word in words)


def _column(column: Column) -> tuple[str, str, str]:
    name = f"**{column.name}**" if column.required else column.name
    told = [column.meaning]
    told += [f"one of {', '.join(f'`{code}`' for code in column.codes)}"] if column.codes else []
    told += [f"`{column.default}` where empty"] if column.default else []
    return name, WORDS[column.type], "; ".join(told)


def _table(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    rule = "|" + "---|" * len(header)
    return "\n".join([_line(header), rule, *map(_line, rows)])


def _line(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"


TABLES: dict[str, Callable[[], str]] = {
    "transactions": lambda: contributed(schema.TRANSACTIONS),
    "merchants": lambda: contributed(schema.MERCHANTS),
    "transfers": lambda: contributed(schema.TRANSFERS),
    "reports": lambda: contributed(schema.REPORTS),
    "rates": lambda: contributed(schema.RATES),
    "findings": lambda: returned(schema.FINDINGS),
    "reasons": lambda: returned(schema.REASONS),
    "identities": lambda: returned(schema.IDENTITIES),
    "rejects": lambda: returned(schema.REJECTS),
    "kinds": lambda: listed(schema.PROVIDER_KINDS),
    "purposes": lambda: listed(PURPOSES),
    "options": lambda: listed(OPTIONS),
    "classes": lambda: listed((*PURPOSE_TEXTS, "other")),
    "close_reasons": lambda: listed(known_reasons()),
}


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    sys.stdout.write(f"Wrote the tables of {PAGE}\n")
