"""What a message says of a debtor or creditor in, the payer or merchant of the contract out."""

from __future__ import annotations

import re
from dataclasses import dataclass

from finpath.ingest.codes import COUNTRIES
from finpath.ingest.iso20022.words import Named
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
        merchant_id: The surrogate that names it as a merchant.
        said: What the message says of it.
        country: Of its account, its bank or its address.
    """

    ref: str
    kind: str
    account: str | None
    merchant_id: str
    said: Named
    country: str | None

    @property
    def name(self) -> str | None:
        """What it is called: the ultimate one, where there is one."""
        return self.said.ultimate_name or self.said.name


class Parties:
    """Names the parties of one provider's messages; the same one always the same way."""

    def __init__(self, surrogates: Surrogates) -> None:
        """Know nobody yet."""
        self._surrogates = surrogates
        self._known: dict[Named, Party | None] = {}

    def of(self, said: Named) -> Party | None:
        """The party that a message speaks of; None where it names nobody."""
        if said in self._known:
            return self._known[said]
        if len(self._known) >= REMEMBERED:
            self._known.clear()
        self._known[said] = found = self._party(said)
        return found

    def card(self, pan: str, said: Named) -> Party:
        """The card that paid: its number goes no further than here."""
        token = self._surrogates.of("card", pan)
        return Party(token, "card_token", said.iban, token, said, country(said))

    def shop(self, terminal: str, name: str | None) -> Party:
        """The place where a card paid, when the report names no creditor."""
        terminal = self.plain(terminal)
        return Party(terminal, "account", None, terminal, NOBODY._replace(name=name), None)

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
        ultimate = said.ultimate_identity or said.ultimate_name
        if ultimate:
            ref = f"{ultimate}|{account or said.identity or said.name or ''}"
            return Party(ref, "account", account, self.surrogate("party", ref), said, country(said))
        if account:
            return Party(account, kind, account, self.surrogate("account", account), said, country(said))
        if said.identity:
            ref = self.plain(said.identity)
            return Party(ref, "account", None, self.surrogate("party", ref), said, country(said))
        if said.name:
            ref = f"{said.name}|{said.place or ''}"
            return Party(ref, "account", None, self.surrogate("name", ref), said, country(said))
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
    if said is NOBODY or said == NOBODY:
        return owner
    mine = said if said.iban or said.account else said._replace(iban=owner.iban, account=owner.account)
    return mine._replace(
        name=mine.name or owner.name,
        identity=mine.identity or owner.identity,
        country=mine.country or owner.country,
        agent=mine.agent or owner.agent,
    )
