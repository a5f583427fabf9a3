"""ISO 20022 pain.001 and 008: what a customer told a bank to pay or to collect."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from lxml import etree

from finpath.ingest.format import Format, Records, Request
from finpath.ingest.iso20022.elements import CREDITOR, DEBTOR, HEADER, NO_HEADER, Header, Said
from finpath.ingest.iso20022.message import Message, recognised, records
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
        return recognised(Instruction, head)

    @classmethod
    def records(cls, request: Request) -> Records:
        """Read every transaction that is asked for."""
        return records(Instruction, request)


class Instruction(Message):
    """One reading of instructions: what stands around a transaction holds for it, unless it says otherwise."""

    units: ClassVar[dict[str, str]] = {"pain.001": "CdtTrfTxInf", "pain.008": "DrctDbtTxInf"}
    headers: ClassVar[tuple[str, ...]] = ("GrpHdr", "PmtInf")

    def __init__(self, request: Request, definition: str) -> None:
        """Read nothing yet."""
        super().__init__(request, definition)
        self._message = self._header = NO_HEADER
        self._debtor: Texts = NOBODY
        self._creditor: Texts = NOBODY
        self._group: etree._Element | None = None
        self._all, self._mine = Tally(), Tally()

    def opened(self, name: str, element: etree._Element) -> None:
        """Begin with another group of transactions; its own words come before the first of them."""
        if name == "PmtInf":
            self._group = element
            self._mine = Tally()

    def closed(self, name: str, element: etree._Element) -> None:
        """Take note of the header, or hold a group against what it says."""
        if name == "GrpHdr":
            self._message = Header._make(parts(element, HEADER))
            return
        self._know()
        what = f"transactions in the group {self._header.id}" if self._header.id else "transactions in a group"
        check_count(self._mine, self._header.payments, what, self.shown)
        self.remarks += filter(None, [sum_remark(self._mine, self._header.total, what)])
        element.clear()

    def read(self, unit: str) -> Iterator[Payment]:
        """The one payment of a transaction."""
        self._know()
        said, debtor, creditor = self.details.read(unit)
        self._all.add(said.amount)
        self._mine.add(said.amount)
        yield Payment(
            id=self._id(said),
            occurred_at=said.settled_on or self._header.settled_on or self._message.created,
            payer=self.parties.of(_filled(debtor, self._debtor)),
            payee=self.parties.of(_filled(creditor, self._creditor)),
            amount=said.amount,
            currency=said.currency,
            kind="purchase",
            related_id=None,
            purpose=said.purpose,
            said=said if said.sequence else said._replace(sequence=self._header.sequence),
            card=False,
            side="3",
        )

    def finish(self) -> None:
        """Hold all transactions against what the message says."""
        check_count(self._all, self._message.payments, "transactions", self.shown)
        self.remarks += filter(None, [sum_remark(self._all, self._message.total, "transactions")])

    def _know(self) -> None:
        """Take the words of a group once, when its first transaction comes or when it ends without one."""
        if self._group is None:
            return
        self._header = Header._make(parts(self._group, HEADER))
        self._debtor = parts(self._group, DEBTOR)
        self._creditor = parts(self._group, CREDITOR)
        self._group = None

    def _id(self, said: Said) -> str:
        """What names an instruction: those of the message and the group, its place in it, and its own words."""
        own = self.parties.reference(said.end_to_end or said.instruction) or ""
        return f"{self._message.id}:{self._header.id}:{self._mine.count}:{own}"


def _filled(said: Texts, around: Texts) -> Texts:
    """What a transaction says of a party, and around it what it leaves out."""
    if around == NOBODY:
        return said
    return tuple(mine or theirs for mine, theirs in zip(said, around, strict=True))
