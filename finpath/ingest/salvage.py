"""Copies the whole records of a CSV file that has broken ones, and says what is wrong with each of those.

Only a file that the engine cannot read as it stands comes here. A record with an open quote may run over several
lines; where no later line closes it well, the first line alone is broken and the next is read afresh.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

LINES = 50
"""How many lines one record may run over."""

LONGEST_VALUE = 1 << 17
"""Letters of one value. Python's own bound may be moved by any other library of the process."""


def salvage(source: Path, target: Path, dialect: type[csv.Dialect], width: int) -> dict[int, str]:
    """Write the whole records of a file, each after its row number.

    Args:
        source: The file, in UTF-8, with a header.
        target: Where the whole records go: separated by commas, quoted where needed.
        dialect: How the source separates and quotes.
        width: How many fields a record has.

    Returns:
        Row number to reason, for each record that is broken.
    """
    lost: dict[int, str] = {}
    with (
        source.open(encoding="utf-8-sig", newline=None) as lines,
        target.open("w", encoding="utf-8", newline="") as out,
    ):
        writer = csv.writer(out, lineterminator="\n")
        for row, (fields, fault) in enumerate(_records(lines, dialect, width)):
            if row and fault:
                lost[row] = fault
            elif row:
                writer.writerow((row, *fields))
    return lost


def _records(lines: Iterator[str], dialect: type[csv.Dialect], width: int) -> Iterator[tuple[list[str], str]]:
    ahead: list[str] = []
    while line := ahead.pop(0) if ahead else next(lines, ""):
        if not line.strip("\r\n"):
            continue
        fields, fault = _parse([line], dialect, width)
        if fault and dialect.quotechar and dialect.quotechar in line:
            while len(ahead) < LINES and (more := next(lines, "")):
                ahead.append(more)
            fields, fault, used = _read_continued(line, ahead, dialect, width)
            del ahead[:used]
        yield fields, fault


def _read_continued(line: str, ahead: list[str], dialect: type[csv.Dialect], width: int) -> tuple[list[str], str, int]:
    """Read a record over as many lines as it needs; when none will do, it is the one line that is broken."""
    for used in range(1, len(ahead) + 1):
        fields, fault = _parse([line, *ahead[:used]], dialect, width)
        if not fault:
            return fields, "", used
    return [], "a quote is open or misplaced; close it, and double a quote inside a field", 0


def _parse(lines: list[str], dialect: type[csv.Dialect], width: int) -> tuple[list[str], str]:
    try:
        records = list(csv.reader(lines, dialect))
    except csv.Error:
        return [], "a quote is open or misplaced; close it, and double a quote inside a field"
    if len(records) != 1 or any(len(value) > LONGEST_VALUE for value in records[0]):
        return [], "a quote is open or misplaced; close it, and double a quote inside a field"
    if len(records[0]) != width:
        return [], f"the record has {len(records[0])} fields where the header names {width}"
    return records[0], ""
