"""ISO 20022 pacs.008, 003 and 004: what banks send each other of a transfer, a direct debit, or a return."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from lxml import etree

from finpath.ingest.format import Format, Records, Request
from finpath.ingest.iso20022.elements import HEADER, NO_HEADER, MessageHeader, PaymentDetails
from finpath.ingest.iso20022.message import Message, is_of_family, message_records
from finpath.ingest.iso20022.payment import Payment
from finpath.ingest.iso20022.reasons import return_kind
from finpath.ingest.iso20022.seen import SeenNames
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
        return is_of_family(Interbank, head)

    @classmethod
    def records(cls, request: Request) -> Records:
        """Read every transaction."""
        return message_records(Interbank, request)


class Interbank(Message):
    """One reading of a message between banks."""

    units: ClassVar[dict[str, str]] = {"pacs.008": "CdtTrfTxInf", "pacs.003": "DrctDbtTxInf", RETURN: "TxInf"}
    headers: ClassVar[tuple[str, ...]] = ("GrpHdr",)

    def __init__(self, request: Request, definition: str) -> None:
        """Read nothing yet."""
        super().__init__(request, definition)
        self.begin()

    def begin(self) -> None:
        """Nothing is known of the next document."""
        self._header = NO_HEADER
        self._tally = Tally()
        self._seen = SeenNames()

    def opened(self, name: str, element: etree._Element) -> None:
        """A header says nothing before it is complete."""

    def closed(self, name: str, element: etree._Element) -> None:
        """Take note of the header."""
        del name
        self._header = MessageHeader._make(parts(element, HEADER))

    def read(self, unit: str) -> Iterator[Payment]:
        """The one payment of a transaction, or its return."""
        details, debtor, creditor = self.details.read(unit)
        self._tally.add(details.amount)
        returned = self.definition.startswith(RETURN)
        reference = self._reference(details)
        if not returned and not self._seen.add(reference):  # one reference, several payments: each counts
            reference = f"{reference}/{self._tally.count}"
        yield Payment(
            id=f"{reference}:return" if returned else reference,
            occurred_at=details.paid_at or details.settled_on or self._header.settled_on or self._header.created,
            payer=self.parties.party(debtor),
            payee=self.parties.party(creditor),
            amount=details.amount,
            currency=details.currency,
            kind=return_kind(details) if returned else "purchase",
            related_id=reference if returned else None,
            purpose=details.purpose,
            details=details,
            card=False,
            side="1",
        )

    def finish(self) -> None:
        """Hold the transactions against what the header says."""
        check_count(self._tally, self._header.payments, "transactions", self.label)
        self.remarks += filter(None, [sum_remark(self._tally, self._header.total, "transactions")])

    def _reference(self, details: PaymentDetails) -> str:
        """What names a payment at every bank on its way, and in its return; else its place in the message."""
        named = self.parties.reference(details.uetr, details.transaction, details.end_to_end, details.instruction)
        return named or f"{self._header.id}:{self._tally.count}"
