"""What may be said of a payment, cleaned before anything else sees it: facts from closed lists, and no free text.

Each field gives a value or the name of a fault, and a fault keeps nothing. A word that somebody typed is never repeated
in a fault: it may be a card number.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from finpath.errors import visible
from finpath.ingest.codes import COUNTRIES, CURRENCIES, NO_MINOR_UNIT, TICKERS, WITHDRAWN
from finpath.ingest.normalise import host, iban, phone
from finpath.intake.cards import SHORTEST, count_digits, holds_card, plain_digits
from finpath.intake.wallets import wallet

KINDS = ("page", "charge", "shop")
"""What is reported: a page that takes payment, a charge on one's account, a shop that one works with or serves."""

PICTURES = "pictures"
"""What is not taken here: the page names who takes it."""

WAYS = ("card", "wallet", "credit_transfer", "remittance", "voucher", "crypto")
"""How one pays: `rail` of the contract."""

MONEY = tuple(sorted((CURRENCIES - WITHDRAWN.keys() - NO_MINOR_UNIT) | TICKERS))
TEXTS = {"descriptor": 60, "name": 80, "host": 2000, "amount": 30, "phone": 40, "crypto": 100, "day": 20}
"""The fields that are typed, and how long each may be."""

EARLIEST = dt.date(2000, 1, 1)
BUILT = dt.date(2026, 11, 30)
"""A clock that was set back further than this does not refuse the days that people name."""

LONGEST_WORD = 40
FEWEST = 10
"""Digits of an IBAN."""

_WORD = re.compile(r"\S+")
_ADDRESS = re.compile(r"(?i)://|\bwww\.|\bdata:|\w\.[a-z]{2,}/")
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
_IPV4 = re.compile(r"((25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])(\.(?!$)|$)){4}")
_AMOUNT = re.compile(r"[0-9]{1,9}([.,][0-9]{1,8})?")


class Refused(ValueError):  # noqa: N818 - a word for a page, no error of ours
    """A field that is not taken; its only word is the name of the fault."""


@dataclass(frozen=True)
class Facts:
    """What a report says.

    Args:
        kind: One of KINDS.
        place: Where it comes from, ISO 3166-1 alpha-2; empty where nobody said.
        said: The facts by name, each in its one spelling.
    """

    kind: str
    place: str
    said: Mapping[str, str] = field(default_factory=dict)

    def digest(self, *, urgent: bool) -> str:
        """What a proof of work is bound to."""
        told = json.dumps([self.kind, self.place, urgent, sorted(self.said.items())])
        return hashlib.sha256(told.encode()).hexdigest()


def clean(typed: Mapping[str, str], place: str, today: dt.date) -> tuple[dict[str, str], dict[str, str]]:
    """What the fields of a form say, and the faults of those that say nothing that is taken.

    Args:
        typed: What stands in the fields.
        place: Where the reporter is: a phone number without a prefix is one of that country.
        today: The last day, and one more for who is ahead.

    >>> clean({"host": "https://Shop.example/pay?c=1", "amount": "19,9", "currency": "EUR"}, "NL", BUILT)
    ({'host': 'shop.example', 'amount': '19.9', 'currency': 'EUR'}, {})
    >>> clean({"descriptor": "4111 1111 1111 1111"}, "NL", BUILT)
    ({}, {'descriptor': 'card'})
    """
    said: dict[str, str] = {}
    faults: dict[str, str] = {}
    fields = _fields(place, today)
    for name, read in fields.items():
        text = unicodedata.normalize("NFC", typed.get(name, "")).strip()
        if not text:
            continue
        try:
            said[name] = _read(name, text, read)
        except Refused as fault:
            faults[name] = str(fault)
    faults |= _missing(said, faults)
    return said, faults


def _fields(place: str, today: dt.date) -> dict[str, Callable[[str], str]]:
    return {
        "descriptor": _line,
        "host": _host,
        "amount": _amount,
        "currency": lambda text: _chosen(text, MONEY),
        "day": lambda text: _day(text, today),
        "way": lambda text: _chosen(text, WAYS),
        "name": _line,
        "phone": lambda text: _phone(text, place),
        "crypto": _wallet,
    }


def _read(name: str, text: str, read: Callable[[str], str]) -> str:
    """One field: what no field may hold is looked for first."""
    if len(text) > TEXTS.get(name, LONGEST_WORD):
        raise Refused("card" if holds_card(text) else "long")
    if name == "host":
        text = _cut(text)
    if name != "phone" and holds_card(text):
        raise Refused("card")
    if visible(text) != text:
        raise Refused("hidden")
    return read(text)


def _missing(said: Mapping[str, str], faults: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with the facts together."""
    if not said and not faults:
        return {"descriptor": "empty"}
    if "amount" in said and "currency" not in said and "currency" not in faults:
        return {"currency": "currency"}
    enough = said.keys() & {"descriptor", "host", "name", "phone", "crypto"} or {"amount", "day"} <= said.keys()
    return {} if enough or faults else {"descriptor": "little"}


def _line(text: str) -> str:
    """A text of one line, as a statement or a page shows it: no address, no number of a card or an account."""
    line = " ".join(text.split())
    if "@" in line:
        raise Refused("mail")
    if _ADDRESS.search(line):
        raise Refused("address")
    if count_digits(line) >= SHORTEST or _holds_account(line):
        raise Refused("number")
    if any(len(word) > LONGEST_WORD for word in _WORD.findall(line)):
        raise Refused("long")
    return line


def _holds_account(line: str) -> bool:
    """Whether an IBAN stands in a text; what merely begins like one is a shop's name."""
    plain = re.sub(r"[^0-9A-Z]", "", plain_digits(line).upper())
    starts = (found.start() for found in re.finditer("(?=[A-Z]{2}[0-9]{2}[0-9A-Z]{11})", plain))
    every = (plain[start : start + length] for start in starts for length in range(15, min(35, len(plain) - start + 1)))
    return any(count_digits(each) >= FEWEST and each[:2] in COUNTRIES and iban(each) for each in every)


def _cut(text: str) -> str:
    """The host of an address; what stands before and behind it is cut off here, and goes nowhere."""
    rest = re.sub(r"(?i)^https?:/*", "", text.replace("\\", "/").replace("[.]", "."))
    rest = re.split(r"[/?#]", rest, maxsplit=1)[0].rpartition("@")[2]
    return host(re.sub(r":[0-9]{0,5}$", "", rest))


def _host(text: str) -> str:
    try:
        name = plain_digits(text).encode("idna").decode("ascii").lower()
    except UnicodeError:
        raise Refused("host") from None
    if holds_card(name):  # some signs are several digits once they are a name
        raise Refused("card")
    *labels, last = name.split(".")
    if _IPV4.fullmatch(name) or (labels and not last.isdecimal() and all(map(_LABEL.fullmatch, (*labels, last)))):
        return name
    raise Refused("host")


def _amount(text: str) -> str:
    plain = plain_digits(text.replace(" ", ""))
    if not _AMOUNT.fullmatch(plain):
        raise Refused("amount")
    amount = Decimal(plain.replace(",", "."))
    if not amount:
        raise Refused("amount")
    return format(amount.normalize(), "f")


def _chosen(text: str, known: tuple[str, ...]) -> str:
    if text not in known:
        raise Refused("choice")
    return text


def _day(text: str, today: dt.date) -> str:
    try:
        day = dt.date.fromisoformat(plain_digits(text))
    except ValueError:
        raise Refused("day") from None
    if not EARLIEST <= day <= max(today, BUILT) + dt.timedelta(days=1):
        raise Refused("day")
    return day.isoformat()


def _phone(text: str, place: str) -> str:
    """A number that is one by the numbering plan of its country: so long a one is no card's."""
    import phonenumbers  # noqa: PLC0415 - slow to import: only for a phone number

    found = phone(plain_digits(text), place or "")
    if found is None or not phonenumbers.is_valid_number(phonenumbers.parse(found)):
        raise Refused("card" if holds_card(text) else "phone")
    return found


def _wallet(text: str) -> str:
    found = wallet(text)
    if found is None:
        raise Refused("crypto")
    return found
