"""Makes a payer or merchant of the contract from what a message says of a debtor or creditor."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from finpath.ingest.codes import COUNTRIES
from finpath.ingest.iso20022.elements import PartyDetails
from finpath.ingest.iso20022.shapes import Texts
from finpath.ingest.placeholders import is_placeholder, known
from finpath.ingest.surrogates import Surrogates

SPACED = re.compile(r"[0-9](?:[ -]?[0-9]){12,18}")
NOBODY = PartyDetails(*[None] * len(PartyDetails._fields))
MASKED = re.compile(r"[*#\u2022]|[Xx]{3}")
"""What a card number has where digits were left out: many cards look so."""

COUNTRY = PartyDetails._fields.index("country")
REMEMBERED = 1 << 16


@dataclass(frozen=True)
class Party:
    """One who pays or is paid.

    Args:
        ref: What names it as a payer; made a token later.
        kind: What that is, in the words of payer_ref_kind.
        account: What names the account, where there is one.
        surrogate_source: What its surrogate is made of: a word for what names it, and what does.
        details: What the message says of it.
        country: Of its account, its bank or its address.
    """

    ref: str
    kind: str
    account: str | None
    surrogate_source: tuple[str, str]
    details: PartyDetails
    country: str | None
    surrogates: Surrogates

    @cached_property
    def merchant_id(self) -> str:
        """The surrogate that names it as a merchant; of a terminal, the terminal. Payers need none."""
        word, text = self.surrogate_source
        return self.surrogates.name(word, text) if word else self.surrogates.finish(text)

    @property
    def name(self) -> str | None:
        """What it is called: the ultimate one, where there is one."""
        return self.details.ultimate_name or self.details.name


class Parties:
    """Names the parties of one provider's messages; the same one always the same way."""

    def __init__(self, surrogates: Surrogates) -> None:
        """Know nobody yet."""
        self._surrogates = surrogates
        self._known: dict[Texts | tuple[Texts, PartyDetails], Party | None] = {}

    def party(self, texts: Texts, owner: PartyDetails = NOBODY) -> Party | None:
        """The party that a message speaks of; None where it names nobody.

        Args:
            texts: What it says, in the order of `PartyDetails`.
            owner: Whose account it is on that side.
        """
        asked = texts if owner is NOBODY else (texts, owner)
        try:
            return self._known[asked]
        except KeyError:
            pass
        if len(self._known) >= REMEMBERED:
            self._known.clear()
        details = _told(texts)
        self._known[asked] = party = self._party(details if owner is NOBODY else with_owner(details, owner))
        return party

    def card(self, pan: str, texts: Texts) -> Party | None:
        """The card that paid: its number goes no further than here. One that is masked could be anybody's."""
        if is_placeholder(pan) or MASKED.search(pan):
            return None
        details = _told(texts)
        token = self._surrogates.half("card", pan)
        return Party(
            token, "card_token", details.iban, ("", token), details, account_country(details), self._surrogates
        )

    def shop(self, terminal: str, name: str | None) -> Party | None:
        """The place where a card paid, when the report names no creditor."""
        if is_placeholder(terminal):
            return None
        terminal = self._safe_ref(terminal)
        return Party(terminal, "account", None, ("", terminal), NOBODY._replace(name=name), None, self._surrogates)

    def safe_reference(self, reference: str) -> str:
        """A reference as it stands; what may be a card number gets a surrogate."""
        return self._surrogates.finish(self._safe_ref(reference))

    def _safe_ref(self, reference: str) -> str:
        """The same for what is hashed once more."""
        return self._surrogates.half("reference", reference) if is_card(reference) else reference

    def reference(self, *texts: str | None) -> str | None:
        """The first reference that may name a payment; None where a message only says that there is none."""
        found = next(filter(None, map(known, texts)), None)
        return None if found is None else self.safe_reference(found)

    def surrogate(self, kind: str, *parts: str | None) -> str:
        """A name for several texts at once."""
        return self._surrogates.name(kind, "|".join(part or "" for part in parts))

    def _party(self, details: PartyDetails) -> Party | None:
        account, kind = self._account(details)
        more = (details, account_country(details), self._surrogates)
        ultimate = details.ultimate_identity or details.ultimate_name
        if ultimate:
            ref = f"{ultimate}|{account or details.identity or details.name or ''}"
            return Party(ref, "account", account, ("party", ref), *more)
        if account:
            return Party(account, kind, account, ("account", account), *more)
        if details.identity:
            ref = self._safe_ref(details.identity)
            return Party(ref, "account", None, ("party", ref), *more)
        if details.name:
            ref = f"{details.name}|{details.place or ''}"
            return Party(ref, "account", None, ("name", ref), *more)
        return None

    def _account(self, details: PartyDetails) -> tuple[str | None, str]:
        """What names the account, and the kind of payer that it makes."""
        if details.iban:
            return details.iban, "iban"
        other = details.account or details.proxy
        if other and is_card(other):
            return self._surrogates.half("card", other), "card_token"
        if other and not details.account:
            return other, "email" if "@" in other else "phone" if other.startswith("+") else "account"
        return other, "account"


def _told(texts: Texts) -> PartyDetails:
    """What a message says of a party, without words that say nothing; the country NA is Namibia."""
    told = [None if text is None else known(text) for text in texts]
    told[COUNTRY] = texts[COUNTRY]
    return PartyDetails._make(told)


def account_country(details: PartyDetails) -> str | None:
    """The country of an account, by its IBAN, its bank's BIC or the address.

    >>> account_country(NOBODY._replace(agent="DEUTDEFF")), account_country(NOBODY._replace(country="UK"))
    ('DE', None)
    """
    iban, agent, country = details.iban, details.agent, details.country
    if iban and (code := iban[:2].upper()) in COUNTRIES:
        return code
    if agent and (code := agent[4:6].upper()) in COUNTRIES:
        return code
    return code if country and (code := country.upper()) in COUNTRIES else None


def is_card(text: str) -> bool:
    """Say whether a text can be a card number: 13 to 19 digits that pass Luhn's check, spaced or not.

    >>> is_card("5555 4444 3333 1111"), is_card("5555444433331112"), is_card("INV 1")
    (True, False, False)
    """
    if not SPACED.fullmatch(text):
        return False
    digits = [int(digit) for digit in text if digit.isdecimal()][::-1]
    return sum(digits[::2]) % 10 == -sum(sum(divmod(2 * digit, 10)) for digit in digits[1::2]) % 10


def with_owner(details: PartyDetails, owner: PartyDetails) -> PartyDetails:
    """What a report says of the account's own side: the owner's account, unless another is named."""
    if details == NOBODY:
        return owner
    mine = details if details.iban or details.account else details._replace(iban=owner.iban, account=owner.account)
    return mine._replace(
        name=mine.name or owner.name,
        identity=mine.identity or owner.identity,
        country=mine.country or owner.country,
        agent=mine.agent or owner.agent,
    )
