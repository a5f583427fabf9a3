"""Reads the sheets of an Excel workbook; one that would expand beyond what it can hold is refused first.

The reader of workbooks allots every cell between the first and the last of a sheet at once: two cells in two corners,
six kilobytes of file, would take 500 GB and end the process. So the cells are counted before it is asked.
"""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from python_calamine import CalamineWorkbook, SheetVisibleEnum

from finpath.errors import ContributionError
from finpath.ingest.compression import CHUNK, DAMAGE, PARTS, bomb_refusal, size_limit

PLACE = re.compile(
    rb"<(?:[\w.-]+:)?(?:(row)|c)(?=[\s/>])(?:[^<>]*?\sr\s*=\s*[\"'](\$?([A-Za-z]{1,4}))?\$?([0-9]{1,9}))?"
)
"""Where a row or a cell says that it is; it need not."""

OVERLAP = 1 << 10
SPARSE, ALWAYS, LARGEST = 50, 1 << 20, 1 << 26
"""Places for each cell that is there; places that any sheet may have; and places that none may have."""

EXACT = 15
"""Digits of a number that a workbook keeps."""

OTHERS = ("content.xml", "xl/workbook.bin")
"""Parts of formats that the reader would try too, and that nobody has counted."""

FROM_1904 = re.compile(rb"<(?:[\w.-]+:)?workbookPr\b[^>]*\bdate1904\s*=\s*[\"'](1|true)[\"']")
DAYS_1900, DAYS_1904 = dt.datetime(1899, 12, 30), dt.datetime(1904, 1, 1)  # noqa: DTZ001 - a cell has no zone
EARLIEST, LATEST = 31_000, 70_000
"""Days that a payment may have, counted from either: of some year from 1984 to 2095."""

Cell = str | float | bool | dt.date | dt.datetime | dt.time | dt.timedelta


def check_workbook(path: Path, label: str) -> None:
    """Hold every part of a workbook against what it says of itself, and against what a sheet can be.

    Raises:
        ContributionError: It is damaged, no .xlsx, a bomb, or two cells far apart.
    """
    limit = size_limit(path.stat().st_size)
    try:
        with zipfile.ZipFile(path) as packed:
            parts = packed.infolist()
            names = {part.filename for part in parts}
            if "xl/workbook.xml" not in names or names.intersection(OTHERS) or len(parts) > PARTS:
                raise ContributionError(f"{label} is no .xlsx workbook; save it as one.")
            if sum(part.file_size for part in parts) > limit:
                raise bomb_refusal(label, limit)
            for part in parts:
                limit -= _check_part(packed, part, label, limit)
    except (*DAMAGE, OSError):
        raise ContributionError(
            f"{label} is a damaged or truncated workbook. Save it anew and send it again."
        ) from None


def sheets(path: Path) -> tuple[str, ...]:
    """The names of the sheets that are shown, in their order."""
    with path.open("rb") as file, CalamineWorkbook.from_filelike(file) as book:
        return tuple(sheet.name for sheet in book.sheets_metadata if sheet.visible is SheetVisibleEnum.Visible)


def rows(path: Path, sheet: str) -> Iterator[list[Cell]]:
    """The rows of a sheet, from its first."""
    with path.open("rb") as file, CalamineWorkbook.from_filelike(file) as book:
        yield from book.get_sheet_by_name(sheet).iter_rows()


def first_day(path: Path) -> dt.datetime:
    """The day from which a workbook counts: that of 1900, or of 1904 where it says so."""
    try:
        with zipfile.ZipFile(path) as packed, packed.open("xl/workbook.xml") as file:
            counts_from_1904 = FROM_1904.search(file.read(CHUNK)) is not None
    except (*DAMAGE, OSError):
        counts_from_1904 = False
    return DAYS_1904 if counts_from_1904 else DAYS_1900


def serial_day(number: float, first: dt.datetime) -> dt.datetime | None:
    """The instant that a number of a date column counts, in days; None where it counts no day of payments.

    >>> serial_day(46082.5208, DAYS_1900), serial_day(20260301, DAYS_1900)
    (datetime.datetime(2026, 3, 1, 12, 29, 57, 120000), None)
    """
    if not EARLIEST <= number < LATEST:
        return None
    return first + dt.timedelta(days=number)


def cell_text(cell: Cell) -> str | None:
    """A cell as it is shown: dates in ISO 8601, numbers with the fifteen digits that a workbook keeps.

    >>> cell_text(0.1 + 0.2), cell_text(12.0), cell_text(dt.datetime(2026, 3, 1, 10, 15, 6, 999999)), cell_text("")
    ('0.3', '12', '2026-03-01 10:15:07', None)
    """
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, int | float):
        digits = f"{cell:.{EXACT}g}"
        return format(Decimal(digits), "f") if "e" in digits else digits
    if isinstance(cell, dt.datetime):
        near = cell + dt.timedelta(microseconds=500)
        return near.replace(microsecond=near.microsecond // 1000 * 1000).isoformat(" ")
    return str(cell).strip() or None


@dataclass
class Corners:
    """Where the cells of a part begin and end."""

    row: int = 0
    column: int = 0
    cells: int = 0
    rows: list[int] = field(default_factory=lambda: [1 << 30, 0])
    columns: list[int] = field(default_factory=lambda: [1 << 30, 0])

    def take(self, match: re.Match[bytes]) -> None:
        """Move on to a row or a cell; what does not say where it is follows the one before."""
        is_row, _, letters, number = match.groups()
        if is_row:
            self.row, self.column = int(number) if number else self.row + 1, 0
            return
        self.cells += 1
        self.row = int(number) if number else max(self.row, 1)
        self.column = _column(letters) if letters else self.column + 1
        self.rows = [min(self.rows[0], self.row), max(self.rows[1], self.row)]
        self.columns = [min(self.columns[0], self.column), max(self.columns[1], self.column)]

    @property
    def places(self) -> int:
        """How many cells there would be if every one between them were there."""
        if not self.cells:
            return 0
        return (self.rows[1] - self.rows[0] + 1) * (self.columns[1] - self.columns[0] + 1)


def _check_part(packed: zipfile.ZipFile, part: zipfile.ZipInfo, label: str, limit: int) -> int:
    """Read a part to its real end, whatever it says of its size, and count."""
    real = copy(part)
    real.file_size = 1 << 62
    size, before, corners = 0, b"", Corners()
    with packed.open(real) as file:
        while block := file.read(CHUNK):
            size += len(block)
            if size > limit:
                raise bomb_refusal(label, limit)
            before = _count(before + block, corners)
    _count(before + b"<", corners)
    if corners.places > min(LARGEST, max(ALWAYS, SPARSE * corners.cells)):
        raise ContributionError(
            f"{label} has a sheet of {corners.cells:,} cells in a space of {corners.places:,}; "
            "delete the cells that stand far from the others."
        )
    return size


def _count(block: bytes, corners: Corners) -> bytes:
    """Count up to the last sign that opens something, which may go on in the next block."""
    end = block.rfind(b"<")
    if end < 0:
        return block[-OVERLAP:]
    for match in PLACE.finditer(block, 0, end):
        corners.take(match)
    return block[end:]


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
