"""Who pays whom by an entry of an account: the owner is one of them, the entry says which."""

from __future__ import annotations

from typing import NamedTuple

from finpath.ingest.iso20022.elements import PartyDetails, PaymentDetails, ReportEntry
from finpath.ingest.iso20022.parties import NOBODY, Parties, Party
from finpath.ingest.iso20022.shapes import Texts

DEBIT = "DBIT"
YES = ("true", "1")
RETURNS = frozenset(("RRTN", "UPDD", "UPCT", "UPCQ", "PRDD"))
"""Codes of entries that undo another; of external code list 9, sub-family."""

HOLDERS, SHOPS = "CCRD", "MCRD"
"""Families of card entries: on the account of who holds the card, and of who was paid with it."""

CASH = frozenset(("CDPT", "CWDL", "XBCW"))
"""Card entries that pay nobody but the holder."""


class EntryParties(NamedTuple):
    """Who pays whom by an entry.

    Args:
        payer: None where nobody is named.
        payee: Likewise.
        returned: Whether it undoes what they paid before.
        refunded: Whether a shop pays back to a card.
        outgoing: Whether the account is the payer's.
    """

    payer: Party | None
    payee: Party | None
    returned: bool
    refunded: bool
    outgoing: bool


class EntryEnds:
    """Finds the two ends of the entries of one account after the other."""

    def __init__(self, parties: Parties, *, is_issuer: bool) -> None:
        """Know no account yet.

        Args:
            parties: Names them.
            is_issuer: Whether the accounts are of people who hold cards.
        """
        self._parties = parties
        self._is_issuer = is_issuer
        self._owner = NOBODY
        self._holder: Party | None = None

    def begin(self, owner: PartyDetails) -> Party | None:
        """Go on to another account, and say who holds it."""
        self._owner = owner
        self._holder = self._parties.party(owner)
        return self._holder

    def find(
        self, entry: ReportEntry, detail_parts: tuple[PaymentDetails, Texts, Texts], *, outgoing: bool
    ) -> EntryParties:
        """Who pays whom: the owner of the account is one of them, the indicator says which.

        Where an entry undoes another, the ends are those of the first payment. Some banks repeat its debtor and
        creditor then, some name them by the way back: the one who is not the owner is the other end. So it is where a
        shop pays back to a card: no bank ever books a sale of the holder.
        """
        details, debtor, creditor = detail_parts
        returned = entry.reversed in YES or details.returned is not None or entry_code(entry, details) in RETURNS
        refunded = not returned and self._pays_back(entry, details, outgoing=outgoing)
        payer, payee = self._parties.party(debtor), self._parties.party(creditor)
        shop = self._parties.shop(details.terminal, details.shop) if details.terminal else None
        owner = self._holder
        if returned or refunded:
            outgoing = not outgoing
            first, second = (payee, payer) if outgoing else (payer, payee)
            other = first if first is not None and not _is_same_account(first, owner) else second
            other = None if _is_same_account(other, owner) else other
            payer, payee = (owner, other or shop) if outgoing else (other, owner)
        else:
            if _is_same_account(payer, owner) != _is_same_account(payee, owner):
                outgoing = _is_same_account(payer, owner)
            if outgoing:
                payer = self._parties.party(debtor, self._owner)
                payee = payee or shop
            else:
                payee = self._parties.party(creditor, self._owner)
        if details.pan:
            payer = self._parties.card(details.pan, debtor) or payer
        return EntryParties(payer, payee, returned, refunded, outgoing)

    def _pays_back(self, entry: ReportEntry, details: PaymentDetails, *, outgoing: bool) -> bool:
        """Say whether a card entry gives money back, by whose account it is on."""
        family = entry_family(entry, details)
        if entry_code(entry, details) in CASH:
            return False
        holders = family == HOLDERS or (family != SHOPS and is_of_cards(entry, details) and self._is_issuer)
        return (holders and not outgoing) or (family == SHOPS and outgoing)


def _is_same_account(one: Party | None, other: Party | None) -> bool:
    return one is not None and other is not None and one.account is not None and one.account == other.account


def entry_code(entry: ReportEntry, details: PaymentDetails) -> str | None:
    """The code of its sub-family: that of the detail, where it has one."""
    return details.code or entry.code


def entry_family(entry: ReportEntry, details: PaymentDetails) -> str | None:
    """The code of its family, likewise."""
    return details.family or entry.family


def is_of_cards(entry: ReportEntry, details: PaymentDetails) -> bool:
    """Say whether a card paid, or was paid back to."""
    return bool(details.pan or details.terminal) or entry_family(entry, details) in (HOLDERS, SHOPS)
