"""The merchants that a person has reviewed and sets aside, and the file that says so.

[[suppress]]
provider_id = "acquirer-north"
merchant_id = "4711"
by = "a.reviewer"
on = 2026-06-30
why = "A gift-card shop; owner and premises are known."
until = 2027-06-30
as_of = 2026-06-30                 # of the run that was reviewed; a later report is new evidence
more = 0.5                         # a rule that rests on half as many payments more is new evidence

[suppress.reviewed]                # rules that spoke, as rule@version = payments that each rested on
"night_payments@1" = 120
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from finpath.config.toml import quoted, reading
from finpath.errors import ConfigError

MORE = 0.5
"""A rule that rests on so many payments more, as a share of those reviewed, says something new."""

TEXTS, DAYS = ("provider_id", "merchant_id", "by", "why"), ("on", "until", "as_of")


@dataclass(frozen=True)
class Suppression:
    """One merchant that a person has reviewed.

    Args:
        by, on, why: Who decided it, when, and for which reason.
        until: The last day that it holds.
        as_of: Of the run that was reviewed.
        reviewed: Payments that each rule rested on, by rule@version.
        more: How much more, as a share of those payments, is new evidence.
    """

    provider_id: str
    merchant_id: str
    by: str
    on: dt.date
    why: str
    until: dt.date
    as_of: dt.date
    reviewed: Mapping[str, int] = field(default_factory=dict)
    more: float = MORE

    @property
    def name(self) -> str:
        """Provider and merchant."""
        return f"{self.provider_id}/{self.merchant_id}"


def read_suppressions(path: Path) -> tuple[Suppression, ...]:
    """Read a file of suppressions.

    Raises:
        ConfigError: It is not there, is not TOML, or an entry is not complete.
    """
    with reading(path, "file of suppressions", "finpath suppress writes one"):
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    entries = content.get("suppress", [])
    if set(content) - {"suppress"} or not isinstance(entries, list):
        raise ConfigError(f"The suppressions {path} have more than [[suppress]]: write one such table per merchant.")
    return tuple(_entry(entry, f"{path}, entry {number}") for number, entry in enumerate(entries, 1))


def _entry(entry: Mapping[str, object], where: str) -> Suppression:
    unknown = sorted(set(entry) - {*TEXTS, *DAYS, "reviewed", "more"})
    if unknown:
        raise ConfigError(f"{where} has {unknown[0]}: known are {', '.join((*TEXTS, *DAYS, 'reviewed', 'more'))}.")
    for name in (*TEXTS, *DAYS):
        kind = str if name in TEXTS else dt.date
        value = entry.get(name)
        if not isinstance(value, kind) or isinstance(value, dt.datetime) or value == "":
            form = "a text" if name in TEXTS else "a day, without quotes, as in 2026-06-30"
            raise ConfigError(f"{where}: {name} is {value!r}: {form} was expected.")
    reviewed, more = entry.get("reviewed", {}), entry.get("more", MORE)
    if not isinstance(reviewed, dict) or not all(type(each) is int and "@" in rule for rule, each in reviewed.items()):
        raise ConfigError(f"{where}: reviewed is {reviewed!r}: write rule@version = payments, one a line.")
    if isinstance(more, bool) or not isinstance(more, int | float) or not more >= 0:
        raise ConfigError(f"{where}: more is {more!r}: a share from 0 on was expected.")
    plain = {name: entry[name] for name in (*TEXTS, *DAYS)}
    return Suppression(**plain, reviewed=reviewed, more=float(more))  # type: ignore[arg-type] # checked above


def write_suppression(suppression: Suppression) -> str:
    """A suppression as an entry of the file."""
    texts = [f"{name} = {quoted(getattr(suppression, name))}" for name in TEXTS]
    days = [f"{name} = {getattr(suppression, name).isoformat()}" for name in DAYS]
    rules = [f"{quoted(rule)} = {payments}" for rule, payments in sorted(suppression.reviewed.items())]
    lines = ["[[suppress]]", *texts, *days, f"more = {suppression.more!r}", "", "[suppress.reviewed]", *rules]
    return "\n".join(lines) + "\n"
