"""CSV: separated text with a header line; the delimiter is declared or found."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from itertools import islice
from typing import ClassVar

from finpath.engine import CsvScan
from finpath.errors import ContributionError
from finpath.ingest.decode_text import MARKS, check_lines
from finpath.ingest.format import Format, Records, Request
from finpath.ingest.preamble import without_preamble
from finpath.ingest.salvage import salvage

DELIMITERS = ",;\t|"
OTHERS = (b"{", b"[", b"<", b"%PDF", b"PK\3\4", b"PAR1")
SAMPLE = 200
HEADER = 1 << 20
"""Letters that are looked at for the header and the delimiter."""

CONTROLS = 0.02
"""The share of control characters in the start of a text without a header that tells."""

SPACE = 32
"""The first byte that is no control."""

TEXT_CONTROLS = frozenset(b"\t\n\r\x0b\x0c\x1b")


class Csv(Format):
    """CSV, recognised as text that is not something else."""

    name: ClassVar[str] = "csv"
    is_general: ClassVar[bool] = True

    @classmethod
    def recognises(cls, head: bytes) -> bool:
        """Say whether the file starts with a header, or else with text; a UTF-16 text has a byte order mark.

        Broken records below a header of more than one column are no reason to doubt the file.
        """
        if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return not head[2:].replace(b"\0", b"").lstrip().startswith(OTHERS)
        head = head.removeprefix(codecs.BOM_UTF8)
        if not head.strip() or head.lstrip().startswith(OTHERS):
            return False
        header = head.lstrip().splitlines()[0]
        separated = any(delimiter.encode() in header for delimiter in DELIMITERS)
        return (separated and not _count_controls(header)) or _count_controls(head) <= CONTROLS * len(head)

    @classmethod
    def records(cls, request: Request) -> Records:
        """Read the header and leave the records to the engine."""
        check_lines(request.path, request.label)
        request, named = without_preamble(request, DELIMITERS)
        delimiter, names = _header(request, named)
        values = tuple(f"c{index}" for index in range(len(names)))
        return Records(
            scan=CsvScan(request.path, len(names), delimiter, quote=_quote(request)),
            names=names,
            values=values,
            broken=_broken_records(request, values),
        )

    @classmethod
    def salvage(cls, request: Request) -> Records:
        """Write the whole records anew, each with its row number in front, and name the broken ones."""
        request, named = without_preamble(request, DELIMITERS)
        delimiter, names = _header(request, named)
        values = tuple(f"c{index}" for index in range(1, len(names) + 1))
        whole = request.folder / f"{request.path.name}.mended"
        unreadable = salvage(request.path, whole, csv_dialect(delimiter, _quote(request)), len(names))
        return Records(
            scan=CsvScan(whole, len(names) + 1, ",", header=False),
            names=names,
            values=values,
            broken=_broken_records(request, values),
            unreadable=unreadable,
            row="CAST(c0 AS BIGINT)",
        )


def _count_controls(text: bytes) -> int:
    """How many characters stand in no text."""
    return sum(byte < SPACE and byte not in TEXT_CONTROLS for byte in text)


def csv_dialect(delimiter: str, quote: str) -> type[csv.Dialect]:
    """How a member's file separates and quotes."""

    class Theirs(csv.excel):
        strict = True

    Theirs.delimiter = delimiter
    Theirs.quotechar = quote or None
    Theirs.quoting = csv.QUOTE_MINIMAL if quote else csv.QUOTE_NONE
    return Theirs


def _quote(request: Request) -> str:
    return request.options.get("quote", '"')


def _broken_records(request: Request, values: tuple[str, ...]) -> dict[str, str]:
    if not request.has_marks:
        return {}
    marked = " OR ".join(f"contains({value}, '{mark}')" for value in values for mark in MARKS)
    return {marked: "the record has bytes that are no text; write it in UTF-8"}


def _header(request: Request, named: str | None) -> tuple[str, tuple[str, ...]]:
    sample = _sample(request)
    declared = request.options.get("delimiter", named)
    if declared is not None and len(declared) != 1:
        raise ContributionError(f'{request.label}: the delimiter "{declared}" is not one character; write it as ";".')
    delimiter = declared or _delimiter(sample)
    try:
        names = tuple(name.strip() for name in next(csv.reader(sample, delimiter=delimiter), []))
    except csv.Error:
        raise ContributionError(f"{request.label} has no header that can be read; write one line of names.") from None
    if not names:
        raise ContributionError(f"{request.label} has no header in its first line; write one line of names.")
    twice = sorted(name for name, count in Counter(names).items() if count > 1 and name in request.wanted)
    if twice:
        raise ContributionError(f"{request.label} has the column {twice[0]} twice; leave only one of them.")
    return delimiter, names


def _sample(request: Request) -> list[str]:
    """The header and some records, none of them cut, and no more than a header may take."""
    with request.path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        start = file.read(HEADER)
    whole = list(islice(io.StringIO(start, newline=""), SAMPLE))
    return whole[:-1] if len(start) == HEADER and 1 < len(whole) < SAMPLE else whole


def _delimiter(sample: list[str]) -> str:
    """The delimiter that cuts most records into as many fields as the header, and into the most."""

    def fit(delimiter: str) -> tuple[float, int]:
        try:
            widths = [len(record) for record in csv.reader(sample, delimiter=delimiter)]
        except csv.Error:
            return (0.0, 0)
        width = widths[0] if widths else 0
        return (sum(fields == width for fields in widths) / max(len(widths), 1) if width > 1 else 0.0, width)

    return max(DELIMITERS, key=fit)
