"""Excel: one sheet of a workbook (.xlsx), with a header; which one by option, else the only one whose header fits."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from types import TracebackType
from typing import ClassVar

from finpath.engine import Remarks
from finpath.errors import ContributionError, FinpathError
from finpath.ingest.amounts import TYPED
from finpath.ingest.columns import list_names
from finpath.ingest.compression import ZIP, is_workbook
from finpath.ingest.format import Format, Records, Request
from finpath.ingest.rows import Row, faulty_row, records_of_rows
from finpath.ingest.workbook import EXACT, Cell, cell_text, check_workbook, first_day, rows, serial_day, sheets

OLD = b"\xd0\xcf\x11\xe0"
"""How a workbook of before 2007 starts, and one with a password."""

SAMPLE = 50
"""Rows in which a header is looked for."""

FITS = 2
"""Names of a header that the contract has a use for: one may be chance."""

FAULTS = {
    "digits": f"a name is a number of more than {EXACT} digits, of which a workbook keeps {EXACT}; format it as text",
}


class Excel(Format):
    """Excel, recognised by the parts of its zip."""

    name: ClassVar[str] = "excel"
    is_text: ClassVar[bool] = False

    @classmethod
    def recognises(cls, head: bytes) -> bool:
        """Say whether the file starts as a workbook does."""
        return head.startswith(OLD) or (head.startswith(ZIP) and is_workbook(head))

    @classmethod
    def records(cls, request: Request) -> Records:
        """Find the sheet and read its rows.

        Raises:
            ContributionError: The file as a whole is not what it says, or more sheets than one would do.
        """
        with request.path.open("rb") as file:
            if file.read(len(OLD)) == OLD:
                raise ContributionError(
                    f"{request.label} has a password, or is of before 2007 (.xls); save it as .xlsx without one."
                )
        check_workbook(request.path, request.label)
        with _RefuseDamage(request):
            sheet = ExcelSheet(request, *_choose_sheet(request))
        return records_of_rows(sheet.names, sheet.rows, FAULTS, request.path)


class _RefuseDamage:
    """Turn whatever the reader of workbooks raises, a panic too, into a refusal."""

    def __init__(self, request: Request) -> None:
        self._label = request.label

    def __enter__(self) -> None:
        """Begin to read."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Say what is wrong with the file.

        Raises:
            ContributionError: It cannot be read.
        """
        del trace
        if kind is None or isinstance(error, FinpathError | KeyboardInterrupt | SystemExit | GeneratorExit):
            return
        raise ContributionError(f"{self._label} is a damaged workbook. Save it anew and send it again.") from None


@dataclass(frozen=True)
class ExcelSheet:
    """One sheet of a workbook."""

    request: Request
    name: str
    header: int
    names: tuple[str, ...]

    def rows(self, remarks: Remarks) -> Iterator[Row]:
        """A row for each that holds anything, numbered from the header."""
        numbers: Counter[str] = Counter()
        ids = [place for place, name in enumerate(self.names) if name in self.request.texts]
        first = first_day(self.request.path)
        with _RefuseDamage(self.request):
            for number, cells in enumerate(islice(rows(self.request.path, self.name), self.header + 1, None), start=1):
                values = [self._text(place, cell, first) for place, cell in enumerate(cells)]
                if any(values):
                    is_inexact = self._count_numbers(cells, ids, numbers)
                    yield faulty_row(number, "digits", self.names) if is_inexact else (str(number), None, *values)
        remarks.extend(_number_remarks(numbers))

    def _text(self, place: int, cell: Cell, first: dt.datetime) -> str | None:
        """The text of a cell: a number keeps its value, as an amount and as a day, however texts are written."""
        name = self.names[place]
        if isinstance(cell, bool) or not isinstance(cell, int | float):
            return cell_text(cell)
        if name in self.request.days and (day := serial_day(cell, first)) is not None:
            return cell_text(day)
        return f"{cell_text(cell)}{TYPED}" if name in self.request.amounts else cell_text(cell)

    def _count_numbers(self, cells: list[Cell], ids: list[int], numbers: Counter[str]) -> bool:
        """Count the numbers where names are expected, and say whether one of them is not what it was."""
        is_inexact = False
        for place in ids:
            cell = cells[place]
            if isinstance(cell, int | float) and not isinstance(cell, bool):
                numbers[self.names[place]] += 1
                is_inexact = is_inexact or abs(cell) >= 10**EXACT
        return is_inexact


def _number_remarks(numbers: Counter[str]) -> Iterator[str]:
    """What is to be said of numbers where names are expected."""
    if numbers:
        columns = list_names([f"{name} ({count:,})" for name, count in sorted(numbers.items())])
        remark = (
            f"numbers stand where names are expected, in the columns {columns}: a workbook keeps no zeros in front."
        )
        yield f"{remark} Format the columns as text."


def _choose_sheet(request: Request) -> tuple[str, int, tuple[str, ...]]:
    """The sheet that is meant, the place of its header, and the names there."""
    names = sheets(request.path)
    declared = request.options.get("sheet")
    if declared is not None and declared not in names:
        raise ContributionError(f'{request.label} has no sheet "{declared}"; it has {list_names(names)}.')
    candidates = [(name, *_header(request, name)) for name in names if declared in (None, name)]
    fitting = [each for each in candidates if declared or _fits_table(request, each[2])]
    if len(fitting) != 1:
        which = (
            f"{len(fitting)} sheets, {list_names([each[0] for each in fitting])}, have" if fitting else "no sheet has"
        )
        raise ContributionError(
            f"{request.label}: {which} a header that fits {request.table}; name one as sheet in [files.options]."
        )
    return fitting[0]


def _header(request: Request, sheet: str) -> tuple[int, tuple[str, ...]]:
    """The first row that holds what is asked for, else the first that holds anything."""
    first: tuple[int, tuple[str, ...]] = (0, ())
    for place, cells in enumerate(islice(rows(request.path, sheet), SAMPLE)):
        names = tuple(cell_text(cell) or f"column {number}" for number, cell in enumerate(cells, start=1))
        if _fits_table(request, names):
            return place, names
        if not first[1] and any(map(cell_text, cells)):
            first = place, names
    return first


def _fits_table(request: Request, names: tuple[str, ...]) -> bool:
    times = Counter(name for name in names if name in request.wanted)
    twice = sorted(name for name, count in times.items() if count > 1)
    if twice:
        raise ContributionError(f"{request.label} has the column {twice[0]} twice; leave only one of them.")
    return len(times) >= FITS
