"""What ties accounts, how much each tie is worth, and when an identifier is so common that it ties nobody."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

HUB = 40
"""An identifier of more accounts than this joins nobody."""

EACH = 25
"""Accounts of each other organisation that count towards that, at most."""

JOINS = 0.5
"""Confidence from which an identifier joins accounts of one controller."""

NEVER = 36_500
"""Days after which an identifier that is never given to another is still its holder's."""


@dataclass(frozen=True)
class IdentifierKind:
    """A kind of identifier.

    Args:
        name: The column that holds it.
        confidence: That two accounts with one value at one time have one controller.
        patience: Days that it may lie idle and still be the same holder's.
        halving: Days of further idleness in which that confidence falls by half.
    """

    name: str
    confidence: float
    patience: int = NEVER
    halving: int = 365


# A disconnected phone number is given out again after 45 to 90 days (47 CFR 52.15(f)(1)(ii)); a domain that lapses is
# free after some 75 (ICANN: 30 days of redemption after up to 45 of grace); mail services give idle addresses away
# after a year or so. Nobody else gets a closed bank account's number, a person's papers or a company's.
STRONG = (
    IdentifierKind("settlement_account", 0.95),
    IdentifierKind("principal", 0.95),
    IdentifierKind("registration_number", 0.98),
    IdentifierKind("email", 0.9, 365),
    IdentifierKind("domain", 0.9, 75),
    IdentifierKind("phone", 0.85, 90),
)
"""An address alone does not join: malls and agents share one."""

WEAK = (IdentifierKind("descriptor_family", 0.3), IdentifierKind("parent", 0.2))
"""What accounts of one controller often have in common, and others too: listed, never joining."""

LENT = ("settlement_account", "phone", "email", "domain")
"""What a facilitator puts down for those who hang under it."""

FREE_MAIL = frozenset(
    """
    126.com 163.com aol.com bk.ru fastmail.com free.fr gmail.com gmx.at gmx.ch gmx.com gmx.de gmx.net googlemail.com
    hotmail.co.uk hotmail.com hotmail.de hotmail.es hotmail.fr hotmail.it icloud.com inbox.lv inbox.ru interia.pl
    laposte.net libero.it list.ru live.co.uk live.com live.fr live.nl mac.com mail.com mail.ru me.com msn.com o2.pl
    onet.pl orange.fr outlook.com proton.me protonmail.com qq.com rambler.ru rocketmail.com seznam.cz sfr.fr t-online.de
    tutanota.com ukr.net virgilio.it wanadoo.fr web.de wp.pl yahoo.co.jp yahoo.co.uk yahoo.com yahoo.de yahoo.es
    yahoo.fr yahoo.it yandex.com yandex.ru ymail.com zoho.com
    """.split()
)
"""Domains at which anybody has an address."""

LISTINGS = frozenset(
    "amazon.com ebay.com ebay.de etsy.com facebook.com instagram.com linktr.ee t.me tiktok.com youtube.com".split()
)
"""Domains at which anybody has a page."""


def kinds() -> pa.Table:
    """All of them, for the engine."""
    every = (*STRONG, *WEAK)
    return pa.table(
        {
            "kind": [kind.name for kind in every],
            "confidence": [kind.confidence for kind in every],
            "patience": [kind.patience for kind in every],
            "halving": [kind.halving for kind in every],
        }
    )
