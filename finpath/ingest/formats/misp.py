"""MISP: events as a platform exports them; accounts, transactions and coin addresses are reports, all else stays out.

An account never passes in clear: the report names it by the event's own id, and as table `merchants` the same file
says, as a token, which account that is. What is deleted, or what the source calls a false positive, is withdrawn.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from finpath.engine import Remarks
from finpath.errors import ContributionError
from finpath.ingest.amounts import TYPED
from finpath.ingest.columns import list_names
from finpath.ingest.format import Format, Records, Request
from finpath.ingest.rows import Row, faulty_row, records_of_rows

HEAD = re.compile(rb'\s*(\[\s*)?\{\s*"(Event|response|Attribute)"\s*:')
AMOUNT = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
"""How a report's amount is written: any other text would be read by a guess, of what its author meant by a dot."""

FAULTS = {"amount": "the amount is a text that is no plain number; write it as 1234.50"}
LARGEST = 1 << 26
"""Bytes of one export; it is read whole."""

STRICTNESS = ("clear", "green", "amber", "amber+strict", "red")
UNKNOWN = "amber+strict"
"""What a label counts as that FIRST does not know."""

CONFIRMED = 'admiralty-scale:information-credibility="1"'
FALSE = 'false-positive:confirmed="true"'

ACCOUNTS = ("iban", "bank-account-nr")
COINS = ("btc", "xmr", "dash")
"""Types of attributes that name who is paid."""

OBJECTS = {
    "bank-account": ("iban", "account"),
    "coin-address": ("address", "address-xmr", "address-crypto"),
    "transaction": ("amount",),
}
"""Objects that are payment data, and what of them is asked for, the first that is there."""

REPORTS = (
    *("report_id", "source_kind", "status", "reported_at", "provider_id", "merchant_id", "amount", "occurred_at"),
    *("group_id", "tlp"),
)
MERCHANTS = ("merchant_id", "kind", "settlement_account", "opened_on", "closed_on")
TABLES = {"reports": REPORTS, "merchants": MERCHANTS}

JsonObject = Mapping[str, object]


class Misp(Format):
    """MISP events, recognised by the name that the first object begins with."""

    name: ClassVar[str] = "misp"

    @classmethod
    def recognises(cls, head: bytes) -> bool:
        """Say whether an event, or an answer of several, is opened."""
        return HEAD.match(head.removeprefix(b"\xef\xbb\xbf")) is not None

    @classmethod
    def records(cls, request: Request) -> Records:
        """Read reports, or the accounts and addresses that they name.

        Raises:
            ContributionError: It is no JSON, too large, or asked for another table.
        """
        if request.table not in TABLES:
            raise ContributionError(
                f"{request.label} holds MISP events: they are reports and merchants; correct table."
            )
        return records_of_rows(TABLES[request.table], lambda remarks: _rows(request, remarks), FAULTS, request.path)


def _rows(request: Request, remarks: Remarks) -> Iterator[Row]:
    export = EventExport(request, _events(request))
    yield from export.merchants() if request.table == "merchants" else export.reports()
    remarks.extend(export.remarks())


@dataclass(frozen=True)
class PaymentItem:
    """Something of an event that is payment data.

    Args:
        kind: bank-account, coin-address or transaction.
        content: The object or attribute itself.
        values: Its values by their relation.
        tags: Its own, and those of the event.
        event: The event's id.
    """

    kind: str
    content: JsonObject
    values: Mapping[str, str]
    tags: tuple[str, ...]
    event: str | None

    @property
    def id(self) -> str | None:
        """The platform's own name of it."""
        return _text(self.content.get("uuid"))

    @property
    def party(self) -> str | None:
        """The account or address that is meant."""
        names = (self.values.get(name) for name in OBJECTS[self.kind])
        return next(filter(None, names), None) if self.kind != "transaction" else None

    @property
    def merchant_id(self) -> str | None:
        """What the report names it by: an address as it is, an account never."""
        if self.kind == "coin-address":
            return self.party
        return f"misp-{self.id}" if self.kind == "bank-account" and self.id else None

    @property
    def status(self) -> str:
        """The source's own word."""
        if _is_true(self.content.get("deleted")) or FALSE in self.tags:
            return "withdrawn"
        return "confirmed" if CONFIRMED in self.tags else "alleged"

    @property
    def tlp(self) -> str | None:
        """The strictest label; none where there is none, which is the contract's default."""
        labels = [tag.removeprefix("tlp:").replace("white", "clear") for tag in self.tags if tag.startswith("tlp:")]
        levels = [label if label in STRICTNESS else UNKNOWN for label in labels]
        return max(levels, key=STRICTNESS.index, default=None)


@dataclass
class EventExport:
    """One reading of the events of a file, and how much of them was no payment data."""

    request: Request
    events: list[JsonObject]
    aside: Counter[str] = field(default_factory=Counter)

    def reports(self) -> Iterator[Row]:
        """A row for each account, address and transaction."""
        source = self.request.kind if self.request.kind in ("hotline", "law_enforcement") else "member"
        for number, item in enumerate(self._items(), start=1):
            own = self.request.surrogates.provider if item.kind == "bank-account" else None
            when = (_instant(item.content.get("timestamp")), own, item.merchant_id)
            amount = item.values.get("amount")
            if amount is not None and not AMOUNT.fullmatch(amount):
                yield faulty_row(number, "amount", REPORTS)
                continue
            paid = (amount and f"{amount}{TYPED}", item.values.get("date"))
            yield (str(number), None, item.id, source, item.status, *when, *paid, item.event, item.tlp)

    def merchants(self) -> Iterator[Row]:
        """A row for each account and address that is not withdrawn, once."""
        names: set[str] = set()
        for number, item in enumerate(self._items(), start=1):
            name = item.merchant_id
            if item.party is None or name is None or name in names or item.status == "withdrawn":
                continue
            names.add(name)
            kind = "address" if item.kind == "coin-address" else "payee"
            life = ((item.values.get(day) or "")[:10] or None for day in ("opened", "closed"))
            yield (str(number), None, name, kind, item.party, *life)

    def remarks(self) -> list[str]:
        """What was left out, by its type and never by its value."""
        if not self.aside:
            return []
        kinds = list_names([f"{kind} ({count:,})" for kind, count in sorted(self.aside.items())])
        return [f"{self.aside.total():,} attributes are no payment data and were left out: {kinds}."]

    def _items(self) -> Iterator[PaymentItem]:
        for event in self.events:
            about = (_tags(event), _text(event.get("uuid")))
            for attribute in _objects(event, "Attribute"):
                yield from self._loose(attribute, *about)
            for each in _objects(event, "Object"):
                yield from self._object(each, *about)

    def _loose(self, attribute: JsonObject, tags: tuple[str, ...], event: str | None) -> Iterator[PaymentItem]:
        """An attribute that is no part of an object."""
        kind, value = _text(attribute.get("type")) or "", _text(attribute.get("value"))
        if value is None or kind not in (*ACCOUNTS, *COINS):
            self.aside[kind or "without a type"] += 1
            return
        values = {"account": value} if kind in ACCOUNTS else {"address": value}
        of_event = event or _text(attribute.get("event_id")) or _of_own_event(attribute)
        form = "bank-account" if kind in ACCOUNTS else "coin-address"
        yield PaymentItem(form, attribute, values, tags + _tags(attribute), of_event)

    def _object(self, content: JsonObject, tags: tuple[str, ...], event: str | None) -> Iterator[PaymentItem]:
        kind, parts = _text(content.get("name")) or "", _objects(content, "Attribute")
        if kind not in OBJECTS:
            self.aside.update(_text(part.get("type")) or "without a type" for part in parts)
            return
        whole = _is_true(content.get("deleted"))
        live = [part for part in parts if whole or not _is_true(part.get("deleted"))] or parts
        values = {str(part.get("object_relation")): text for part in live if (text := _text(part.get("value")))}
        if any(name in values for name in OBJECTS[kind]):
            is_deleted = bool(parts) and not any(part for part in parts if not _is_true(part.get("deleted")))
            own = tuple(tag for part in parts for tag in _tags(part))
            yield PaymentItem(kind, {**content, "deleted": whole or is_deleted}, values, tags + own, event)


def _events(request: Request) -> list[JsonObject]:
    if request.path.stat().st_size > LARGEST:
        raise ContributionError(f"{request.label} is larger than {LARGEST >> 20} MB; export fewer events at a time.")
    try:
        document: object = json.loads(request.path.read_text(encoding="utf-8-sig", errors="replace"))
    except (ValueError, RecursionError):
        raise ContributionError(f"{request.label} is no JSON that can be read; export the events anew.") from None
    answer = document.get("response", document) if isinstance(document, dict) else document
    answers = answer if isinstance(answer, list) else [answer]
    return [event for each in answers if isinstance(each, dict) and (event := _event(each)) is not None]


def _event(answer: JsonObject) -> JsonObject | None:
    """The event of an answer: a search for attributes gives them without one, each with the id of its event."""
    event = answer.get("Event")
    if isinstance(event, dict):
        return event
    return answer if isinstance(answer.get("Attribute"), list) or isinstance(answer.get("Object"), list) else None


def _of_own_event(attribute: JsonObject) -> str | None:
    event = attribute.get("Event")
    return _text(event.get("uuid")) or _text(event.get("id")) if isinstance(event, dict) else None


def _objects(content: JsonObject, name: str) -> list[JsonObject]:
    items = content.get(name)
    return [each for each in items if isinstance(each, dict)] if isinstance(items, list) else []


def _tags(content: JsonObject) -> tuple[str, ...]:
    return tuple(name.strip().lower() for tag in _objects(content, "Tag") if (name := _text(tag.get("name"))))


def _text(value: object) -> str | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return str(value).strip() or None


def _is_true(value: object) -> bool:
    return str(value).lower() in ("true", "1")


def _instant(value: object) -> str | None:
    """Seconds since 1970 as a platform writes them; what is none is rejected as it stands."""
    text = _text(value)
    if text is None or not re.fullmatch("[0-9]{1,11}", text):
        return text
    return dt.datetime.fromtimestamp(int(text), dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
