"""JSON: one array of objects, read element by element, however its text is broken into lines."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import ClassVar

from finpath.engine import Remarks
from finpath.ingest.amounts import TYPED
from finpath.ingest.decode_text import MARKS
from finpath.ingest.format import Format, Records, Request
from finpath.ingest.json_window import CHUNK, Number, Window
from finpath.ingest.rows import Row, faulty_row, records_of_rows

FAULTS = {
    "broken": "the text is no JSON from this element on, and nothing after it can be read; write it anew",
    "object": "the element is not a JSON object",
    "nested": "a column that is asked for holds an object or a list; write it as one value",
    "bytes": "the element has bytes that are no text; write it in UTF-8",
}
SAMPLE = 10_000
"""Elements that are looked at for the names of columns."""

MOST_NAMES = 10_000
"""Names after which no more are looked for: the file is refused for them."""

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
        return array_records(request)


def array_records(request: Request, path: tuple[str, ...] = (), remarks: tuple[str, ...] = ()) -> Records:
    """Say how the elements of an array are read.

    Args:
        request: What is asked of the format.
        path: The names under which the array stands, in objects one inside the other.
        remarks: What is to be said of the file.
    """
    names = _names(request, path)
    reading = ArrayReading(request.path, path, names, _places(names, request))

    def read(said: Remarks) -> Iterator[Row]:
        yield from reading.rows(MARKS if request.has_marks else ())
        said.extend(remarks)

    return records_of_rows(names, read, FAULTS, request.path)


def as_text(value: object, *, typed: bool = False) -> str | None:
    """A value of JSON as the text of a column.

    Args:
        value: The value.
        typed: Whether a number is marked as one.
    """
    if isinstance(value, Number) and typed:
        return value if "e" in value.lower() else f"{value}{TYPED}"
    if isinstance(value, str):
        return value
    if value is None or isinstance(value, bool):
        return CONSTANTS[value]
    return json.dumps(value, ensure_ascii=False)


def _names(request: Request, path: tuple[str, ...]) -> tuple[str, ...]:
    names: dict[str, None] = {}
    for element in islice(_elements(request.path, path), SAMPLE):
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


@dataclass(frozen=True)
class Places:
    """Which names are of columns that hold one value, and which of them are amounts."""

    single: frozenset[str]
    amounts: frozenset[str]


def _places(names: tuple[str, ...], request: Request) -> Places:
    single = frozenset((*request.ids, *request.amounts, *request.days))
    return Places(frozenset(names) & single, frozenset(request.amounts))


@dataclass(frozen=True)
class ArrayReading:
    """One array of a file."""

    path: Path
    inside: tuple[str, ...]
    names: tuple[str, ...]
    places: Places

    def rows(self, marks: tuple[str, ...]) -> Iterator[Row]:
        """A row for each element."""
        for number, element in enumerate(_elements(self.path, self.inside), start=1):
            if not isinstance(element, dict):
                yield faulty_row(number, "broken" if element is BROKEN else "object", self.names)
            elif any(mark in json.dumps(element, ensure_ascii=False) for mark in marks):
                yield faulty_row(number, "bytes", self.names)
            elif any(isinstance(element.get(name), dict | list) for name in self.places.single):
                yield faulty_row(number, "nested", self.names)
            else:
                amounts = self.places.amounts
                yield (
                    str(number),
                    None,
                    *(as_text(element.get(name), typed=name in amounts) for name in self.names),
                )


BROKEN = object()
"""Stands for the first element that cannot be read; it is the last."""


def _elements(path: Path, inside: tuple[str, ...]) -> Iterator[object]:
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        try:
            yield from Window(file).elements(inside)
        except (ValueError, RecursionError):
            yield BROKEN
