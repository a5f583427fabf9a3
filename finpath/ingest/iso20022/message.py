"""Reads the payments of an ISO 20022 file; each family adds what its elements mean."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from typing import ClassVar

import pyarrow as pa
from lxml import etree

from finpath.engine import Batches, Remarks
from finpath.errors import ContributionError
from finpath.ingest.format import Records, Request
from finpath.ingest.iso20022.cut import ElementSplitter
from finpath.ingest.iso20022.definition import ROOTS, file_definition, message_definition
from finpath.ingest.iso20022.details import DetailsReader
from finpath.ingest.iso20022.parties import Parties
from finpath.ingest.iso20022.payment import Payment, batches, columns
from finpath.ingest.iso20022.shapes import local_name
from finpath.ingest.iso20022.text import chunks, unreadable

AROUND = ("AppHdr", "Document")
"""What envelopes put around messages; a file of many would be held in memory by them."""


def is_of_family(kind: type[Message], head: bytes) -> bool:
    """Say whether a file that starts so is a message of a family."""
    return (message_definition(head) or "")[:8] in kind.units


def message_records(kind: type[Message], request: Request) -> Records:
    """How the engine reads a file of a family.

    Raises:
        ContributionError: The manifest asks it for what payments do not tell.
    """
    defined = file_definition(request.path)
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
        self._has_begun = False

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
    def begin(self) -> None:
        """Begin with another document; a file may hold several in one envelope."""

    @abstractmethod
    def finish(self) -> None:
        """Hold what was read of a document against what it says of itself."""

    def summarise(self) -> None:  # noqa: B027 - most families have nothing to add
        """Say of the whole file what was left out."""

    def payments(self) -> Iterator[Payment]:
        """Every payment of the file.

        Raises:
            ContributionError: It is not what it says.
        """
        tags = [f"{{*}}{name}" for name in (*self.headers, *ROOTS, *AROUND)]
        around = etree.XMLPullParser(("start", "end"), tag=tags, resolve_entities=False, no_network=True)
        for before, unit in ElementSplitter(self.units[self.definition[:8]], self.label).split_stream(
            chunks(self._path, self.label)
        ):
            if before and not before.isspace():
                self._look(around, before)
            if unit:
                yield from self.read(unit)
        self.finish()
        self.summarise()

    def _look(self, around: etree.XMLPullParser, text: str) -> None:
        try:
            around.feed(text)
        except etree.XMLSyntaxError as error:
            raise unreadable(self.label, error) from None
        for event, element in around.read_events():
            assert isinstance(element, etree._Element)  # noqa: S101, SLF001 - no other event was asked for
            name = local_name(element.tag)
            if name in ROOTS or name in AROUND:
                self._pass_envelope(name, element, ended=event == "end")
                continue
            if name == "GrpHdr" and event == "start":
                self._begin_document()
            note = self.opened if event == "start" else self.closed
            note(name, element)

    def _pass_envelope(self, name: str, element: etree._Element, *, ended: bool) -> None:
        """Keep nothing of a document that is over, and read no message for another."""
        if ended:
            element.clear()
        elif name in ROOTS and ROOTS[name] != self.definition[:8]:
            raise ContributionError(
                f"{self.label} holds messages of several kinds, {self.definition[:8]} and {ROOTS[name]}; "
                "put each kind into a file of its own."
            )

    def _begin_document(self) -> None:
        """Each document has one header of its group, before all else."""
        if self._has_begun:
            self.finish()
        self._has_begun = True
        self.begin()
