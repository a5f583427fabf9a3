"""Mastercard IPM: clearing records of ISO 8583, blocked or not, in ASCII or EBCDIC; no card number leaves this file."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import ClassVar

from cardutil.config import config

from finpath.engine import Remarks
from finpath.errors import ContributionError
from finpath.ingest.amounts import TYPED
from finpath.ingest.codes import ALPHA_2, EXPONENTS, NUMERIC
from finpath.ingest.decode_text import canonical_encoding
from finpath.ingest.format import Format, Records, Request
from finpath.ingest.iso8583 import Framing, fields, find_framing, is_message, raw_messages
from finpath.ingest.placeholders import known
from finpath.ingest.rows import Row, faulty_row, records_of_rows

FAULTS = {
    "cut": "the file ends inside this message; send it again whole",
    "length": "the length of this message cannot be right, and nothing after it can be read; send the file again",
    "bits": "the fields of this message do not fit its bitmap; send it again",
}

KINDS = {
    "1240/200": "purchase",
    "1240/205": "representment",
    "1240/282": "representment",
    "1442/450": "chargeback",
    "1442/451": "chargeback",
    "1442/453": "chargeback",
    "1442/454": "chargeback",
}
"""Message type and function code (DE24) to the contract's kind."""

BACK = {"20": "refund", "28": "credit"}
"""The first two digits of the processing code (DE3) that turn a presentment round: money to the cardholder."""

FEE, REVERSED = "1740", "R"
ACCEPTOR = re.compile(str(config["bit_config"]["43"]["field_processor_config"]))
RAW = ("MTI", "DE3", "DE24", "DE25", "DE37", "DE63")
"""Fields that a manifest may map, besides the contract's columns."""

TRANSACTIONS = (
    *("transaction_id", "occurred_at", "payer_ref", "payer_ref_kind", "merchant_id", "amount", "currency", "kind"),
    *("related_id", "network_reference", "acquirer_id", "terminal_id", "rail", "mcc", "descriptor", "entry_mode"),
    *("card_present", "recurring", "payee_country", *RAW),
)
MERCHANTS = ("merchant_id", "kind", "trading_name", "descriptor", "mcc", "country", "acquirer_id", "postal_address")
TABLES = {"transactions": TRANSACTIONS, "merchants": MERCHANTS}

Message = Mapping[str, str]


class Ipm(Format):
    """IPM, recognised by the length and type of its first message."""

    name: ClassVar[str] = "ipm"
    is_text: ClassVar[bool] = False

    @classmethod
    def recognises(cls, head: bytes) -> bool:
        """Say whether a message stands at the start."""
        return is_message(head)

    @classmethod
    def records(cls, request: Request) -> Records:
        """Read transactions, or the merchants that they name, each once.

        Raises:
            ContributionError: The manifest asks it for another table.
        """
        if request.table not in TABLES:
            raise ContributionError(
                f"{request.label} is an IPM file: it holds transactions and merchants; correct table."
            )
        declared = request.options.get("encoding")
        encoding = canonical_encoding(declared, request.label) if declared else None
        framed = find_framing(request.path, encoding)
        return records_of_rows(
            TABLES[request.table], lambda remarks: _rows(request, framed, remarks), FAULTS, request.path
        )


def _rows(request: Request, framed: Framing, remarks: Remarks) -> Iterator[Row]:
    reading = ClearingReading(request, framed)
    yield from reading.merchants() if request.table == "merchants" else reading.transactions()
    remarks.extend(reading.remarks())


@dataclass
class ClearingReading:
    """One reading of a clearing file, and what of it was no payment."""

    request: Request
    framing: Framing
    aside: Counter[str] = field(default_factory=Counter)
    read: int = 0
    counted: str = ""
    ended: bool = True

    def transactions(self) -> Iterator[Row]:
        """A row for each message of a payment."""
        for number, message in self._messages():
            yield message if isinstance(message, tuple) else (str(number), None, *self._transaction(message))

    def merchants(self) -> Iterator[Row]:
        """A row for each card acceptor, as the first message describes it."""
        names: set[str] = set()
        for number, message in self._messages():
            if not isinstance(message, tuple) and (name := _name(message, "DE42")) and name not in names:
                names.add(name)
                yield (str(number), None, *_merchant(message))

    def remarks(self) -> list[str]:
        """What a reader of the coverage statement should know."""
        remarks = [f"{count} messages {kind} are no payments to a merchant and were left out."
                for kind, count in sorted(self.aside.items())]  # fmt: skip
        if not self.ended:
            remarks.append("the mark of its end is missing: it may have been cut off after a message.")
        if self.counted.isdigit() and int(self.counted) != self.read:
            remarks.append(f"its trailer counts {int(self.counted):,} messages, and {self.read:,} were read.")
        return remarks

    def _messages(self) -> Iterator[tuple[int, Message | Row]]:
        for number, piece in enumerate(raw_messages(self.request.path, blocked=self.framing.blocked), start=1):
            if piece.fault == "end":
                self.ended = False
                return
            self.read = number
            try:
                message = fields(piece.content, self.framing.encoding) if not piece.fault else None
            except ValueError:
                message = None
            if message is None:
                yield number, faulty_row(number, piece.fault or "bits", TABLES[self.request.table])
            elif self._is_payment(message):
                yield number, message

    def _is_payment(self, message: Message) -> bool:
        kind = f"{message['MTI']}/{message.get('DE24', '')}"
        if message["MTI"] not in ("1240", "1442") and not (message["MTI"] == FEE and _text(message, "DE42")):
            self.counted = message.get("PDS0306", self.counted)
            self.aside[kind] += kind not in ("1644/697", "1644/695")  # the header and the trailer
            self.aside += Counter()
            return False
        return True

    def _transaction(self, message: Message) -> Iterator[str | None]:
        card, place = message.get("DE2"), _place(message)
        presented = f"{_text(message, 'DE31')}-1240-200"
        kind, identifier = _kind(message), _id(message)
        answers = kind in ("chargeback", "representment") and _name(message, "DE31")
        yield f"{identifier}-R" if identifier and kind == "reversal" else identifier
        yield _instant(message.get("DE12"))
        yield self.request.surrogates.half("card", card) if card else None
        yield "card_token"
        yield _name(message, "DE42")
        yield from _money(message)
        yield kind
        yield identifier if kind == "reversal" else presented if answers else None
        yield _name(message, "DE31") or _name(message, "DE37")
        yield _name(message, "DE32")
        yield _name(message, "DE41")
        yield "card"
        yield _text(message, "DE26")
        yield place.descriptor
        yield _text(message, "DE22")
        yield _flag(message, 5, {"0": "false", "1": "true"})
        yield _flag(message, 4, {"4": "true"})
        yield place.country
        yield from (_text(message, name) for name in RAW)


@dataclass(frozen=True)
class AcceptorPlace:
    """Name and place of a card acceptor (DE43)."""

    name: str | None
    descriptor: str | None
    address: str | None
    country: str | None


def _place(message: Message) -> AcceptorPlace:
    text = message.get("DE43", "")
    match = ACCEPTOR.match(text)
    if not match:
        whole = " ".join(text.replace("\\", " ").split()) or None
        return AcceptorPlace(whole, whole, None, None)
    name, address, city, code = (" ".join(match[f"DE43_{part}"].split())
                                 for part in ("NAME", "ADDRESS", "SUBURB", "POSTCODE"))  # fmt: skip
    country = match["DE43_COUNTRY"]
    return AcceptorPlace(name, f"{name} {city}".strip(), ", ".join(filter(None, (address, city, code))) or None,
                 ALPHA_2.get(country, country))  # fmt: skip


def _merchant(message: Message) -> Row:
    place = _place(message)
    names = (_text(message, "DE42"), "merchant", place.name, place.descriptor, _text(message, "DE26"))
    return (*names, place.country, _text(message, "DE32"), place.address)


def _kind(message: Message) -> str:
    if message.get("PDS0025", "").startswith(REVERSED):
        return "reversal"
    key = f"{message['MTI']}/{message.get('DE24', '')}"
    kind = "fee" if message["MTI"] == FEE else KINDS.get(key, key)  # what is unknown is rejected, never guessed
    return BACK.get(message.get("DE3", "")[:2], kind) if kind == "purchase" else kind


def _id(message: Message) -> str | None:
    """A name that the same message has in every file: its reference, or else its file and number."""
    reference = _name(message, "DE31") or _name(message, "DE63")
    if reference is None and message.get("PDS0105") and message.get("DE71"):
        reference = f"{message['PDS0105']}.{message['DE71']}"
    return reference and f"{reference}-{message['MTI']}-{message.get('DE24', '')}"


def _money(message: Message) -> Iterator[str | None]:
    """The amount in major units and its currency; the message's own exponent (PDS 0148) goes before the standard's."""
    code, amount = message.get("DE49", ""), message.get("DE4", "")
    currency = NUMERIC.get(code, code)
    exponents = {text[:3]: text[3:] for text in re.findall("[0-9]{4}", message.get("PDS0148", ""))}
    exponent = int(exponents.get(code, EXPONENTS.get(currency, 2)))
    yield f"{Decimal(amount).scaleb(-exponent):f}{TYPED}" if amount.isascii() and amount.isdigit() else amount or None
    yield currency or None


def _instant(digits: str | None) -> str | None:
    """A local time of the clearing century; what is none is rejected as it stands."""
    if digits is None or not (digits.isascii() and digits.isdigit()):
        return digits
    return f"20{digits[:2]}-{digits[2:4]}-{digits[4:6]} {digits[6:8]}:{digits[8:10]}:{digits[10:12]}"


def _text(message: Message, name: str) -> str | None:
    return message.get(name, "").strip() or None


def _name(message: Message, name: str) -> str | None:
    """A field that names somebody or something: one that is all zeros, or a word for nothing, names nobody."""
    return known(_text(message, name))


def _flag(message: Message, position: int, codes: Mapping[str, str]) -> str | None:
    """One position of the point of service data code (DE22)."""
    return codes.get(message.get("DE22", "")[position : position + 1])
