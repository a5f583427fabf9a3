"""Splits the text of a message into the elements that hold payments, and the text between them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from finpath.errors import ContributionError
from finpath.ingest.iso20022.text import LARGEST


class ElementSplitter:
    """Cuts the elements of one name out of well-formed text that has no comments.

    >>> list(ElementSplitter("Ntry").split_stream(["<Stmt><Ntry><Amt>1</", "Amt></Ntry>", "<Ntry>2</Ntry></Stmt>"]))
    [('<Stmt>', '<Ntry><Amt>1</Amt></Ntry>'), ('', '<Ntry>2</Ntry>'), ('</Stmt>', '')]
    """

    def __init__(self, name: str, label: str = "") -> None:
        """Cut elements of a local name.

        Args:
            name: Of the elements; none stands in another, and all have the prefix of the first.
            label: The file's name in messages.
        """
        self._first = re.compile(rf"<((?:[\w.-]+:)?{name})>")
        self._any = re.compile(rf"</?(?:[\w.-]+:)?{name}[\s/>]")
        self._empty = re.compile(rf"<((?:[\w.-]+:)?{name})\s*(?:/>|>\s*</\1\s*>)")
        self._name = name
        self._label = label
        self._start, self._end = "", ""

    def split_stream(self, texts: Iterable[str]) -> Iterator[tuple[str, str]]:
        """What stands before each element, and the element; at last what is left, and nothing.

        Raises:
            ContributionError: An element is too large, or elements of the name are written in two ways.
        """
        rest = ""
        for text in texts:
            rest += text
            if self._learn_tags(rest):
                *elements, rest = rest.split(self._end)
                for element in elements:
                    before, start, inside = element.partition(self._start)
                    self._check(before if start else self._end)
                    yield before, f"{start}{inside}{self._end}"
            if len(rest) > LARGEST:
                raise ContributionError(
                    f"{self._label} has more than {LARGEST:,} characters in one {self._name}; split it into several."
                )
        self._check(rest)
        yield rest, ""

    def split_text(self, text: str) -> tuple[str, list[str]]:
        """What stands outside of the elements in a text that holds each of them whole, and the elements.

        One with nothing in it is none.
        """
        if self._name not in text:
            return text, []
        text = self._empty.sub("", text)
        pieces = list(self.split_stream((text,)))
        return "".join([before for before, _ in pieces]), [element for _, element in pieces[:-1]]

    def _learn_tags(self, text: str) -> bool:
        """Learn how the elements are written, from the first; a plain search is faster than a pattern."""
        if not self._end and (match := self._first.search(text)):
            self._start, self._end = f"<{match[1]}>", f"</{match[1]}>"
        return bool(self._end)

    def _check(self, outside: str) -> None:
        if self._name in outside and self._any.search(outside):
            raise ContributionError(
                f"{self._label} writes its {self._name} in several ways, with attributes, spaces or other prefixes; "
                "write it anew."
            )
