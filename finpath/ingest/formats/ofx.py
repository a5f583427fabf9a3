"""OFX: what was booked on an account or a card, in either form: 1 is SGML, whose values have no end tag, 2 is XML.

Elements: the OFX Banking Specification (https://financialdataexchange.org/ofx), of 1.6 and 2.3, chapters 3 and 11. Both
forms are read by the same few lines: a tag with a text after it is a value, one without opens or closes what holds
values. docs/decisions/0031 says why nobody else's reader is used. No entity or document type is ever resolved.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import ClassVar, TextIO

import pyarrow as pa

from finpath.engine import Batches, Remarks
from finpath.errors import ContributionError
from finpath.ingest.foreign import OFX
from finpath.ingest.format import Format, Records, Request
from finpath.ingest.iso20022.elements import PartyDetails, PaymentDetails
from finpath.ingest.iso20022.parties import NOBODY, Parties, Party
from finpath.ingest.iso20022.payment import Payment, batches, columns
from finpath.ingest.placeholders import known

TAG = re.compile(r"<(/?)([A-Za-z0-9.]+)\s*/?>([^<]*)")
ESCAPE = re.compile(r"&(?:lt|gt|amp|quot|apos|nbsp|#[0-9]{1,7});")
DAY = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})(?:[0-9]{2,6}(?:\.[0-9]*)?)?\s*(?:\[[^\]]*\])?")
AMOUNT = re.compile(r"([+-]?)([0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)")
IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")

PIECE, LONGEST = 1 << 16, 1 << 20
"""Characters that are read at once, and of one text."""

PENDING, CARD_STATEMENT = ("STMTTRNP", "CCSTMTTRNP"), "CCSTMTRS"
ENTRIES, STATEMENTS = ("STMTTRN", *PENDING), (CARD_STATEMENT, "STMTRS", "INVSTMTRS")
OWN, OTHER = ("BANKACCTFROM", "CCACCTFROM"), ("BANKACCTTO", "CCACCTTO")
INSIDE = frozenset((*OTHER, "PAYEE", "CURRENCY", "ORIGCURRENCY"))
HOLDERS = frozenset((*ENTRIES, *STATEMENTS, *OWN, *INSIDE))
"""What holds values that are asked for."""

NO_PARTY = frozenset("INT DIV FEE SRVCHG ATM CASH".split())
"""Kinds of entries that nobody is paid by: interest, charges, cash."""

NONE_PAID = "entries are interest, charges, cash, payments of the card's own bill or on hold, and are left out"
ALONE = "entries name nobody on the other side, and are left out"
CORRECTED = "entries were corrected or deleted by later ones of the file, and are left out"
REPLACES = "entries replace others (CORRECTFITID), which count as well where they came in another file"
NOTHING = PaymentDetails(*[None] * len(PaymentDetails._fields))
PAYERS, PAYEES = "2", "0"
Said = Mapping[str, str]


class Ofx(Format):
    """Statements of accounts and cards, recognised by the header of either form."""

    name: ClassVar[str] = "ofx"

    @classmethod
    def recognises(cls, head: bytes) -> bool:
        """Say whether the file starts as OFX does."""
        return OFX.match(head) is not None

    @classmethod
    def records(cls, request: Request) -> Records:
        """Read the booked entries of every account in the file.

        Raises:
            ContributionError: The manifest asks it for what entries do not tell.
        """
        names = columns(request.table)
        if not names:
            raise ContributionError(f"{request.label} is an OFX file and tells of payments, not of {request.table}.")
        sided = request.table == "transactions"

        def read(remarks: Remarks) -> Iterator[pa.RecordBatch]:
            statement = OfxReading(request)
            yield from batches(statement.payments(), request.table)
            remarks.extend(f"{times} {what}." for what, times in sorted(statement.aside.items()) if times)

        values = tuple(f"c{index}" for index in range(len(names)))
        scan = Batches(len(names) + sided, read, path=request.path)
        return Records(scan=scan, names=names, values=values, side=f"c{len(names)}" if sided else None)


class OfxReading:
    """One reading of a file."""

    def __init__(self, request: Request) -> None:
        """Read nothing yet."""
        self._request = request
        self._parties = Parties(request.surrogates)
        self.aside: Counter[str] = Counter()

    def payments(self) -> Iterator[Payment]:
        """Every entry that names somebody on the other side, and that no later one takes back."""
        corrected = self._corrected()
        for said in self._entries():
            kind = said.get("TRNTYPE", "").upper()
            is_bill = bool(said.get("card")) and kind == "PAYMENT" and not said.get("TRNAMT", "").startswith("-")
            if said.get("CORRECTACTION", "").upper() == "DELETE" or (said["own"], said.get("FITID")) in corrected:
                self.aside[CORRECTED] += 1
            elif kind in NO_PARTY or kind == "HOLD" or "pending" in said or is_bill:
                self.aside[NONE_PAID] += 1
            else:
                self.aside[REPLACES] += "CORRECTFITID" in said
                payment = self._payment(said, is_card=bool(said.get("card")) or kind == "POS")
                if payment.payer is None or payment.payee is None:
                    self.aside[ALONE] += 1
                else:
                    yield payment

    def _payment(self, said: Said, *, is_card: bool) -> Payment:
        """Who paid whom: the owner what is negative; a card that is credited was paid back by the shop."""
        found = AMOUNT.fullmatch(said.get("TRNAMT", "").strip())
        is_paid = said.get("TRNAMT", "").strip().startswith("-")
        money = found[2].replace(",", ".") if found else said.get("TRNAMT")
        owner, other = self._party(said, "own"), self._party(said, "other")
        outgoing = is_paid or is_card
        payer, payee = (owner, other) if outgoing else (other, owner)
        day, sign = _day(said.get("DTUSER") or said.get("DTPOSTED", "")), "-" if is_paid else "+"
        account = owner.merchant_id if owner else ""
        ends = (payer.ref if payer else None, payee.ref if payee else None)
        safe = self._parties.reference(said.get("FITID")) or self._parties.surrogate(
            "entry", day, *ends, said.get("MEMO")
        )
        return Payment(
            id=f"{account}:{safe}:{sign}{money}",
            occurred_at=day,
            payer=payer,
            payee=payee,
            amount=money,
            currency=said.get("CURRENCY/CURSYM") or said.get("CURDEF"),
            kind="refund" if is_card and not is_paid else "purchase",
            related_id=None,
            purpose=said.get("MEMO"),
            details=NOTHING._replace(mcc=said.get("SIC")),
            card=is_card,
            side=PAYERS if outgoing else PAYEES,
        )

    def _party(self, said: Said, which: str) -> Party | None:
        """The owner, or who is named on the other side: by an account, else by name and place."""
        account = said[which] or None
        told = (
            NOBODY._replace(iban=account) if account and IBAN.fullmatch(account) else NOBODY._replace(account=account)
        )
        if which == "other":
            name = said.get("PAYEE/NAME") or said.get("NAME")
            told = told._replace(name=name, place=said.get("PAYEE/POSTALCODE") or said.get("PAYEE/CITY"))
        return self._parties.party(PartyDetails._make(told))

    def _corrected(self) -> frozenset[tuple[str, str]]:
        """The account and the id of every entry that a later one corrects; hardly a file has any."""
        with self._request.path.open(encoding="utf-8-sig", errors="replace") as file:
            if not any("CORRECTFITID" in piece.upper() for piece in _pieces(file, self._request.label)):
                return frozenset()
        return frozenset((said["own"], said["CORRECTFITID"]) for said in self._entries() if "CORRECTFITID" in said)

    def _entries(self) -> Iterator[Said]:
        """What each entry says, with what its statement says of them all.

        Raises:
            ContributionError: The file was cut off.
        """
        collected, name = Collected(), ""
        for closes, name, text in self._tags():
            if name in HOLDERS:
                yield from collected.close(name) if closes else collected.open(name)
            elif text and not closes:
                collected.say(name, text)
        if name != "OFX":
            raise ContributionError(
                f"{self._request.label} does not end as OFX does, with </OFX>; send it again, whole."
            )

    def _tags(self) -> Iterator[tuple[str, str, str]]:
        """Every tag with the text after it."""
        with self._request.path.open(encoding="utf-8-sig", errors="replace") as file:
            for piece in _pieces(file, self._request.label):
                for closes, name, text in TAG.findall(piece):
                    yield closes, name.upper(), ESCAPE.sub(lambda each: html.unescape(each[0]), text).strip()


class Collected:
    """What was said of a statement and of an entry, as far as a file was read."""

    def __init__(self) -> None:
        """Nothing yet."""
        self._around: dict[str, str] = {}
        self._entry: dict[str, str] | None = None
        self._within: list[str] = []

    def open(self, name: str) -> Iterator[Said]:
        """Begin with what holds values; an entry that was not closed ends where another begins."""
        if name in STATEMENTS:
            self._around = {"card": "1"} if name == CARD_STATEMENT else {}
        if name in ENTRIES:
            yield from self._end_entry()
            self._entry = {"pending": "1"} if name in PENDING else {}
        self._within.append(name)

    def close(self, name: str) -> Iterator[Said]:
        """End it, and whatever was not closed within."""
        if name in ENTRIES or name in STATEMENTS:
            yield from self._end_entry()
        if name in self._within:
            del self._within[self._within.index(name) :]

    def say(self, name: str, text: str) -> None:
        """Take note of a value; the first of its name counts."""
        place = self._within[-1] if self._within else ""
        if self._entry is not None:
            self._entry.setdefault(f"{place}/{name}" if place in INSIDE else name, text)
        elif place in OWN or name == "CURDEF":
            self._around.setdefault(f"{place}/{name}" if place in OWN else name, text)

    def _end_entry(self) -> Iterator[Said]:
        if self._entry is not None:
            ends = {"other": _account(self._entry, OTHER), "own": _account(self._around, OWN)}
            yield self._around | self._entry | ends
        self._entry = None


def _pieces(file: TextIO, label: str) -> Iterator[str]:
    """The text in pieces that end before a tag begins."""
    rest = ""
    while piece := file.read(PIECE):
        whole, opening, after = (rest + piece).rpartition("<")
        yield whole
        rest = opening + after
        if len(rest) > LONGEST:
            raise ContributionError(f"{label} has more than {LONGEST:,} characters in one text; export it anew.")
    yield rest


def _account(said: Said, holders: tuple[str, ...]) -> str:
    """What names an account: an IBAN, or a number with the bank that gave it."""
    for holder in holders:
        number = (known(said.get(f"{holder}/ACCTID")) or "").replace(" ", "").upper()
        if number:
            bank = known(said.get(f"{holder}/BANKID"))
            return number if bank is None or IBAN.fullmatch(number) else f"{bank}/{number}"
    return ""


def _day(text: str) -> str:
    """The day as it is written: a statement's hours are those of the bank's night run, whatever their zone.

    >>> _day("20260305120000.000[-5:EST]"), _day("20260305"), _day("5 March")
    ('2026-03-05', '2026-03-05', '5 March')
    """
    found = DAY.fullmatch(text.strip())
    return "-".join(found.groups()) if found else text
