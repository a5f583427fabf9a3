"""What the hub answers to a bundle, signed: what it took, until when it keeps it; later, that it is gone."""

from __future__ import annotations

import datetime as dt
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from finpath.errors import ConfigError, ContributionError
from finpath.ingest.manifest import read_manifest
from finpath.keyring import SigningKey, sign, verify

KINDS = ("taken", "recalled", "purged")


@dataclass(frozen=True)
class Receipt:
    """An answer of the hub.

    Args:
        kind: taken, recalled or purged.
        bundle: The seal of the bundle that it answers.
        provider: Whose it is.
        sequence: Its number.
        rows: How many it held, of all tables.
        rejected: How many its member's door had rejected.
        on: The day.
        kept_until: The last day that the hub keeps it; empty where neither the roster nor its agreement says one.
        head: The head of the hub's log: who keeps the receipt has seen it.
        left: Of a rotation, how many tokens of the old key it did not know and still stand; of all else None, and no
            line.
    """

    kind: str
    bundle: str
    provider: str
    sequence: int
    rows: int
    rejected: int
    on: str
    kept_until: str
    head: str
    left: int | None = None

    @property
    def name(self) -> str:
        """What its file is called."""
        return f"r-{self.bundle[:12]}-{self.kind}.toml"

    def text(self) -> str:
        """The file."""
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        told = {name: value for name, value in values.items() if value is not None}
        lines = (f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in told.items())
        return "\n".join(["format = 1", *lines]) + "\n"


def write_receipt(receipt: Receipt, folder: Path, key: SigningKey) -> Path:
    """Write a receipt and its signature."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / receipt.name
    content = receipt.text().encode()
    comment = f"finpath 1 receipt {receipt.kind} {receipt.sequence} {receipt.bundle}"
    path.with_name(f"{path.name}.minisig").write_bytes(sign(content, key, comment))
    path.write_bytes(content)
    return path


def read_receipt(path: Path, hub: tuple[str, ...]) -> Receipt:
    """Read a receipt.

    Args:
        path: The file; its signature lies beside it.
        hub: The hub's public keys.

    Raises:
        ConfigError: It is none, or the hub did not sign it.
    """
    try:
        content = path.read_bytes()
        signature = path.with_name(f"{path.name}.minisig").read_bytes()
    except OSError as error:
        raise ConfigError(
            f"{error.filename} cannot be read: {error.strerror}. A receipt has a signature beside it."
        ) from None
    if verify(content, signature, hub) is None:
        raise ConfigError(f"{path} is not signed by the hub, or was altered: ask the hub for it again.")
    try:
        return _receipt(tomllib.loads(content.decode("utf-8")))
    except (ValueError, TypeError, RecursionError):
        raise ConfigError(f"{path} is no receipt of finpath.") from None


def _receipt(record: Mapping[str, object]) -> Receipt:
    values = {each.name: record.get(each.name) for each in fields(Receipt)}
    whole = {"sequence", "rows", "rejected", "left"}
    if record.get("format") != 1 or not all(
        type(value) is (int if name in whole else str)
        for name, value in values.items()
        if value is not None or name != "left"
    ):
        raise TypeError
    receipt = Receipt(**values)  # type: ignore[arg-type]
    if receipt.kind not in KINDS:
        raise ValueError
    return receipt


def keep_until(today: dt.date, days: int | None, said: dt.date | None) -> str:
    """The last day that something is kept that comes today: what roster and agreement say, the earlier.

    >>> keep_until(dt.date(2026, 6, 30), 30, dt.date(2027, 6, 30))
    '2026-07-30'
    >>> keep_until(dt.date(2026, 6, 30), None, dt.date(2027, 6, 30))
    '2027-06-30'
    >>> keep_until(dt.date(2026, 6, 30), None, None)
    ''
    """
    ends = ([] if days is None else [today + dt.timedelta(days=days)]) + ([] if said is None else [said])
    return str(min(ends)) if ends else ""


def agreed_until(folder: Path) -> dt.date | None:
    """The last day to keep that the agreement of an opened contribution names, where it names one."""
    try:
        agreement = read_manifest(folder).agreement
    except ContributionError:  # a withdrawal: nothing is kept
        return None
    return agreement.keep_until if agreement else None
