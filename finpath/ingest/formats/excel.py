"""Excel: one sheet of a workbook (.xlsx), with a header; which one by option, else the only one whose header fits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from types import TracebackType
from typing import ClassVar

from finpath.engine import Remarks
from finpath.errors import ContributionError, FinpathError
from finpath.ingest.columns import listed
from finpath.ingest.compression import ZIP, is_workbook
from finpath.ingest.format import Format, Records, Request
from finpath.ingest.rows import Row, faulty, made
from finpath.ingest.workbook import EXACT, Cell, check, rows, sheets, text

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
                    f"{request.shown} has a password, or is of before 2007 (.xls); save it as .xlsx without one."
                )
        check(request.path, request.shown)
        with _Explaining(request):
            sheet = Sheet(request, *_chosen(request))
        return made(sheet.names, sheet.rows, FAULTS, request.path)


class _Explaining:
    """Turn whatever the reader of workbooks raises, a panic too, into a refusal."""

    def __init__(self, request: Request) -> None:
        self._shown = request.shown

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
        raise ContributionError(f"{self._shown} is a damaged workbook. Save it anew and send it again.") from None


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook."""

    request: Request
    name: str
    header: int
    names: tuple[str, ...]

    def rows(self, remarks: Remarks) -> Iterator[Row]:
        """A row for each that holds anything, numbered from the header."""
        numbers: Counter[str] = Counter()
        ids = [place for place, name in enumerate(self.names) if name in self.request.texts]
        with _Explaining(self.request):
            for number, cells in enumerate(islice(rows(self.request.path, self.name), self.header + 1, None), start=1):
                values = [text(cell) for cell in cells]
                if any(values):
                    lost = self._lost(cells, ids, numbers)
                    yield faulty(number, "digits", self.names) if lost else (str(number), None, *values)
        remarks.extend(_told(numbers))

    def _lost(self, cells: list[Cell], ids: list[int], numbers: Counter[str]) -> bool:
        """Count the numbers where names are expected, and say whether one of them is not what it was."""
        lost = False
        for place in ids:
            cell = cells[place]
            if isinstance(cell, int | float) and not isinstance(cell, bool):
                numbers[self.names[place]] += 1
                lost = lost or abs(cell) >= 10**EXACT
        return lost


def _told(numbers: Counter[str]) -> Iterator[str]:
    """What is to be said of numbers where names are expected."""
    if numbers:
        columns = listed([f"{name} ({count:,})" for name, count in sorted(numbers.items())])
        told = f"numbers stand where names are expected, in the columns {columns}: a workbook keeps no zeros in front."
        yield f"{told} Format the columns as text."


def _chosen(request: Request) -> tuple[str, int, tuple[str, ...]]:
    """The sheet that is meant, the place of its header, and the names there."""
    known = sheets(request.path)
    said = request.options.get("sheet")
    if said is not None and said not in known:
        raise ContributionError(f'{request.shown} has no sheet "{said}"; it has {listed(known)}.')
    found = [(name, *_header(request, name)) for name in known if said in (None, name)]
    fitting = [each for each in found if said or _fits(request, each[2])]
    if len(fitting) != 1:
        which = f"{len(fitting)} sheets, {listed([each[0] for each in fitting])}, have" if fitting else "no sheet has"
        raise ContributionError(
            f"{request.shown}: {which} a header that fits {request.table}; name one as sheet in [files.options]."
        )
    return fitting[0]


def _header(request: Request, sheet: str) -> tuple[int, tuple[str, ...]]:
    """The first row that holds what is asked for, else the first that holds anything."""
    first: tuple[int, tuple[str, ...]] = (0, ())
    for place, cells in enumerate(islice(rows(request.path, sheet), SAMPLE)):
        names = tuple(text(cell) or f"column {number}" for number, cell in enumerate(cells, start=1))
        if _fits(request, names):
            return place, names
        if not first[1] and any(map(text, cells)):
            first = place, names
    return first


def _fits(request: Request, names: tuple[str, ...]) -> bool:
    times = Counter(name for name in names if name in request.wanted)
    twice = sorted(name for name, count in times.items() if count > 1)
    if twice:
        raise ContributionError(f"{request.shown} has the column {twice[0]} twice; leave only one of them.")
    return len(times) >= FITS
