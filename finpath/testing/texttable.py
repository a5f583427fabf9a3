r"""Text tables: a header, then rows, columns parted by `|`.

Three things keep a table short. `times` repeats a row; `every` (90s, 5m, 2h, 1d) is the time between the repetitions;
`*` in a value is the number of the repetition, from 1. `*%7` counts to seven and begins again; `*~7` is one of seven
as if by chance: the same each time, another in each row and column.

>>> for row in rows("merchant_id | payer_ref | times\nshop | p*%2 | 3"):
...     print(row["merchant_id"], row["payer_ref"])
shop p1
shop p2
shop p1
"""

from __future__ import annotations

import datetime as dt
import re
import zlib
from collections.abc import Iterator

from finpath.errors import RuleError

Row = dict[str, str]

_NUMBER = re.compile(r"\*(?:([%~])(\d+))?")
_EVERY = re.compile(r"(\d+)([smhd])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def rows(text: str, clock: str = "occurred_at") -> Iterator[Row]:
    """The rows of a text table, repetitions written out; empty cells are left out.

    Args:
        text: The table.
        clock: The column that `every` moves on.

    Raises:
        RuleError: A row has another number of cells than the header.
    """
    lines = [[cell.strip() for cell in line.split("|")] for line in text.splitlines() if line.strip()]
    for line, cells in enumerate(lines[1:]):
        if len(cells) != len(lines[0]):
            raise RuleError(f"The row {' | '.join(cells)} has {len(cells)} cells; its header has {len(lines[0])}.")
        row = {name: cell for name, cell in zip(lines[0], cells, strict=True) if cell}
        times, every = int(row.pop("times", "1")), row.pop("every", "")
        for number in range(times):
            yield _repeat(row, (line, number), (clock, every))


def instant(text: str) -> dt.datetime:
    """A naive instant in UTC, as a table writes it: a date, or a date and a time."""
    return dt.datetime.fromisoformat(text)


def _repeat(row: Row, place: tuple[int, int], clock: tuple[str, str]) -> Row:
    written = {name: _fill_numbers(name, value, place) for name, value in row.items()}
    column, every = clock
    if every and column in written:
        moved = instant(written[column]) + place[1] * _parse_spacing(every)
        written[column] = moved.isoformat(sep=" ")[: max(len(row[column]), 16) if ":" in row[column] else 10]
    return written


def _fill_numbers(column: str, value: str, place: tuple[int, int]) -> str:
    return _NUMBER.sub(lambda mark: _count(column, place, mark), value) if "*" in value else value


def _count(column: str, place: tuple[int, int], mark: re.Match[str]) -> str:
    line, number = place
    if not mark[1]:
        return str(number + 1)
    spread = zlib.crc32(f"{line} {column} {number}".encode()) if mark[1] == "~" else number
    return str(spread % int(mark[2]) + 1)


def _parse_spacing(every: str) -> dt.timedelta:
    found = _EVERY.fullmatch(every)
    if not found:
        raise RuleError(f'"{every}" is no spacing: write a number and s, m, h or d, as in 90m.')
    return dt.timedelta(**{_UNITS[found[2]]: int(found[1])})
