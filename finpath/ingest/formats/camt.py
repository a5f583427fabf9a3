"""ISO 20022 camt.052, 053 and 054: what a bank booked on an account, read as who paid whom."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, NamedTuple

from lxml import etree

from finpath.ingest.format import Format, Records, Request
from finpath.ingest.iso20022.cut import ElementSplitter
from finpath.ingest.iso20022.details import DetailsReader
from finpath.ingest.iso20022.elements import (
    ENTRY,
    HEADER,
    OWNER,
    SUMMARY,
    MessageHeader,
    PartyDetails,
    PaymentDetails,
    ReportEntry,
    StatementSummary,
)
from finpath.ingest.iso20022.message import Message, is_of_family, message_records
from finpath.ingest.iso20022.parties import NOBODY, Party
from finpath.ingest.iso20022.payment import Payment
from finpath.ingest.iso20022.reasons import return_kind
from finpath.ingest.iso20022.shapes import ElementReader, Texts, parts
from finpath.ingest.iso20022.sums import Tally, check_count, sum_remark

STATEMENTS = ("Stmt", "Rpt", "Ntfctn")
BOOKED, DEBIT = "BOOK", "DBIT"
PAYERS, PAYEES = "2", "0"
"""Whose account an entry is on."""

YES = ("true", "1")
RETURNS = frozenset(("RRTN", "UPDD", "UPCT", "UPCQ", "PRDD"))
"""Codes of entries that undo another; of external code list 9, sub-family."""

FEES = frozenset(("CHRG", "FEES"))
NO_SUMMARY = StatementSummary(*[None] * len(StatementSummary._fields))


class Camt(Format):
    """Bank statements, account reports and notifications, recognised by the namespace of their Document."""

    name: ClassVar[str] = "camt"
    is_text: ClassVar[bool] = False

    @classmethod
    def recognises(cls, head: bytes) -> bool:
        """Say whether the file is a report on an account."""
        return is_of_family(AccountReport, head)

    @classmethod
    def records(cls, request: Request) -> Records:
        """Read the booked payments of every account in the file."""
        return message_records(AccountReport, request)


class EntryParties(NamedTuple):
    """Who pays whom by an entry, whether it undoes what they paid before, and whether the account is the payer's."""

    payer: Party | None
    payee: Party | None
    returned: bool
    outgoing: bool


class AccountReport(Message):
    """One reading of a report on accounts."""

    units: ClassVar[dict[str, str]] = {"camt.052": "Ntry", "camt.053": "Ntry", "camt.054": "Ntry"}
    standings: ClassVar[dict[str, int]] = {"camt.052": 1, "camt.054": 2, "camt.053": 3}
    headers: ClassVar[tuple[str, ...]] = ("GrpHdr", "Acct", "TxsSummry", *STATEMENTS)

    def __init__(self, request: Request, definition: str) -> None:
        """Read nothing yet."""
        super().__init__(request, definition)
        self._cut = ElementSplitter("TxDtls", self.label)
        self._entry = ElementReader(ENTRY, self.label)
        self._whole = DetailsReader(self.label, ENTRY, ("NtryDtls/TxDtls/", "TxDtls/"))
        self._paged = False
        self._owner, self._account = NOBODY, ""
        self._holder: Party | None = None
        self._pending = self._alone = self._short = 0
        self._begin()

    def opened(self, name: str, element: etree._Element) -> None:
        """Begin with another account."""
        del element
        if name in STATEMENTS:
            self._begin()

    def closed(self, name: str, element: etree._Element) -> None:
        """Take note of the owner and of what the statement says of its entries, and hold it against them."""
        match name:
            case "GrpHdr":
                header = MessageHeader._make(parts(element, HEADER))
                self._paged = header.last_page in ("false", "0") or header.page not in (None, "1")
            case "Acct":
                self._owner = PartyDetails._make(parts(element, OWNER))
                self._holder = self.parties.party(self._owner)
                self._account = self._holder.merchant_id if self._holder else ""
            case "TxsSummry":
                summary = self._summary = StatementSummary._make(parts(element, SUMMARY))
                self._summed = any((summary.total, summary.credit_total, summary.debit_total))
            case _:
                self._reconcile()
                element.clear()

    def read(self, unit: str) -> Iterator[Payment]:
        """The payments of one entry: as many as it has details, or one where it has none."""
        if unit.count("TxDtls") == len(("start", "end")):  # nearly every entry: it is read at once
            around, detail_parts = self._whole.read_with_surroundings(unit)
            entry, details, short = ReportEntry._make(around), [detail_parts], 1
        else:
            outside, pieces = self._cut.split_text(unit)
            entry = ReportEntry._make(self._entry.read(outside))
            details, short = [self.details.read(detail) for detail in pieces or [unit]], len(pieces)
        self._count(entry)
        if BOOKED not in (entry.status or BOOKED):
            self._pending += 1
            return
        self._short += bool(entry.batch and short and entry.batch != str(short))
        ids: set[str] = set()
        for detail_parts in details:
            payment = self._payment(entry, detail_parts, alone=len(details) == 1)
            if payment.payer is None or payment.payee is None:
                self._alone += 1
                continue
            number = len(ids) + 1
            again = payment if payment.id not in ids else payment._replace(id=f"{payment.id}/{number}")
            ids.add(str(again.id))
            yield again

    def finish(self) -> None:
        """Say what was left out."""
        counts = (
            (self._pending, "entries are not booked, and are left out"),
            (self._alone, "entries or details name one side only, as fees, interest and totals do, and are left out"),
            (self._short, "batches have fewer or more details than they say"),
        )
        self.remarks += [f"{times} {what}." for times, what in counts if times]

    def _begin(self) -> None:
        self._summary, self._summed = NO_SUMMARY, False
        self._entries, self._credits, self._debits = Tally(), Tally(), Tally()

    def _count(self, entry: ReportEntry) -> None:
        amount = entry.amount if self._summed else None
        self._entries.add(amount)
        (self._debits if entry.indicator == DEBIT else self._credits).add(amount)

    def _reconcile(self) -> None:
        """Hold the entries of a statement against its own totals; a page holds only some of them."""
        summary = self._summary
        each = (
            (self._entries, summary.entries, summary.total, "entries"),
            (self._credits, summary.credits, summary.credit_total, "credit entries"),
            (self._debits, summary.debits, summary.debit_total, "debit entries"),
        )
        for tally, count, total, what in each:
            if not self._paged:
                check_count(tally, count, what, self.label)
                self.remarks += filter(None, [sum_remark(tally, total, what)])

    def _payment(
        self, entry: ReportEntry, detail_parts: tuple[PaymentDetails, Texts, Texts], *, alone: bool
    ) -> Payment:
        details, debtor, creditor = detail_parts
        parties = self._ends(entry, details, debtor, creditor)
        amount, currency = (
            (details.amount, details.currency) if details.amount or not alone else (entry.amount, entry.currency)
        )
        outgoing = (details.indicator or entry.indicator) == DEBIT
        reference = self._reference(entry, details) or self._content(entry, details, parties, amount)
        safe = self.parties.safe_reference(reference)
        return Payment(
            id=f"{self._account}:{safe}:{'-' if outgoing else '+'}{amount}",
            occurred_at=details.paid_at or (entry.booked or entry.valued or "")[:10] or None,
            payer=parties.payer,
            payee=parties.payee,
            amount=amount,
            currency=currency,
            kind=_kind(entry, details, returned=parties.returned),
            related_id=f"{self._account}:{safe}:{'+' if outgoing else '-'}{amount}" if parties.returned else None,
            purpose=details.purpose or entry.info,
            details=details,
            card=bool(details.pan or details.terminal),
            side=PAYERS if parties.outgoing else PAYEES,
        )

    def _reference(self, entry: ReportEntry, details: PaymentDetails) -> str | None:
        return details.uetr or details.servicer or details.transaction or entry.servicer

    def _content(self, entry: ReportEntry, details: PaymentDetails, parties: EntryParties, amount: str | None) -> str:
        """A name for a payment that the bank gave none: what it says of it."""
        payer, payee = parties.payer, parties.payee
        return self.parties.surrogate(
            "entry",
            entry.booked,
            amount,
            payer.ref if payer else None,
            payee.ref if payee else None,
            details.end_to_end,
            details.instruction,
            details.purpose,
        )

    def _ends(self, entry: ReportEntry, details: PaymentDetails, debtor: Texts, creditor: Texts) -> EntryParties:
        """Who pays whom: the owner of the account is one of them, the indicator says which.

        Where an entry undoes another, the ends are those of the first payment. Some banks repeat its debtor and
        creditor then, some name them by the way back: the one who is not the owner is the other end.
        """
        outgoing = (details.indicator or entry.indicator) == DEBIT
        returned = entry.reversed in YES or details.returned is not None or entry.code in RETURNS
        payer, payee = self.parties.party(debtor), self.parties.party(creditor)
        owner = self._holder
        if returned:
            outgoing = not outgoing
            first, second = (payee, payer) if outgoing else (payer, payee)
            other = first if first is not None and not _is_same_account(first, owner) else second
            payer, payee = (owner, other) if outgoing else (other, owner)
        else:
            if _is_same_account(payer, owner) != _is_same_account(payee, owner):
                outgoing = _is_same_account(payer, owner)
            if outgoing:
                payer = self.parties.party(debtor, self._owner)
                payee = payee or (self.parties.shop(details.terminal, details.shop) if details.terminal else None)
            else:
                payee = self.parties.party(creditor, self._owner)
        if details.pan:
            payer = self.parties.card(details.pan, debtor)
        return EntryParties(payer, payee, returned, outgoing)


def _is_same_account(one: Party | None, other: Party | None) -> bool:
    return one is not None and other is not None and one.account is not None and one.account == other.account


def _kind(entry: ReportEntry, details: PaymentDetails, *, returned: bool) -> str:
    if returned:
        return return_kind(details)
    if details.represented:
        return "representment"
    return "fee" if entry.code in FEES else "purchase"
