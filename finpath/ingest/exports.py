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
    try:
        return [name.strip() for name in next(csv.reader(io.StringIO(text), delimiter=delimiter), [])]
    except csv.Error:
        return []
