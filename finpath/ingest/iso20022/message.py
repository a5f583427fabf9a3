"""Reads the payments of an ISO 20022 file; each family adds what its elements mean."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from typing import ClassVar

import pyarrow as pa
from lxml import etree

from finpath.engine import Batches, Remarks
from finpath.errors import ContributionError
from finpath.ingest.decode_text import HEAD
from finpath.ingest.format import Records, Request
from finpath.ingest.iso20022.cut import ElementSplitter
from finpath.ingest.iso20022.details import DetailsReader
from finpath.ingest.iso20022.parties import Parties
from finpath.ingest.iso20022.payment import Payment, batches, columns
from finpath.ingest.iso20022.shapes import local_name
from finpath.ingest.iso20022.text import NO_ELEMENT, chunks, unreadable, xml_encoding

NAMESPACE = re.compile(r"""xmlns(?::([\w.-]+))?\s*=\s*["'][^"']*?((?:camt|pacs|pain)\.[0-9]{3}\.[0-9]{3}\.[0-9]{2})""")
DOCUMENT = re.compile(r"<(?:([\w.-]+):)?Document\b[^>]*>")


def message_definition(head: bytes) -> str | None:
    """The message that a file starts as, by the namespace of its Document.

    >>> message_definition(b'<!-- x --><m><h/><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">')
    'camt.053.001.08'
    """
    try:
        text = head.decode(xml_encoding(head), errors="replace")
    except LookupError:
        text = head.decode("utf-8", errors="replace")  # whoever reads it will say that there is no such encoding
    text = NO_ELEMENT.sub("", text).lstrip("\ufeff \t\r\n")
    document = DOCUMENT.search(text)
    if document is None or not text.startswith("<"):
        return None
    spaces = {prefix or "": name for prefix, name in NAMESPACE.findall(text[: document.end()])}
    return spaces.get(document[1] or "")


def is_of_family(kind: type[Message], head: bytes) -> bool:
    """Say whether a file that starts so is a message of a family."""
    return (message_definition(head) or "")[:8] in kind.units


def message_records(kind: type[Message], request: Request) -> Records:
    """How the engine reads a file of a family.

    Raises:
        ContributionError: The manifest asks it for what payments do not tell.
    """
    with request.path.open("rb") as file:
        defined = message_definition(file.read(HEAD)) or ""
    names, sided = columns(request.table), request.table == "transactions"
    if not names:
        raise ContributionError(
            f"{request.label} is a {defined} and tells of payments; "
            f"it cannot be read as {request.table}, only as transactions, merchants or transfers."
        )

    def read(remarks: Remarks) -> Iterator[pa.RecordBatch]:
        message = kind(request, defined)
        yield from batches(message.payments(), request.table)
        remarks.extend(message.remarks)

    return Records(
        scan=Batches(len(names) + sided, read, path=request.path),
        names=names,
        values=tuple(f"c{index}" for index in range(len(names))),
        side=f"c{len(names)}" if sided else None,
        standing=kind.standings.get(defined[:8], 0),
    )


class Message(ABC):
    """One reading of a file.

    Args:
        request: The file, and what is asked for.
        definition: What it is, as "camt.053.001.08".
    """

    units: ClassVar[Mapping[str, str]]
    """Of each message of the family, as "camt.053", the element that holds a payment, or several booked as one."""

    standings: ClassVar[Mapping[str, int]] = {}
    """Of messages that tell of the same payments under the same ids: whose words count."""

    headers: ClassVar[tuple[str, ...]]
    """Elements around the payments that are worth a look."""

    def __init__(self, request: Request, definition: str) -> None:
        """Read nothing yet."""
        self.label = request.label
        self.definition = definition
        self.details = DetailsReader(request.label)
        self.parties = Parties(request.surrogates)
        self.remarks: Remarks = []
        self._path = request.path

    @abstractmethod
    def opened(self, name: str, element: etree._Element) -> None:
        """Take note of an element around payments, of which nothing is known yet."""

    @abstractmethod
    def closed(self, name: str, element: etree._Element) -> None:
        """Take note of an element around payments that is complete, but for the payments."""

    @abstractmethod
    def read(self, unit: str) -> Iterator[Payment]:
        """The payments that the text of one unit tells of."""

    @abstractmethod
    def finish(self) -> None:
        """Hold what was read against what the message says of itself."""

    def payments(self) -> Iterator[Payment]:
        """Every payment of the file.

        Raises:
            ContributionError: It is not what it says.
        """
        around = etree.XMLPullParser(
            ("start", "end"), tag=[f"{{*}}{name}" for name in self.headers], resolve_entities=False, no_network=True
        )
        for before, unit in ElementSplitter(self.units[self.definition[:8]], self.label).split_stream(
            chunks(self._path, self.label)
        ):
            if before and not before.isspace():
                self._look(around, before)
            if unit:
                yield from self.read(unit)
        self.finish()

    def _look(self, around: etree.XMLPullParser, text: str) -> None:
        try:
            around.feed(text)
        except etree.XMLSyntaxError as error:
            raise unreadable(self.label, error) from None
        for event, element in around.read_events():
            assert isinstance(element, etree._Element)  # noqa: S101, SLF001 - no other event was asked for
            note = self.opened if event == "start" else self.closed
            note(local_name(element.tag), element)
