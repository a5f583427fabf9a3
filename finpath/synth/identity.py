"""Identifiers of a shop: names, numbers, addresses, accounts, each drawn from a key and nothing else.

Planted and ordinary shops come through the same functions, so no format tells one from the other. Shops of one key
have one identifier; how a phone number is written down still differs from shop to shop, as in real exports.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from finpath.synth import names
from finpath.synth.chance import Lot
from finpath.synth.geography import COUNTRIES

if TYPE_CHECKING:
    from finpath.synth.shop import Shop

_IDS = {"acquirer-north": "###############", "acquirer-south": "@@#######", "wallet": "wp_", "remitter": "bnf_"}
_BASE32 = "abcdefghjkmnpqrstvwxyz23456789"


class Papers:
    """Draws identifiers for one coalition."""

    def __init__(self, seed: int) -> None:
        """Bind the papers to the coalition's seed."""
        self._seed = seed

    def lot(self, what: str, key: str) -> Lot:
        """Give the draws that belong to one identifier of one key."""
        return Lot(self._seed, what, key)

    def merchant_id(self, shop: Shop, turn: int = 0) -> str:
        """Name the account as its member does; `turn` counts on where an id is taken."""
        lot, pattern = self.lot(f"id{turn}", shop.key), _IDS[shop.member]
        if pattern.endswith("_"):
            return pattern + "".join(lot.one_of(_BASE32) for _ in range(12))
        return lot.fill_pattern(pattern)

    def brand(self, shop: Shop) -> str:
        """Give the word that a shop goes by."""
        lot = self.lot("brand", shop.ties.brand or shop.key)
        return lot.one_of(names.FRONT) + lot.one_of(names.BACK)

    def trading_name(self, shop: Shop) -> str:
        """Give brand and trade; shops of one brand add a word of their own; a private receiver is a person."""
        if shop.kind == "payee":
            return self.person(shop.ties.controller or shop.key)
        name = f"{self.brand(shop)} {names.TRADES.get(shop.mcc, 'Store')}"
        return f"{name} {self.lot('suffix', shop.key).one_of(names.FRONT)}" if shop.ties.brand else name

    def person(self, key: str) -> str:
        """Name a person."""
        lot = self.lot("person", key)
        return f"{lot.one_of(names.FIRST)} {lot.one_of(names.FIRST)[0]}. {lot.one_of(names.LAST)}"

    def principal(self, shop: Shop) -> str:
        """Name who controls the account, with a birth date."""
        key = shop.ties.controller or shop.key
        lot = self.lot("birth", key)
        return f"{self.person(key)} {1945 + lot.below(60)}-{1 + lot.below(12):02d}-{1 + lot.below(28):02d}"

    def legal_name(self, shop: Shop) -> str:
        """Name the legal entity."""
        lot, code = self.lot("legal", shop.ties.entity or shop.key), COUNTRIES[shop.country].code
        first = lot.one_of(names.FRONT) + lot.one_of(names.BACK) if lot.chance(0.6) else self.brand(shop)
        return f"{first} {lot.one_of(names.LEGAL)} {names.FORMS.get(code, 'Ltd')}"

    def registration(self, shop: Shop) -> str:
        """Number the legal entity in its register."""
        return COUNTRIES[shop.country].code + self.lot("register", shop.ties.entity or shop.key).fill_pattern(
            "########"
        )

    def domain(self, shop: Shop) -> str:
        """Register a host name: always the shop's own."""
        lot = self.lot("domain", shop.key)
        end = ("", "-shop", "-online", str(lot.below(90) + 10), lot.one_of(names.BACK))[lot.below(5)]
        middle = ("", "-")[lot.below(2)] + lot.one_of(names.FRONT).lower() if lot.chance(0.6) else ""
        return f"{self.brand(shop).lower()}{middle}{end}.example"

    def email(self, shop: Shop) -> str:
        """Give an address, for most small shops at a free mail provider."""
        lot = self.lot("email", shop.ties.email or shop.key)
        if lot.chance(0.6) or shop.kind == "payee" or shop.ties.email:
            user = f"{lot.one_of(names.FIRST)}.{lot.one_of(names.LAST)}{lot.below(1000)}".lower()
            return f"{user}@{lot.one_of(names.FREE_MAIL)}"
        return f"{lot.one_of(('info', 'hello', 'contact', 'office'))}@{self.domain(shop)}"

    def phone(self, shop: Shop) -> str:
        """Give a mobile number, written with or without spaces."""
        country = COUNTRIES[_home(shop, shop.ties.phone)]
        number = self.lot("phone", shop.ties.phone or shop.key).fill_pattern(country.mobile)
        spaced = self.lot("spacing", shop.key).chance(0.3)
        return f"{number[:-6]} {number[-6:-3]} {number[-3:]}" if spaced else number

    def address(self, shop: Shop) -> str:
        """Give a postal address; some hundred firms sit with the same few registered agents."""
        lot = self.lot("address", shop.ties.address or shop.key)
        country = COUNTRIES[_home(shop, shop.ties.address)]
        if lot.chance(0.07) and shop.kind != "payee":
            return f"{lot.one_of(names.AGENTS)}, Station Street 1, {country.towns[0]}"
        return f"{lot.one_of(names.STREETS)} Street {1 + lot.below(180)}, {lot.one_of(country.towns)}"

    def account(self, shop: Shop) -> str:
        """Give the account that the shop's money is settled to."""
        return iban(_home(shop, shop.ties.account), self.lot("account", shop.ties.account or shop.key))

    def owner(self, shop: Shop) -> str:
        """Give the account that a settlement account pays out to."""
        key = shop.ties.sweep or shop.ties.account
        return self.bank(key or shop.key, _home(shop, key))

    def bank(self, key: str, country: int) -> str:
        """Give an account elsewhere: an owner's, a supplier's, a landlord's."""
        return iban(country, self.lot("bank", key))


def _home(shop: Shop, key: str) -> int:
    """What is shared lies in the controller's country, what is not in the shop's."""
    return shop.ties.home if key and shop.ties.home >= 0 else shop.country


def iban(country: int, lot: Lot) -> str:
    """Build an account number with check digits as ISO 13616 computes them."""
    code, body = COUNTRIES[country].code, lot.fill_pattern(COUNTRIES[country].account)
    digits = "".join(str(int(mark, 36)) for mark in f"{body}{code}00")
    return f"{code}{98 - int(digits) % 97:02d}{body}"
