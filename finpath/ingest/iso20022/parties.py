"""What a message says of a debtor or creditor in, the payer or merchant of the contract out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from finpath.ingest.codes import COUNTRIES
from finpath.ingest.iso20022.elements import Named
from finpath.ingest.iso20022.shapes import Texts
from finpath.ingest.surrogates import Surrogates

SPACED = re.compile(r"[0-9](?:[ -]?[0-9]){12,18}")
NOBODY = Named(*[None] * len(Named._fields))
ABSENT = ("", "NOTPROVIDED", "NONREF", "NOT PROVIDED")
REMEMBERED = 1 << 16


@dataclass(frozen=True)
class Party:
    """One who pays or is paid.

    Args:
        ref: What names it as a payer; made a token later.
        kind: What that is, in the words of payer_ref_kind.
        account: What names the account, where there is one.
        named: What its surrogate is made of: a word for what names it, and what does.
        said: What the message says of it.
        country: Of its account, its bank or its address.
    """

    ref: str
    kind: str
    account: str | None
    named: tuple[str, str]
    said: Named
    country: str | None
    surrogates: Surrogates

    @cached_property
    def merchant_id(self) -> str:
        """The surrogate that names it as a merchant; of a terminal, the terminal. Payers need none."""
        word, text = self.named
        return self.surrogates.of(word, text) if word else text

    @property
    def name(self) -> str | None:
        """What it is called: the ultimate one, where there is one."""
        return self.said.ultimate_name or self.said.name


class Parties:
    """Names the parties of one provider's messages; the same one always the same way."""

    def __init__(self, surrogates: Surrogates) -> None:
        """Know nobody yet."""
        self._surrogates = surrogates
        self._known: dict[tuple[Texts, Named], Party | None] = {}

    def of(self, said: Texts, owner: Named = NOBODY) -> Party | None:
        """The party that a message speaks of; None where it names nobody.

        Args:
            said: What it says, in the order of `Named`.
            owner: Whose account it is on that side.
        """
        if (said, owner) in self._known:
            return self._known[said, owner]
        if len(self._known) >= REMEMBERED:
            self._known.clear()
        named = Named._make(said)
        self._known[said, owner] = found = self._party(named if owner is NOBODY else owned(named, owner))
        return found

    def card(self, pan: str, texts: Texts) -> Party:
        """The card that paid: its number goes no further than here."""
        said = Named._make(texts)
        token = self._surrogates.of("card", pan)
        return Party(token, "card_token", said.iban, ("", token), said, country(said), self._surrogates)

    def shop(self, terminal: str, name: str | None) -> Party:
        """The place where a card paid, when the report names no creditor."""
        terminal = self.plain(terminal)
        return Party(terminal, "account", None, ("", terminal), NOBODY._replace(name=name), None, self._surrogates)

    def plain(self, reference: str) -> str:
        """A reference as it stands; what may be a card number gets a surrogate."""
        return self._surrogates.of("reference", reference) if is_card(reference) else reference

    def reference(self, said: str | None) -> str | None:
        """A reference that may name a payment; None where a message only says that there is none."""
        return None if said is None or said.strip().upper() in ABSENT else self.plain(said)

    def surrogate(self, kind: str, *parts: str | None) -> str:
        """A name for several texts at once."""
        return self._surrogates.of(kind, "|".join(part or "" for part in parts))

    def _party(self, said: Named) -> Party | None:
        account, kind = self._account(said)
        more = (said, country(said), self._surrogates)
        ultimate = said.ultimate_identity or said.ultimate_name
        if ultimate:
            ref = f"{ultimate}|{account or said.identity or said.name or ''}"
            return Party(ref, "account", account, ("party", ref), *more)
        if account:
            return Party(account, kind, account, ("account", account), *more)
        if said.identity:
            ref = self.plain(said.identity)
            return Party(ref, "account", None, ("party", ref), *more)
        if said.name:
            ref = f"{said.name}|{said.place or ''}"
            return Party(ref, "account", None, ("name", ref), *more)
        return None

    def _account(self, said: Named) -> tuple[str | None, str]:
        """What names the account, and the kind of payer that it makes."""
        if said.iban:
            return said.iban, "iban"
        other = said.account or said.proxy
        if other and is_card(other):
            return self._surrogates.of("card", other), "card_token"
        if other and not said.account:
            return other, "email" if "@" in other else "phone" if other.startswith("+") else "account"
        return other, "account"


def country(said: Named) -> str | None:
    """The country of an account, by its IBAN, its bank's BIC or the address.

    >>> country(NOBODY._replace(agent="DEUTDEFF")), country(NOBODY._replace(country="UK"))
    ('DE', None)
    """
    codes = ((said.iban or "")[:2], (said.agent or "")[4:6], said.country or "")
    return next((code.upper() for code in codes if code.upper() in COUNTRIES), None)


def is_card(text: str) -> bool:
    """Say whether a text can be a card number: 13 to 19 digits that pass Luhn's check, spaced or not.

    >>> is_card("5555 4444 3333 1111"), is_card("5555444433331112"), is_card("INV 1")
    (True, False, False)
    """
    if not SPACED.fullmatch(text):
        return False
    digits = [int(digit) for digit in text if digit.isdecimal()][::-1]
    return sum(digits[::2]) % 10 == -sum(sum(divmod(2 * digit, 10)) for digit in digits[1::2]) % 10


def owned(said: Named, owner: Named) -> Named:
    """What a report says of the account's own side: the owner's account, unless another is named."""
    if said == NOBODY:
        return owner
    mine = said if said.iban or said.account else said._replace(iban=owner.iban, account=owner.account)
    return mine._replace(
        name=mine.name or owner.name,
        identity=mine.identity or owner.identity,
        country=mine.country or owner.country,
        agent=mine.agent or owner.agent,
    )
