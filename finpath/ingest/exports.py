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
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import ClassVar, TextIO

from finpath.engine import Remarks
from finpath.errors import ContributionError
from finpath.ingest.format import Format, Records, Request
from finpath.ingest.preamble import MARK
from finpath.ingest.rows import Row, faulty_row, records_of_rows
from finpath.ingest.salvage import LONGEST_VALUE

DELIMITERS = ",;\t"
HEADER_LINES = 1 << 16
"""Letters in which the header is looked for."""

WIDTH = "width"
FAULTS = {WIDTH: "the record has another number of fields than the header"}

MINUS = ("-", "\u2212")

NAMELESS: Mapping[str, tuple[str, ...]] = {
    "Adyen's settlement details report: it says what was paid out for which payment, and names no payer; hand in the "
    "Payment accounting report with the column Shopper Reference added, or the Received payment details report": (
        *("Psp Reference", "Gross Debit (GC)", "Gross Credit (GC)"),
    ),
    "Adyen's payment accounting report without the column Shopper Reference, so that nobody pays: add it where "
    "the report is set up": ("Psp Reference", "Record Type", "Captured (PC)"),
    "SumUp's report of transactions: Email is the till's user, and of who paid there are four digits of a card at "
    "most; hand in what the acquirer or the issuer of the cards knows, with a token of the card": (
        *("Transaction ID", "Transaction type", "Payout ID", "Email"),
    ),
    "the statement of a SumUp business account, which does not name the account: map it in [files.columns], with "
    'amount = ["Transaction amount out", "Transaction amount in"], and name the account in [files.constants]': (
        *("Transaction code", "Transaction amount in", "Transaction amount out"),
    ),
    "Worldline's statement of what it paid out: it names the brand of a card and no payer; hand in the clearing file "
    "(Mastercard IPM), or what the processor exports with a token of the card": (
        *("Trx Date", "Gross Amount", "Comm. Amount"),
    ),
    "a report of Worldline Sips, whose columns its merchant chooses, with lines of several kinds: leave in it only "
    "HEADER and LINE, and map them in [files.columns]": ("TITLE",),
}
"""Reports of acquirers that name nobody who pays: what each is and what to do, by columns that it has and no other.

Columns: docs.adyen.com/reporting/settlement-reconciliation; github.com/entropia/skripte-buchhaltung (SumUp, both);
GolfNext's knowledge base, "Worldline e-statement"; docs.sips.worldline-solutions.com, "Reports description".
"""

Fields = Mapping[str, str]
Taken = Mapping[str, str | None]


class Export(Format):
    """One export, recognised by the names of its columns."""

    header: ClassVar[frozenset[str]]
    """The columns that it always has."""

    consults: ClassVar[frozenset[str]] = frozenset()
    """Columns besides that it makes something of, where they are there."""

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
        return any(cls.header <= {*cls._names(text, delimiter)} for delimiter in DELIMITERS)

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
        with _open(request) as file:
            start = file.read(HEADER_LINES)
        delimiter = next(each for each in DELIMITERS if cls.header <= {*cls._names(start, each)})
        own = tuple(name for name in cls._names(start, delimiter) if name)
        names = (*dict.fromkeys(own), *cls.fills)

        def read(remarks: Remarks) -> Iterator[Row]:
            yield from cls._rows(request, delimiter, names, remarks)

        records = records_of_rows(names, read, FAULTS, request.path, mapped=cls.mapped)
        return replace(records, consulted=cls.header | cls.consults)

    @classmethod
    def _rows(cls, request: Request, delimiter: str, names: tuple[str, ...], remarks: Remarks) -> Iterator[Row]:
        aside: Counter[str] = Counter()
        with _open(request) as file:
            rows = _whole_rows(csv.reader(file, delimiter=delimiter, strict=True), request.label)
            own = cls._proper(next(rows, []))
            for number, values in enumerate(filter(None, rows), start=1):
                if len(values) < len(own) or any(values[len(own) :]):
                    yield faulty_row(number, WIDTH, names)
                    continue
                row = {name: value.strip() for name, value in zip(own, values, strict=False)}
                taken = cls.take(row, request)
                if isinstance(taken, str):
                    aside[taken] += 1
                else:
                    said = {**row, **taken}
                    yield (str(number), None, *(said.get(name) or None for name in names))
        remarks.extend(f"{times} rows {what} and were left out." for what, times in sorted(aside.items()))

    @classmethod
    def _names(cls, text: str, delimiter: str) -> list[str]:
        return cls._proper(_names(text, delimiter))

    @classmethod
    def _proper(cls, names: Iterable[str]) -> list[str]:
        """Names of columns as the documentation writes them: exports of other years have other capitals."""
        proper = {name.casefold(): name for name in cls.header | cls.consults}
        return [proper.get(name.strip().casefold(), name.strip()) for name in names]


def _whole_rows(rows: Iterator[list[str]], label: str) -> Iterator[list[str]]:
    """Every record of a file whose quotes are closed.

    Raises:
        ContributionError: They are not, so that nobody knows where a record ends.
    """
    endless = ContributionError(f"{label} has quotes that do not close, or a value without end; export it anew.")
    try:
        for row in rows:
            if any(len(value) > LONGEST_VALUE for value in row):
                raise endless
            yield row
    except csv.Error:
        raise endless from None


def _open(request: Request) -> TextIO:
    """The file from its header on: programs write above it what separates its columns."""
    file = request.path.open(encoding="utf-8-sig", errors="replace", newline="")
    if file.read(len(MARK)).lower() != MARK:
        file.seek(0)
    else:
        file.readline()
    return file


def describe_export(head: bytes) -> str | None:
    r"""What a file is that names no payer, by its header; None where it is no such report.

    >>> (describe_export(b"UID;Trx Date;Gross Amount;Comm. Amount;Net amount\n") or "")[:37]
    "Worldline's statement of what it paid"
    >>> describe_export(b"transaction_id,amount\n")
    """
    text = head[:HEADER_LINES].decode("utf-8-sig", errors="replace")
    names = [set(_names(text, delimiter)) for delimiter in DELIMITERS]
    return next((what for what, header in NAMELESS.items() if any(each.issuperset(header) for each in names)), None)


def without_sign(amount: str) -> str:
    """An amount as it is written, without its sign."""
    return amount.lstrip("".join(MINUS) + "+")


def _names(text: str, delimiter: str) -> list[str]:
    body = text.partition("\n")[2] if text.lower().startswith(MARK) else text
    try:
        return [name.strip() for name in next(csv.reader(io.StringIO(body), delimiter=delimiter), [])]
    except csv.Error:
        return []
