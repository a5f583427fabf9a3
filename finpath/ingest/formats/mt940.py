"""SWIFT MT940 and MT942: what a bank booked on an account, in the form before ISO 20022; read by the library mt-940.

Fields are those of the public parts of the standard (:20:, :25:, :28C:, :61:, :86:). Who stands on the other side is
told in :86: alone, which is structured in two ways that are public: subfields after `?` (DK: ?20 to ?29 purpose, ?31
account, ?32 and ?33 name), and words after `/` (NL, BE: /NAME/, /IBAN/, /CNTP/). Where it is neither, nobody is named.
"""

from __future__ import annotations

import importlib.util
import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar, NamedTuple

import pyarrow as pa

from finpath.engine import Batches, Remarks
from finpath.errors import ContributionError
from finpath.ingest.format import Format, Records, Request
from finpath.ingest.iso20022.elements import PartyDetails, PaymentDetails
from finpath.ingest.iso20022.parties import NOBODY, Parties, Party
from finpath.ingest.iso20022.payment import Payment, batches, columns
from finpath.ingest.iso20022.seen import SeenNames
from finpath.ingest.placeholders import known

if TYPE_CHECKING:
    from mt940.models import Transaction

LIBRARY = "mt940"
FIELDS = tuple(re.compile(pattern, re.MULTILINE) for pattern in (rb"^(\{4:\s*)?:20:", rb"^:25P?:", rb"^:28C?:"))
LARGEST = 1 << 28
"""Bytes of one file: it is read whole."""

SUBFIELD = re.compile(r"\?([0-9]{2})")
WORD = re.compile(r"/(NAME|IBAN|CNTP|BENM|ORDP|REMI|EREF|RTRN|BIC|PREF|MARF|CSID|TRTP|ID)/")
IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
UNCOMMITTED = PaymentDetails(*[None] * len(PaymentDetails._fields))
PAYERS, PAYEES = "2", "0"
ALONE = "entries name nobody on the other side, and are left out"


class Counterparty(NamedTuple):
    """What :86: says of the other side of an entry."""

    name: str | None
    account: str | None
    purpose: str | None
    returned: bool


class Mt940(Format):
    """Statements of SWIFT, recognised by the fields that each begins with."""

    name: ClassVar[str] = "mt940"

    @classmethod
    def recognises(cls, head: bytes) -> bool:
        """Say whether the fields of a statement stand at the start."""
        return all(field.search(head) for field in FIELDS)

    @classmethod
    def records(cls, request: Request) -> Records:
        """Read the entries of every statement in the file.

        Raises:
            ContributionError: The library is not there, or the file is not what it says.
        """
        if importlib.util.find_spec(LIBRARY) is None:
            raise ContributionError(
                f"{request.label} is a statement of SWIFT (MT940), which needs a library besides: "
                "pip install 'finpath[statements]', or hand it in as camt.053."
            )
        names = columns(request.table)
        if not names:
            raise ContributionError(f"{request.label} is an MT940 and tells of payments, not of {request.table}.")
        sided = request.table == "transactions"

        def read(remarks: Remarks) -> Iterator[pa.RecordBatch]:
            statement = StatementReading(request)
            yield from batches(statement.payments(), request.table)
            remarks.extend(f"{times} {what}." for what, times in sorted(statement.aside.items()))

        values = tuple(f"c{index}" for index in range(len(names)))
        scan = Batches(len(names) + sided, read, path=request.path)
        return Records(scan=scan, names=names, values=values, side=f"c{len(names)}" if sided else None)


class StatementReading:
    """One reading of the statements of a file."""

    def __init__(self, request: Request) -> None:
        """Read nothing yet."""
        self._request = request
        self._parties = Parties(request.surrogates)
        self._seen = SeenNames()
        self.aside: Counter[str] = Counter()

    def payments(self) -> Iterator[Payment]:
        """Every entry that names somebody on the other side.

        Raises:
            ContributionError: The library cannot read it.
        """
        for text in _statements(self._request):
            account = _account(text)
            owner = self._parties.party(_account_of(account)) if account else None
            for entry in _entries(text, self._request.label):
                payment = self._payment(entry, owner)
                if payment.payer is None or payment.payee is None:
                    self.aside[ALONE] += 1
                else:
                    yield payment

    def _payment(self, entry: Transaction, owner: Party | None) -> Payment:
        data = entry.data
        status = str(data.get("status") or "")
        told = _counterparty(str(data.get("transaction_details") or ""))
        came_back = told.returned or str(data.get("id") or "") == "NRTI"
        is_returned = status.startswith("R") or came_back
        outgoing = {"RD": True, "RC": False}.get(status, (status == "D") != came_back)  # of the first payment
        other = self._parties.party(_account_of(told.account)._replace(name=told.name))
        payer, payee = (owner, other) if outgoing else (other, owner)
        amount = data["amount"]
        booked = data.get("entry_date") or data.get("date")
        money, currency = f"{abs(amount.amount):f}", str(amount.currency or "") or None
        safe = self._parties.reference(_text(data.get("bank_reference")), _text(data.get("customer_reference")))
        ends = (payer.ref if payer else None, payee.ref if payee else None)
        content = self._parties.surrogate("entry", str(booked), money, *ends, told.purpose)
        sign = "-" if status in ("D", "RC") else "+"
        return Payment(
            id=self._tell_apart(f"{owner.merchant_id if owner else ''}:{safe or content}:{sign}{money}", content),
            occurred_at=str(booked) if booked else None,
            payer=payer,
            payee=payee,
            amount=money,
            currency=currency,
            kind="reversal" if is_returned else "purchase",
            related_id=None,
            purpose=told.purpose,
            details=UNCOMMITTED,
            card=False,
            side=PAYERS if outgoing else PAYEES,
        )

    def _tell_apart(self, name: str, content: str) -> str:
        """A name that no other entry has: a bank lists no booking twice."""
        again, number = name, 1
        while not self._seen.add(again):
            again = f"{name}/{content}/{number}"
            number += 1
        return again


def _account_of(account: str | None) -> PartyDetails:
    compact = (account or "").replace(" ", "").upper()
    return NOBODY._replace(iban=compact) if IBAN.fullmatch(compact) else NOBODY._replace(account=account)


def _statements(request: Request) -> Iterator[str]:
    """The text of each statement: the library keeps one account for all that it is given."""
    if request.path.stat().st_size > LARGEST:
        raise ContributionError(f"{request.label} is larger than {LARGEST >> 20} MB; hand in a file for each account.")
    text = request.path.read_text(encoding="utf-8-sig", errors="replace")
    starts = [match.start() for match in re.finditer(r"(?m)^(\{4:\s*)?:20:", text)]
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        yield re.sub(r"(?m)^\{4:\s*|^-\}?[\s\S]*\Z", "", text[start:end])


def _account(text: str) -> str | None:
    match = re.search(r"(?m)^:25P?:([^\r\n]*)", text)
    return known(match[1].strip().split("/")[-1] if "/" in match[1] else match[1].strip()) if match else None


def _entries(text: str, label: str) -> list[Transaction]:
    from mt940.models import Transactions  # noqa: PLC0415 - an extra, and only for such a file

    statement = Transactions(processors={"post_transaction_details": []})
    try:
        statement.parse(text)
    except (ValueError, RuntimeError, KeyError, TypeError, AttributeError, ArithmeticError):
        raise ContributionError(f"{label} has a statement that does not follow MT940; export it anew.") from None
    entries = [entry for entry in statement.transactions if "amount" in entry.data]
    if len(entries) != len(re.findall(r"(?m)^:61:", text)):
        raise ContributionError(f"{label} has entries (:61:) that do not follow MT940; export it anew.")
    return entries


def _counterparty(details: str) -> Counterparty:
    """Who is named in :86:, by its subfields or its words.

    >>> _counterparty("166?00GUTSCHRIFT?20tip?31DE89370400440532013000?32Jo?33 Payer")
    Counterparty(name='Jo Payer', account='DE89370400440532013000', purpose='tip', returned=False)
    >>> _counterparty("/TRTP/SEPA OVERBOEKING/IBAN/NL91ABNA0417164300/NAME/Jo/REMI/tip")
    Counterparty(name='Jo', account='NL91ABNA0417164300', purpose='tip', returned=False)
    """
    flat = details.replace("\r", "").replace("\n", "")
    if SUBFIELD.search(flat):
        parts = SUBFIELD.split(flat)
        fields = Counter(dict.fromkeys(parts[1::2], ""))
        joined = {name: "".join(text for key, text in zip(parts[1::2], parts[2::2], strict=True) if key == name)
                  for name in fields}  # fmt: skip
        purpose = " ".join(filter(None, (joined.get(f"2{number}") for number in range(10))))
        name = f"{joined.get('32', '')}{joined.get('33', '')}"
        return Counterparty(known(name.strip() or None), known(joined.get("31") or None), purpose or None,
                            parts[0].strip() in RETURNS)  # fmt: skip
    words = WORD.split(flat)
    said = dict(zip(words[1::2], (text.strip("/ ") for text in words[2::2]), strict=True))
    party = (said.get("CNTP") or "").split("/")
    account = said.get("IBAN") or (party[0] or None)
    name = said.get("NAME") or (party[2] if len(party) > 2 else "")  # noqa: PLR2004 - account, bank, name
    return Counterparty(known(name or None), known(account or None), said.get("REMI") or None, "RTRN" in said)


RETURNS = frozenset(("108", "109", "159", "181", "184"))
"""Transaction codes of the DK (GVC) of direct debits and transfers that came back."""


def _text(value: object) -> str | None:
    return str(value) if value else None
