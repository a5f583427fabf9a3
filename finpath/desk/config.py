"""`desk.toml`: where the desk keeps what it keeps, where it listens, and what its releases are made with.

database = "desk.sqlite"                   # or postgresql+psycopg://desk@/desk
key_file = "desk.key"                      # never in the database, and not in its backups
listen = "127.0.0.1:8765"
public_origin = "https://desk.hub.example" # what browsers say; needed where many work
trusted_proxy = "127.0.0.1"                # ends TLS in front of the desk
routing = "routing.toml"
signing_key = "hub.sign"                   # of `finpath keys pair`
outbox = "outbox"
capacity = 40                              # cases a day
law_enforcement = ["police-nl"]            # organisations that may keep hits of a case to themselves for a time

key_backup = "/mnt/apart/desk-keys.json"   # keys of cases, apart from backups; written anew after each purge

[agreement]                                # what new cases rest on
id = "EFC-2026-014"
expires_on = 2027-12-31
keep_years = 5                             # how long a case is kept after its release, or its end

[[deconfliction]]                          # asked before each release; see `finpath desk deconflict`
list = "police.toml"                       # and police.toml.minisig beside it
public_key = "police.sign.pub"
key_file = "police.key"
tell = "liaison"                           # the login of the one person who is told what it names
max_age_days = 14

[oidc]                                     # see finpath.desk.provider_config

[exchange]                                 # and [[partners]]; see finpath.desk.exchange.partners
"""

from __future__ import annotations

import datetime as dt
import ipaddress
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from finpath.config.toml import reading
from finpath.custody.entry import SHORT
from finpath.desk.exchange.partners import ExchangeConfig, read_exchange
from finpath.desk.people.identity_provider import IdentityProvider
from finpath.desk.policy.deconflict import DeconflictionList
from finpath.desk.provider_config import read_provider
from finpath.errors import ConfigError, nearest

TEXTS = ("database", "key_file", "listen", "public_origin", "trusted_proxy", "routing", "signing_key", "outbox", "team",
         "key_backup")  # fmt: skip
KNOWN = (*TEXTS, "capacity", "agreement", "law_enforcement", "deconfliction", "oidc", "exchange", "partners")
LISTEN = "127.0.0.1:8765"
CAPACITY = 40
KEEP_YEARS, LONGEST_KEPT = 5, 10
LIST_TEXTS = ("list", "public_key", "key_file", "tell")
MAX_AGE = 14
"""Days that a de-confliction list holds where nothing is said."""


@dataclass(frozen=True)
class DeskConfig:
    """What the file says; paths are beside it.

    Args:
        database: An address of SQLAlchemy.
        public_origin: Scheme, host and port as browsers say it.
        ends_on: The last day of the agreement.
        deconfliction: Lists that are asked before a release.
        provider: By which people sign in, beside logins of the desk's own.
        keep_years: How long a case is kept after its release, or its end.
        key_backup: Where the keys of cases are written to, apart from backups.
        law_enforcement: Organisations that may keep a case quiet.
        capacity: Cases that the desk can look at in a day.
        exchange: With which other desks it exchanges.
    """

    database: str
    key_file: Path
    host: str
    port: int
    public_origin: str
    trusted_proxy: str
    routing: Path | None
    signing_key: Path | None
    outbox: Path
    capacity: int
    agreement: str
    ends_on: str | None
    team: str
    deconfliction: tuple[DeconflictionList, ...] = ()
    provider: IdentityProvider | None = None
    keep_years: int = KEEP_YEARS
    key_backup: Path | None = None
    law_enforcement: frozenset[str] = frozenset()
    exchange: ExchangeConfig | None = None


def read_desk_config(path: Path) -> DeskConfig:
    """Read a desk's configuration.

    Raises:
        ConfigError: It is not there, is not TOML, or says what a desk does not know, or must not do.
    """
    with reading(path, "file of a desk", "finpath desk makes one"):
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    if unknown := sorted(set(said) - set(KNOWN)):
        raise ConfigError(f"{path} has {unknown[0]}: {nearest(unknown[0], KNOWN)}")
    texts = {name: _text(said, name, path) for name in TEXTS}
    host, port = _listen(texts["listen"] or LISTEN, path)
    origin = texts["public_origin"].rstrip("/")
    _require_safe(host, origin, texts["trusted_proxy"], path)
    agreement, ends_on, keep_years = _agreement(said.get("agreement", {}), path)
    capacity = said.get("capacity", CAPACITY)
    if not isinstance(capacity, int) or isinstance(capacity, bool) or capacity < 1:
        raise ConfigError(f"{path}: capacity is {capacity!r}: a number of cases a day was expected.")

    def beside(name: str) -> Path | None:
        return path.parent / texts[name] if texts[name] else None

    return DeskConfig(
        _address(texts["database"] or "desk.sqlite", path.parent),
        beside("key_file") or path.parent / "desk.key",
        host,
        port,
        origin or f"http://localhost:{port}",
        texts["trusted_proxy"],
        beside("routing"),
        beside("signing_key"),
        beside("outbox") or path.parent / "outbox",
        capacity,
        agreement,
        ends_on,
        texts["team"],
        tuple(_lists(said.get("deconfliction", []), path)),
        read_provider(said.get("oidc"), path),
        keep_years,
        beside("key_backup"),
        _organisations(said.get("law_enforcement", []), path),
        _exchange(said, texts["signing_key"], agreement, path),
    )


def _text(said: Mapping[str, object], name: str, path: Path) -> str:
    value = said.get(name, "")
    if not isinstance(value, str):
        raise ConfigError(f"{path}: {name} is {value!r}: a text was expected.")
    return value


def _lists(said: object, path: Path) -> Iterator[DeconflictionList]:
    if not isinstance(said, list) or not all(isinstance(each, dict) for each in said):
        raise ConfigError(f"{path}: deconfliction is {said!r}: write each list under a line [[deconfliction]].")
    for each in said:
        if unknown := sorted(set(each) - {*LIST_TEXTS, "max_age_days"}):
            raise ConfigError(f"{path}, [[deconfliction]] has {unknown[0]}: {nearest(unknown[0], LIST_TEXTS)}")
        texts = {name: _text(each, name, path) for name in LIST_TEXTS}
        if missing := [name for name, text in texts.items() if not text]:
            raise ConfigError(f"{path}, [[deconfliction]] lacks {missing[0]}.")
        age = each.get("max_age_days", MAX_AGE)
        if type(age) is not int or age < 1:
            raise ConfigError(f"{path}, [[deconfliction]]: max_age_days is {age!r}: a number of days was expected.")
        beside, public, key = (path.parent / texts[name] for name in LIST_TEXTS[:3])
        yield DeconflictionList(beside, public, key, texts["tell"], age)


def _address(said: str, folder: Path) -> str:
    return said if "://" in said else f"sqlite:///{(folder / said).resolve()}"


def _listen(said: str, path: Path) -> tuple[str, int]:
    host, _, port = said.rpartition(":")
    try:
        ipaddress.ip_address(host.strip("[]"))
        number = int(port)
    except ValueError:
        number = -1
    if not 0 <= number < 1 << 16:
        raise ConfigError(f'{path}: listen is "{said}": an address and a port were expected, as in {LISTEN}.')
    return host.strip("[]"), number


def _require_safe(host: str, origin: str, proxy: str, path: Path) -> None:
    """Beyond this machine, only behind TLS that a named proxy ends."""
    try:
        parts = urlsplit(origin)
        usual = origin == f"{parts.scheme}://{parts.netloc}".lower() and not parts.username and "#" not in origin
        if proxy:
            ipaddress.ip_address(proxy)
    except ValueError:
        usual = False
    if origin and (not usual or f"{parts.scheme}:{parts.port}" in {"https:443", "http:80"}):
        raise ConfigError(
            f'{path}: public_origin is "{origin}", trusted_proxy "{proxy}": an origin as browsers say it, in small'
            " letters without a usual port, and the address of the proxy were expected."
        )
    if origin and (parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query):
        raise ConfigError(
            f'{path}: public_origin is "{origin}": https:// and a name were expected, and nothing behind.'
        )
    if ipaddress.ip_address(host).is_loopback and (not origin or parts.hostname == "localhost"):
        return
    if parts.scheme != "https" or not proxy:
        raise ConfigError(
            f'{path}: whoever is not on this machine reaches the desk through TLS alone: name public_origin = "https://…"'
            " and the trusted_proxy that ends it."
        )


def _organisations(said: object, path: Path) -> frozenset[str]:
    if not isinstance(said, list) or not all(isinstance(each, str) and each for each in said):
        raise ConfigError(f'{path}: law_enforcement is {said!r}: organisations were expected, as in ["police-nl"].')
    return frozenset(said)


def _exchange(said: Mapping[str, object], signing: str, agreement: str, path: Path) -> ExchangeConfig | None:
    """With whom it exchanges: signed, and under an agreement."""
    exchange = read_exchange(said, path)
    if exchange is not None and not (signing and agreement):
        raise ConfigError(f"{path}: a desk that exchanges needs signing_key, and the id of an [agreement].")
    return exchange


def _agreement(said: object, path: Path) -> tuple[str, str | None, int]:
    if not isinstance(said, dict) or set(said) - {"id", "expires_on", "keep_years"}:
        raise ConfigError(f"{path}: [agreement] has id, expires_on and keep_years, and nothing else.")
    ends_on = said.get("expires_on")
    if ends_on is not None and (not isinstance(ends_on, dt.date) or isinstance(ends_on, dt.datetime)):
        raise ConfigError(f"{path}: expires_on is {ends_on!r}: a day, without quotes, as in 2027-12-31, was expected.")
    name = said.get("id", "")
    if not isinstance(name, str) or not SHORT.fullmatch(name):
        raise ConfigError(f"{path}: the agreement's id is {name!r}: letters, digits and signs of ASCII were expected.")
    years = said.get("keep_years", KEEP_YEARS)
    if not isinstance(years, int) or isinstance(years, bool) or not 1 <= years <= LONGEST_KEPT:
        raise ConfigError(f"{path}: keep_years is {years!r}: 1 to {LONGEST_KEPT} years were expected.")
    return name, ends_on.isoformat() if ends_on else None, years
