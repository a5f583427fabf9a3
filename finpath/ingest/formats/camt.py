"""ISO 20022 camt.052, 053 and 054: what a bank booked on an account, read as who paid whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import ClassVar

from lxml import etree

from finpath.ingest.format import Format, Records, Request
from finpath.ingest.iso20022.booked import Money, adds_up, booked_money, detail_money, is_only_detail
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
from finpath.ingest.iso20022.ends import DEBIT, EntryEnds, EntryParties, entry_code, is_of_cards
from finpath.ingest.iso20022.message import Message, is_of_family, message_records
from finpath.ingest.iso20022.parties import Party
from finpath.ingest.iso20022.payment import Payment
from finpath.ingest.iso20022.reasons import return_kind
from finpath.ingest.iso20022.seen import SeenNames
from finpath.ingest.iso20022.shapes import ElementReader, Texts, parts
from finpath.ingest.iso20022.sums import Tally, check_count, sum_remark
from finpath.ingest.placeholders import known

STATEMENTS = ("Stmt", "Rpt", "Ntfctn")
BOOKED = "BOOK"
PAYERS, PAYEES = "2", "0"
"""Whose account an entry is on."""

FEES = frozenset(("CHRG", "FEES"))
PAGES = ("StmtPgntn", "RptPgntn", "NtfctnPgntn")
"""Where later versions say which page of a statement, report or notification this is."""

PENDING = "entries are not booked, and are left out"
ALONE = "entries or details name one side only, as fees, interest and totals do, and are left out"
NO_AMOUNT = "details of batches say no amount of their own, and are left out"
SHORT = "batches have fewer or more details than they say"
OTHER_SUM = "batches have details that do not add up to what was booked: each detail counts as it stands"
OTHER_AMOUNT = (
    "entries have a detail of another amount than was booked, and no charges that explain it: what was booked counts"
)
ALIKE = "entries are alike in all that they say, without a reference of their own: each counts as a payment"
REMARKS = (PENDING, ALONE, NO_AMOUNT, SHORT, OTHER_SUM, OTHER_AMOUNT, ALIKE)
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


class AccountReport(Message):
    """One reading of a report on accounts."""

    units: ClassVar[dict[str, str]] = {"camt.052": "Ntry", "camt.053": "Ntry", "camt.054": "Ntry"}
    standings: ClassVar[dict[str, int]] = {"camt.052": 1, "camt.054": 2, "camt.053": 3}
    headers: ClassVar[tuple[str, ...]] = ("GrpHdr", *PAGES, "Acct", "TxsSummry", *STATEMENTS)

    def __init__(self, request: Request, definition: str) -> None:
        """Read nothing yet."""
        super().__init__(request, definition)
        self._cut = ElementSplitter("TxDtls", self.label)
        self._entry = ElementReader(ENTRY, self.label)
        self._whole = DetailsReader(self.label, ENTRY, ("NtryDtls/TxDtls/", "TxDtls/"))
        self._ends = EntryEnds(self.parties, is_issuer=request.kind == "issuer")
        self._account = ""
        self._aside: Counter[str] = Counter()
        self.begin()
        self._begin_statement()

    def begin(self) -> None:
        """Nothing is known of the next document."""
        self._paged = False

    def opened(self, name: str, element: etree._Element) -> None:
        """Begin with another account."""
        del element
        if name in STATEMENTS:
            self._begin_statement()

    def closed(self, name: str, element: etree._Element) -> None:
        """Take note of the owner and of what the statement says of its entries, and hold it against them."""
        match name:
            case "GrpHdr":
                header = MessageHeader._make(parts(element, HEADER))
                self._paged = _is_page(header)
            case _ if name in PAGES:
                self._is_part = _is_page(MessageHeader._make(parts(element, HEADER)))
            case "Acct":
                holder = self._ends.begin(PartyDetails._make(parts(element, OWNER)))
                self._account = holder.merchant_id if holder else ""
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
            self._aside[PENDING] += 1
            return
        self._aside[SHORT] += bool(entry.batch and short and entry.batch != str(short))
        for payment in self._payments(entry, details):
            if payment.amount is None:
                self._aside[NO_AMOUNT] += 1
            elif payment.payer is None or payment.payee is None:
                self._aside[ALONE] += 1
            else:
                yield self._tell_apart(payment)

    def finish(self) -> None:
        """Each statement was held against its own words."""

    def summarise(self) -> None:
        """Say what was left out, and what did not fit."""
        self.remarks += [f"{self._aside[what]} {what}." for what in REMARKS if self._aside[what]]

    def _begin_statement(self) -> None:
        self._summary, self._summed, self._is_part = NO_SUMMARY, False, False
        self._entries, self._credits, self._debits = Tally(), Tally(), Tally()
        self._seen = SeenNames()

    def _payments(
        self, entry: ReportEntry, details: Sequence[tuple[PaymentDetails, Texts, Texts]]
    ) -> Iterator[Payment]:
        """Who paid whom by an entry, and what."""
        if is_only_detail(entry, len(details)):
            ((only, debtor, creditor),) = details
            money, is_other = booked_money(entry, only)
            self._aside[OTHER_AMOUNT] += is_other
            yield self._payment(entry, (only, debtor, creditor), money, entry.indicator)
            return
        moneys = [detail_money(entry, each) for each, _, _ in details]
        if len(details) > 1:
            self._aside[OTHER_SUM] += not adds_up(entry, moneys)
        for each, money in zip(details, moneys, strict=True):
            yield self._payment(entry, each, money, each[0].indicator or entry.indicator)

    def _tell_apart(self, payment: Payment) -> Payment:
        """The payment under a name that no other of its statement has: one that a bank lists twice was made twice."""
        if self._seen.add(str(payment.id)):
            return payment
        again = f"{payment.id}/{self._content(payment)}"
        number = 2
        while not self._seen.add(again):
            again = f"{payment.id}/{self._content(payment)}/{number}"
            number += 1
        self._aside[ALIKE] += number > 2  # noqa: PLR2004 - in all that they say
        return payment._replace(id=again)

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
            if not (self._paged or self._is_part):
                check_count(tally, count, what, self.label)
                self.remarks += filter(None, [sum_remark(tally, total, what)])

    def _payment(
        self,
        entry: ReportEntry,
        detail_parts: tuple[PaymentDetails, Texts, Texts],
        money: Money,
        indicator: str | None,
    ) -> Payment:
        details = detail_parts[0]
        is_debit = indicator == DEBIT
        ends = self._ends.find(entry, detail_parts, outgoing=is_debit)
        safe = reference = self.parties.reference(details.uetr, details.servicer, details.transaction, entry.servicer)
        purpose, own = details.purpose or entry.info, known(entry.reference)
        if safe is None:
            said = (entry.booked, money.amount, *_refs(ends.payer, ends.payee), *_known_ids(details), purpose, own)
            safe = self.parties.surrogate("entry", *said)
        there, back = ("-", "+") if is_debit else ("+", "-")
        return Payment(
            id=f"{self._account}:{safe}:{there}{money.amount}",
            occurred_at=details.paid_at or (entry.booked or entry.valued or "")[:10] or None,
            payer=ends.payer,
            payee=ends.payee,
            amount=money.amount,
            currency=money.currency,
            kind=_kind(entry, details, ends),
            related_id=f"{self._account}:{safe}:{back}{money.amount}" if ends.returned and reference else None,
            purpose=purpose,
            details=details,
            card=is_of_cards(entry, details),
            side=PAYERS if ends.outgoing else PAYEES,
            reference=own,
        )

    def _content(self, payment: Payment) -> str:
        """A name for a payment that the bank gave none, or one that others have: what it says of it."""
        said = (payment.occurred_at, payment.amount, *_refs(payment.payer, payment.payee))
        return self.parties.surrogate("entry", *said, *_known_ids(payment.details), payment.purpose, payment.reference)


def _refs(payer: Party | None, payee: Party | None) -> tuple[str | None, str | None]:
    return payer.ref if payer else None, payee.ref if payee else None


def _known_ids(details: PaymentDetails) -> tuple[str | None, str | None]:
    return known(details.end_to_end), known(details.instruction)


def _is_page(header: MessageHeader) -> bool:
    """Say whether it is one page of several."""
    return header.last_page in ("false", "0") or header.page not in (None, "1")


def _kind(entry: ReportEntry, details: PaymentDetails, ends: EntryParties) -> str:
    if ends.returned:
        return return_kind(details)
    if ends.refunded:
        return "refund"
    if details.represented:
        return "representment"
    return "fee" if entry_code(entry, details) in FEES else "purchase"
