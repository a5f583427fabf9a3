"""`[exchange]` and `[[partners]]` of a desk's configuration: with whom it exchanges, and from which standing on.

[exchange]
org = "hub-north"              # what partners call this desk
opens = "hub.age"              # of `finpath keys pair`: opens what is for it; signing_key signs what it sends
purpose = "AMLR 75: joint analysis"
keep_days = 90                 # how long a partner keeps what it is given, at most
ask = "watch"                  # from which standing a member is asked about its own accounts
give = "review"                # from which standing a case is given
warn = "review"                # from which standing an approved case warns

[[partners]]
org = "hub-south"
name = "South hub"
sign = "south.sign.pub"        # keys that it signs with, a line each
age = "south.age.pub"          # for whom it is sealed
tlp = "amber+strict"           # the strictest label that may reach it
countries = ["ES"]             # whose law it is under; any when left out
members = ["acquirer-south"]   # members of the coalition that it speaks for: it is asked about their accounts
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from finpath.errors import ConfigError, nearest
from finpath.keyring import read_recipient, signer_id
from finpath.referral.query.disclosure import FLOOR, TLP

ORG = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
"""What an organisation is called in an envelope and in the chain."""

STANDINGS = ("watch", "review", "refer")
"""Of a case, the lowest first."""

FLOORS = MappingProxyType({"ask": "watch", "give": "review", "warn": "review"})
"""From which standing on each is done, where the configuration says nothing."""

KEEP_DAYS, LONGEST = 90, 730
PURPOSE = "Financial trails of commercial child abuse"
OWN, PARTNER = ("org", "opens", "purpose", "keep_days", *FLOORS), ("org", "name", "sign", "age", "tlp", "countries",
                                                                  "members")  # fmt: skip
COMMENT = "untrusted comment:"


@dataclass(frozen=True)
class Partner:
    """Another desk.

    Args:
        org: What envelopes call it.
        name: What people call it.
        signs: Public keys of minisign that it signs with.
        recipient: Of age, for whom it is sealed.
        tlp: The strictest label that may reach it.
        countries: Whose law it is under; any where empty.
        members: Of the coalition, for which it speaks.
    """

    org: str
    name: str
    signs: tuple[str, ...]
    recipient: str
    tlp: str = FLOOR
    countries: frozenset[str] = frozenset()
    members: frozenset[str] = frozenset()


@dataclass(frozen=True)
class ExchangeConfig:
    """With whom a desk exchanges.

    Args:
        org: What partners call this desk.
        opens: The file of the key that opens what is for it.
        purpose: Of what it gives.
        keep_days: How long a partner keeps that, at most.
        floors: By ask, give and warn, the lowest standing.
        partners: By org.
    """

    org: str
    opens: Path
    purpose: str = PURPOSE
    keep_days: int = KEEP_DAYS
    floors: Mapping[str, str] = field(default_factory=lambda: FLOORS)
    partners: Mapping[str, Partner] = field(default_factory=dict)


def read_exchange(said: Mapping[str, object], path: Path) -> ExchangeConfig | None:
    """With whom a desk exchanges; None where its configuration names nobody.

    Raises:
        ConfigError: Something is lacking, or not what it must be.
    """
    own, listed = said.get("exchange"), said.get("partners", [])
    if own is None and not listed:
        return None
    where = f"{path}, [exchange]"
    if not isinstance(own, dict) or not isinstance(listed, list):
        raise ConfigError(f"{path}: partners need a table [exchange], and a line [[partners]] above each.")
    _require_known(own, OWN, where)
    org, opens = _org(own, where), _text(own, "opens", where)
    days = own.get("keep_days", KEEP_DAYS)
    if not isinstance(days, int) or isinstance(days, bool) or not 1 <= days <= LONGEST:
        raise ConfigError(f"{where}: keep_days is {days!r}: 1 to {LONGEST} days were expected.")
    floors = {name: _text(own, name, where, floor) for name, floor in FLOORS.items()}
    if wrong := sorted(set(floors.values()) - set(STANDINGS)):
        raise ConfigError(f'{where}: "{wrong[0]:.40}" is no standing of a case: {nearest(wrong[0], STANDINGS)}')
    partners = {each.org: each for each in _partners(listed, path)}
    if len(partners) < len(listed) or org in partners:
        raise ConfigError(f"{path}: two desks have the same org: each has one of its own.")
    purpose = _text(own, "purpose", where, PURPOSE)
    return ExchangeConfig(org, path.parent / opens, purpose, days, floors, partners)


def _partners(listed: list[object], path: Path) -> Iterator[Partner]:
    for number, each in enumerate(listed, 1):
        where = f"{path}, partner {number}"
        if not isinstance(each, dict):
            raise ConfigError(f"{where} is {each!r:.60}: write each partner under a line [[partners]].")
        _require_known(each, PARTNER, where)
        org, tlp = _org(each, where), _text(each, "tlp", where, FLOOR)
        if tlp not in TLP[:-1]:
            raise ConfigError(f"{where}: tlp is {tlp!r:.40}: known are {', '.join(TLP[:-1])}; red never leaves.")
        sealed = path.parent / _text(each, "age", where)
        recipient = read_recipient(str(sealed) if sealed.is_file() else _text(each, "age", where))
        signs = _signs(path.parent / _text(each, "sign", where))
        lists = (frozenset(_list(each, name, where)) for name in ("countries", "members"))
        yield Partner(org, _text(each, "name", where, org), signs, recipient, tlp, *lists)


def _signs(path: Path) -> tuple[str, ...]:
    """The keys of a file: after a rotation, the old one as well."""
    try:
        lines = path.read_text(encoding="ascii").splitlines()
    except (OSError, ValueError) as error:
        raise ConfigError(f"The key of a partner, {path}, cannot be read ({type(error).__name__}).") from None
    keys = tuple(line.strip() for line in lines if line.strip() and not line.startswith(COMMENT))
    for each in keys:
        signer_id(each)
    if not keys:
        raise ConfigError(f"{path} holds no public key of minisign: name the partner's .sign.pub.")
    return keys


def _require_known(said: Mapping[str, object], known: tuple[str, ...], where: str) -> None:
    if unknown := sorted(set(said) - set(known)):
        raise ConfigError(f"{where} has {unknown[0]}: {nearest(unknown[0], known)}")


def _org(said: Mapping[str, object], where: str) -> str:
    org = _text(said, "org", where)
    if not ORG.fullmatch(org):
        raise ConfigError(f"{where}: org is {org!r:.90}: letters, digits, dots and dashes of ASCII were expected.")
    return org


def _text(said: Mapping[str, object], name: str, where: str, default: str = "") -> str:
    value = said.get(name, default)
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        raise ConfigError(f"{where}: {name} is {value!r:.60}: a text was expected.")
    return value


def _list(said: Mapping[str, object], name: str, where: str) -> list[str]:
    value = said.get(name, [])
    if not isinstance(value, list) or not all(isinstance(each, str) and each for each in value):
        raise ConfigError(f"{where}: {name} is {value!r:.60}: a list of texts was expected.")
    return value
