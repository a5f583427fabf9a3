"""JSON: one array of objects, read element by element, however its text is broken into lines."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import ClassVar, TextIO

from finpath.ingest.decode_text import MARKS
from finpath.ingest.format import Format, Records, Request
from finpath.ingest.rows import Row, faulty_row, records_of_rows

FAULTS = {
    "broken": "the text is no JSON from this element on, and nothing after it can be read; write it anew",
    "object": "the element is not a JSON object",
    "bytes": "the element has bytes that are no text; write it in UTF-8",
}
CHUNK = 1 << 20
LONGEST = 1 << 24
"""Letters of one element."""

SAMPLE = 10_000
"""Elements that are looked at for the names of columns."""

MOST_NAMES = 10_000
"""Names after which no more are looked for: the file is refused for them."""

BLANK = re.compile(r"[ \t\r\n]*")
DECODER = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=str)
"""Numbers stay as they are written."""

CONSTANTS = {True: "true", False: "false", None: None}


class Json(Format):
    """JSON, recognised by the bracket that opens the array."""

    name: ClassVar[str] = "json"
    is_general: ClassVar[bool] = True

    @classmethod
    def recognises(cls, head: bytes) -> bool:
        """Say whether an array of objects is opened, or one of nothing."""
        return bool(re.match(rb"\s*\[\s*(\{|\]|$)", head.removeprefix(b"\xef\xbb\xbf")))

    @classmethod
    def records(cls, request: Request) -> Records:
        """Read every element, nested values as the text of their JSON."""
        names = _names(request)
        marks = MARKS if request.has_marks else ()
        return records_of_rows(names, lambda _: _rows(request.path, names, marks), FAULTS, request.path)


def as_text(value: object) -> str | None:
    """A value of JSON as the text of a column."""
    if isinstance(value, str):
        return value
    if value is None or isinstance(value, bool):
        return CONSTANTS[value]
    return json.dumps(value, ensure_ascii=False)


def _names(request: Request) -> tuple[str, ...]:
    names: dict[str, None] = {}
    for element in islice(_elements(request.path), SAMPLE):
        names.update(dict.fromkeys(element if isinstance(element, dict) else ()))
        if len(names) > MOST_NAMES:
            break
    rare = _late_names(request.path, sorted(set(request.wanted) - set(names)))
    return (*names, *rare)


def _late_names(path: Path, names: list[str]) -> tuple[str, ...]:
    """Names that only later elements use; a name that is merely mentioned gives an empty column, which is absent."""
    pending = {json.dumps(name): name for name in names}
    late: list[str] = []
    overlap = max(map(len, pending), default=0)
    before = ""
    with path.open(encoding="utf-8", errors="replace") as file:
        while pending and (text := file.read(CHUNK)):
            late += [pending.pop(quoted) for quoted in tuple(pending) if quoted in before + text]
            before = text[-overlap:]
    return tuple(sorted(late))


def _rows(path: Path, names: tuple[str, ...], marks: tuple[str, ...]) -> Iterator[Row]:
    for number, element in enumerate(_elements(path), start=1):
        if not isinstance(element, dict):
            yield faulty_row(number, "broken" if element is BROKEN else "object", names)
        elif any(mark in json.dumps(element, ensure_ascii=False) for mark in marks):
            yield faulty_row(number, "bytes", names)
        else:
            yield (str(number), None, *(as_text(element.get(name)) for name in names))


BROKEN = object()
"""Stands for the first element that cannot be read; it is the last."""


def _elements(path: Path) -> Iterator[object]:
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        try:
            yield from Window(file).elements()
        except (ValueError, RecursionError):
            yield BROKEN


class Window:
    """The part of a text that an element is looked for in."""

    def __init__(self, file: TextIO) -> None:
        """Begin at the start of the file."""
        self._file = file
        self._text = ""
        self._place = 0

    def elements(self) -> Iterator[object]:
        """The elements of the array.

        Raises:
            ValueError: The text is no array.
            RecursionError: An element holds others without end.
        """
        self._expect("[")
        if self._sign() == "]":
            self._expect("]")
        else:
            yield self._element()
            while self._sign() == ",":
                self._expect(",")
                yield self._element()
            self._expect("]")
        if self._sign():
            raise ValueError(self._place)

    def _expect(self, sign: str) -> None:
        if self._sign() != sign:
            raise ValueError(sign)
        self._place += 1

    def _sign(self) -> str:
        """The next character that is no blank; none at the end."""
        while True:
            blank = BLANK.match(self._text, self._place)
            self._place = blank.end() if blank else self._place
            if self._place < len(self._text):
                return self._text[self._place]
            if not self._more():
                return ""

    def _element(self) -> object:
        self._sign()
        while True:
            try:
                value, end = DECODER.raw_decode(self._text, self._place)
            except ValueError:
                if len(self._text) - self._place > LONGEST or not self._more():
                    raise
                continue
            if end < len(self._text) or not self._more():  # a number at the end may go on
                self._place = end
                return value

    def _more(self) -> bool:
        """Read on: as much again as is looked at, so that a long element is not begun too often."""
        more = self._file.read(max(CHUNK, len(self._text) - self._place))
        self._text, self._place = self._text[self._place :] + more, 0
        return bool(more)
