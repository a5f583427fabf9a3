"""ISO 20022 pain.001 and 008: what a customer told a bank to pay or to collect."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from lxml import etree

from finpath.ingest.format import Format, Records, Request
from finpath.ingest.iso20022.elements import CREDITOR, DEBTOR, HEADER, NO_HEADER, MessageHeader, PaymentDetails
from finpath.ingest.iso20022.message import Message, is_of_family, message_records
from finpath.ingest.iso20022.parties import NOBODY
from finpath.ingest.iso20022.payment import Payment
from finpath.ingest.iso20022.shapes import Texts, parts
from finpath.ingest.iso20022.sums import Tally, check_count, sum_remark


class Pain(Format):
    """Instructions of customers, recognised by the namespace of their Document."""

    name: ClassVar[str] = "pain"
    is_text: ClassVar[bool] = False

    @classmethod
    def recognises(cls, head: bytes) -> bool:
        """Say whether the file is an instruction to pay or to collect."""
        return is_of_family(Instruction, head)

    @classmethod
    def records(cls, request: Request) -> Records:
        """Read every transaction that is asked for."""
        return message_records(Instruction, request)


class Instruction(Message):
    """One reading of instructions: what stands around a transaction holds for it, unless it says otherwise."""

    units: ClassVar[dict[str, str]] = {"pain.001": "CdtTrfTxInf", "pain.008": "DrctDbtTxInf"}
    headers: ClassVar[tuple[str, ...]] = ("GrpHdr", "PmtInf")

    def __init__(self, request: Request, definition: str) -> None:
        """Read nothing yet."""
        super().__init__(request, definition)
        self._group: etree._Element | None = None
        self.begin()

    def begin(self) -> None:
        """Nothing is known of the next document."""
        self._message = self._header = NO_HEADER
        self._debtor: Texts = NOBODY
        self._creditor: Texts = NOBODY
        self._groups = 0
        self._all, self._mine = Tally(), Tally()

    def opened(self, name: str, element: etree._Element) -> None:
        """Begin with another group of transactions; its own words come before the first of them."""
        if name == "PmtInf":
            self._group = element
            self._groups += 1
            self._mine = Tally()

    def closed(self, name: str, element: etree._Element) -> None:
        """Take note of the header, or hold a group against what it says."""
        if name == "GrpHdr":
            self._message = MessageHeader._make(parts(element, HEADER))
            return
        self._read_group()
        what = f"transactions in group {self._groups} (PmtInf)"
        check_count(self._mine, self._header.payments, what, self.label)
        self.remarks += filter(None, [sum_remark(self._mine, self._header.total, what)])
        element.clear()

    def read(self, unit: str) -> Iterator[Payment]:
        """The one payment of a transaction."""
        self._read_group()
        details, debtor, creditor = self.details.read(unit)
        self._all.add(details.amount)
        self._mine.add(details.amount)
        yield Payment(
            id=self._id(details),
            occurred_at=details.settled_on or self._header.settled_on or self._message.created,
            payer=self.parties.party(_with_defaults(debtor, self._debtor)),
            payee=self.parties.party(_with_defaults(creditor, self._creditor)),
            amount=details.amount,
            currency=details.currency,
            kind="purchase",
            related_id=None,
            purpose=details.purpose,
            details=details if details.sequence else details._replace(sequence=self._header.sequence),
            card=False,
            side="3",
        )

    def finish(self) -> None:
        """Hold all transactions against what the message says."""
        check_count(self._all, self._message.payments, "transactions", self.label)
        self.remarks += filter(None, [sum_remark(self._all, self._message.total, "transactions")])

    def _read_group(self) -> None:
        """Take the words of a group once, when its first transaction comes or when it ends without one."""
        if self._group is None:
            return
        self._header = MessageHeader._make(parts(self._group, HEADER))
        self._debtor = parts(self._group, DEBTOR)
        self._creditor = parts(self._group, CREDITOR)
        self._group = None

    def _id(self, details: PaymentDetails) -> str:
        """What names an instruction: those of the message and the group, its place in it, and its own words."""
        own = self.parties.reference(details.end_to_end, details.instruction) or ""
        return f"{self._message.id}:{self._header.id}:{self._mine.count}:{own}"


def _with_defaults(party: Texts, defaults: Texts) -> Texts:
    """What a transaction says of a party, and around it what it leaves out."""
    if defaults == NOBODY:
        return party
    return tuple(mine or theirs for mine, theirs in zip(party, defaults, strict=True))
