"""The text of a message in, out come its payments one by one, each with the text that stands before it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from finpath.errors import ContributionError
from finpath.ingest.iso20022.text import LARGEST


class Cut:
    """Cuts the elements of one name out of well-formed text that has no comments.

    >>> list(Cut("Ntry").of(["<Stmt><Ntry><Amt>1</", "Amt></Ntry>", "<Ntry>2</Ntry></Stmt>"]))
    [('<Stmt>', '<Ntry><Amt>1</Amt></Ntry>'), ('', '<Ntry>2</Ntry>'), ('</Stmt>', '')]
    """

    def __init__(self, name: str, shown: str = "") -> None:
        """Cut elements of a local name.

        Args:
            name: Of the elements; none stands in another, and all have the prefix of the first.
            shown: The file's name in messages.
        """
        self._first = re.compile(rf"<((?:[\w.-]+:)?{name})>")
        self._any = re.compile(rf"</?(?:[\w.-]+:)?{name}[\s/>]")
        self._name = name
        self._shown = shown
        self._start, self._end = "", ""

    def of(self, texts: Iterable[str]) -> Iterator[tuple[str, str]]:
        """What stands before each element, and the element; at last what is left, and nothing.

        Raises:
            ContributionError: An element is too large, or elements of the name are written in two ways.
        """
        rest = ""
        for text in texts:
            rest += text
            if self._knows(rest):
                *elements, rest = rest.split(self._end)
                for element in elements:
                    before, start, inside = element.partition(self._start)
                    self._check(before if start else self._end)
                    yield before, f"{start}{inside}{self._end}"
            if len(rest) > LARGEST:
                raise ContributionError(
                    f"{self._shown} has more than {LARGEST:,} characters in one {self._name}; split it into several."
                )
        self._check(rest)
        yield rest, ""

    def within(self, text: str) -> tuple[str, list[str]]:
        """What stands outside of the elements in a text that holds each of them whole, and the elements."""
        if self._name not in text:
            return text, []
        found = list(self.of((text,)))
        return "".join([before for before, _ in found]), [element for _, element in found[:-1]]

    def _knows(self, text: str) -> bool:
        """Learn how the elements are written, from the first; a plain search is faster than a pattern."""
        if not self._end and (found := self._first.search(text)):
            self._start, self._end = f"<{found[1]}>", f"</{found[1]}>"
        return bool(self._end)

    def _check(self, outside: str) -> None:
        if self._name in outside and self._any.search(outside):
            raise ContributionError(
                f"{self._shown} writes its {self._name} in several ways, with attributes, spaces or other prefixes; "
                "write it anew."
            )
