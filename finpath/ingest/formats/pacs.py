"""ISO 20022 pacs.008, 003 and 004: what banks send each other of a transfer, a direct debit, or a return."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from lxml import etree

from finpath.ingest.format import Format, Records, Request
from finpath.ingest.iso20022.elements import HEADER, NO_HEADER, Header, Said
from finpath.ingest.iso20022.message import Message, recognised, records
from finpath.ingest.iso20022.payment import Payment
from finpath.ingest.iso20022.reasons import return_kind
from finpath.ingest.iso20022.shapes import parts
from finpath.ingest.iso20022.sums import Tally, check_count, sum_remark

RETURN = "pacs.004"


class Pacs(Format):
    """Messages between banks, recognised by the namespace of their Document."""

    name: ClassVar[str] = "pacs"
    is_text: ClassVar[bool] = False

    @classmethod
    def recognises(cls, head: bytes) -> bool:
        """Say whether the file is a payment between banks."""
        return recognised(Interbank, head)

    @classmethod
    def records(cls, request: Request) -> Records:
        """Read every transaction."""
        return records(Interbank, request)


class Interbank(Message):
    """One reading of a message between banks."""

    units: ClassVar[dict[str, str]] = {"pacs.008": "CdtTrfTxInf", "pacs.003": "DrctDbtTxInf", RETURN: "TxInf"}
    headers: ClassVar[tuple[str, ...]] = ("GrpHdr",)

    def __init__(self, request: Request, definition: str) -> None:
        """Read nothing yet."""
        super().__init__(request, definition)
        self._header = NO_HEADER
        self._tally = Tally()

    def opened(self, name: str, element: etree._Element) -> None:
        """A header says nothing before it is complete."""

    def closed(self, name: str, element: etree._Element) -> None:
        """Take note of the header."""
        del name
        self._header = Header._make(parts(element, HEADER))

    def read(self, unit: str) -> Iterator[Payment]:
        """The one payment of a transaction, or its return."""
        said, debtor, creditor = self.details.read(unit)
        self._tally.add(said.amount)
        returned = self.definition.startswith(RETURN)
        reference = self._reference(said)
        yield Payment(
            id=f"{reference}:return" if returned else reference,
            occurred_at=said.paid_at or said.settled_on or self._header.settled_on or self._header.created,
            payer=self.parties.of(debtor),
            payee=self.parties.of(creditor),
            amount=said.amount,
            currency=said.currency,
            kind=return_kind(said) if returned else "purchase",
            related_id=reference if returned else None,
            purpose=said.purpose,
            said=said,
            card=False,
            side="1",
        )

    def finish(self) -> None:
        """Hold the transactions against what the header says."""
        check_count(self._tally, self._header.payments, "transactions", self.shown)
        self.remarks += filter(None, [sum_remark(self._tally, self._header.total, "transactions")])

    def _reference(self, said: Said) -> str | None:
        """What names a payment at every bank on its way, and in its return."""
        return said.uetr or self.parties.reference(said.transaction or said.end_to_end or said.instruction)
