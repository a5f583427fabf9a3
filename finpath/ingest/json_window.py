"""Reads JSON element by element, however large it is: an array, or one that stands inside of an object."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TextIO

CHUNK = 1 << 20
LONGEST = 1 << 24
"""Letters of one element."""

BLANK = re.compile(r"[ \t\r\n]*")

DEEPEST = 3
"""Objects around an array."""


class Number(str):
    """A number as it is written: what has a type means itself, whatever mark texts have."""

    __slots__ = ()


DECODER = json.JSONDecoder(parse_float=Number, parse_int=Number, parse_constant=str)
"""Numbers stay as they are written."""

Path = tuple[str, ...]


class Window:
    """The part of a text that an element is looked for in."""

    def __init__(self, file: TextIO) -> None:
        """Begin at the start of the file."""
        self._file = file
        self._text = ""
        self._place = 0

    def elements(self, path: Path = ()) -> Iterator[object]:
        """The elements of the array that stands under these names, in objects one inside the other.

        Raises:
            ValueError: The text is no array, or has none of that name.
            RecursionError: An element holds others without end.
        """
        if path:
            for where, _ in self._enter(()):
                if where == path:
                    yield from self._array()
                    return
            raise ValueError(path)
        yield from self._array()
        if self._sign():
            raise ValueError(self._place)

    def arrays(self) -> Iterator[tuple[Path, object]]:
        """Every array in the objects that the text consists of, with its first element; then what else they say.

        Raises:
            ValueError: The text is no JSON, or goes on after the first object.
        """
        yield from self._enter((), report=True)
        if self._sign():
            raise ValueError(self._place)

    def _enter(self, path: Path, *, report: bool = False) -> Iterator[tuple[Path, object]]:
        """The members of an object: where an array begins, it stands before it, unless what it holds is reported."""
        self._expect("{")
        if self._sign() == "}":
            self._expect("}")
            return
        while True:
            name = self._element()
            self._expect(":")
            yield from self._member((*path, str(name)), report=report)
            if self._sign() != ",":
                break
            self._expect(",")
        self._expect("}")

    def _member(self, where: Path, *, report: bool) -> Iterator[tuple[Path, object]]:
        sign = self._sign()
        if sign == "{" and len(where) < DEEPEST:
            yield from self._enter(where, report=report)
        elif sign != "[":
            value = self._element()
            if report:
                yield where, (value,)
        elif report:
            elements = self._array()
            yield where, next(elements, None)
            self._pass(elements)
        else:
            begun = self._place
            yield where, None
            if self._place == begun:
                self._pass(self._array())

    @staticmethod
    def _pass(elements: Iterator[object]) -> None:
        """Go on to the end of an array, and keep nothing of it."""
        for _ in elements:
            pass

    def _array(self) -> Iterator[object]:
        self._expect("[")
        if self._sign() == "]":
            self._expect("]")
            return
        yield self._element()
        while self._sign() == ",":
            self._expect(",")
            yield self._element()
        self._expect("]")

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
