"""Exports of acquirers and wallets as they give them to anybody: CSV that is known by its header, and needs no mapping.

Each is one file in finpath.ingest.formats. What a column means is taken from the vendor's public documentation, which
its docstring names; where that says nothing of a kind of row, the row is left out and counted. `format = "csv"` in the
manifest reads such a file as any other CSV.
"""

from __future__ import annotations

import csv
import io
from abc import abstractmethod
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import ClassVar

from finpath.engine import Remarks
from finpath.errors import ContributionError
from finpath.ingest.format import Format, Records, Request
from finpath.ingest.rows import Row, records_of_rows

DELIMITERS = ",;\t"
HEADER_LINES = 1 << 16
"""Letters in which the header is looked for."""

Fields = Mapping[str, str]
Taken = Mapping[str, str | None]


class Export(Format):
    """One export, recognised by the names of its columns."""

    header: ClassVar[frozenset[str]]
    """The columns that it always has."""

    fills: ClassVar[tuple[str, ...]]
    """The contract's columns that a row of it fills."""

    mapped: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    """The contract's columns that are one or several of its own, as they stand."""

    @classmethod
    @abstractmethod
    def take(cls, row: Fields, request: Request) -> Taken | str:
        """What the contract's columns are in a row; or what a row is that is no payment."""

    @classmethod
    def recognises(cls, head: bytes) -> bool:
        """Say whether the file begins with the header."""
        text = head[:HEADER_LINES].decode("utf-8-sig", errors="replace")
        return any(cls.header <= set(_names(text, delimiter)) for delimiter in DELIMITERS)

    @classmethod
    def records(cls, request: Request) -> Records:
        """Read every row that is a payment.

        Raises:
            ContributionError: The manifest asks it for another table.
        """
        if request.table != "transactions":
            raise ContributionError(
                f"{request.label} is an export of {cls.name}: it holds transactions; correct table."
            )
        with request.path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
            start = file.read(HEADER_LINES)
        delimiter = next(each for each in DELIMITERS if cls.header <= set(_names(start, each)))
        own = tuple(name for name in _names(start, delimiter) if name)
        names = (*dict.fromkeys(own), *cls.fills)

        def read(remarks: Remarks) -> Iterator[Row]:
            yield from cls._rows(request, delimiter, names, remarks)

        return records_of_rows(names, read, {}, request.path, mapped=cls.mapped)

    @classmethod
    def _rows(cls, request: Request, delimiter: str, names: tuple[str, ...], remarks: Remarks) -> Iterator[Row]:
        aside: Counter[str] = Counter()
        with request.path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
            for number, fields in enumerate(csv.DictReader(file, delimiter=delimiter), start=1):
                row = {
                    str(name).strip(): (value or "").strip() for name, value in fields.items() if isinstance(value, str)
                }
                taken = cls.take(row, request)
                if isinstance(taken, str):
                    aside[taken] += 1
                else:
                    said = {**row, **taken}
                    yield (str(number), None, *(said.get(name) or None for name in names))
        remarks.extend(f"{times} rows {what} and were left out." for what, times in sorted(aside.items()))


def _names(text: str, delimiter: str) -> list[str]:
    try:
        return [name.strip() for name in next(csv.reader(io.StringIO(text), delimiter=delimiter), [])]
    except csv.Error:
        return []
