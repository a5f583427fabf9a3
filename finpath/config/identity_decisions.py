"""A person's decisions on which accounts belong together and which do not, whatever the data say.

[[merge]]
accounts = ["acquirer-north/4711", "wallet/wp_x1"]
relation = "same_merchant"                 # or same_controller, which it is when left out
by = "J. Jansen"
on = 2026-03-04
why = "One web shop; both contracts are on file."

[[split]]
accounts = ["acquirer-south/77"]           # these, together, have nobody else's controller
by = "J. Jansen"
on = 2026-03-05
why = "The phone is the landlord's."
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from finpath.config.toml import quoted, reading
from finpath.errors import ConfigError

SAME_CONTROLLER, SAME_MERCHANT = "same_controller", "same_merchant"
KEYS = {"merge": {"accounts", "relation", "by", "on", "why"}, "split": {"accounts", "by", "on", "why"}}


@dataclass(frozen=True)
class IdentityDecision:
    """What a person has decided about accounts.

    Args:
        accounts: As "provider/merchant"; sorted.
        by: Who decided.
        on: The day.
        why: The reason.
        relation: same_merchant or same_controller; empty for a split.
    """

    accounts: tuple[str, ...]
    by: str
    on: dt.date
    why: str
    relation: str = ""


@dataclass(frozen=True)
class IdentityDecisions:
    """All of them. To undo one, take it out of the file.

    Args:
        merges: Accounts that belong together.
        splits: Accounts that belong together with nobody else.
    """

    merges: tuple[IdentityDecision, ...] = ()
    splits: tuple[IdentityDecision, ...] = ()


def read_identity_decisions(path: Path) -> IdentityDecisions:
    """Read a file of decisions.

    Raises:
        ConfigError: It is not there, is not TOML, lacks something, or contradicts itself.
    """
    with reading(path, "file of decisions", "correct identities in the case file"):
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    if unknown := sorted(set(content) - set(KEYS)):
        raise ConfigError(f"{path} has {unknown[0]}: known are [[merge]] and [[split]].")
    decisions = IdentityDecisions(*(tuple(_all(content.get(kind, []), kind, path)) for kind in KEYS))
    _agree(decisions, path)
    return decisions


def write_identity_decision(decision: IdentityDecision) -> str:
    """A decision as an entry of the file."""
    accounts = ", ".join(map(quoted, decision.accounts))
    relation = [f"relation = {quoted(decision.relation)}"] if decision.relation else []
    return "\n".join(
        [
            "[[merge]]" if decision.relation else "[[split]]",
            f"accounts = [{accounts}]",
            *relation,
            f"by = {quoted(decision.by)}",
            f"on = {decision.on}",
            f"why = {quoted(decision.why)}",
            "",
        ]
    )


def _all(entries: object, kind: str, path: Path) -> Iterator[IdentityDecision]:
    if not isinstance(entries, list) or not all(isinstance(each, dict) for each in entries):
        raise ConfigError(f"{path}: {kind} is {entries!r}: write each under a line [[{kind}]].")
    for number, each in enumerate(entries, 1):
        yield _decision(each, kind, f"{path}, {kind} {number}")


def _decision(entry: Mapping[str, object], kind: str, place: str) -> IdentityDecision:
    if unknown := sorted(set(entry) - KEYS[kind]):
        raise ConfigError(f"{place} has {unknown[0]}: known are {', '.join(sorted(KEYS[kind]))}.")
    accounts, on = entry.get("accounts"), entry.get("on")
    if not isinstance(accounts, list) or len(set(map(str, accounts))) < 1 + (kind == "merge"):
        few = "two or more" if kind == "merge" else "one or more"
        raise ConfigError(f"{place}: accounts is {accounts!r}: a list of {few} was expected, each provider/merchant.")
    if wrong := [each for each in accounts if not isinstance(each, str) or not all(each.partition("/"))]:
        raise ConfigError(f"{place} names {wrong[0]!r}: write an account as provider/merchant.")
    if not isinstance(on, dt.date):
        raise ConfigError(f"{place}: on is {on!r}: write the day of the decision without quotes, as in 2026-03-04.")
    relation = entry.get("relation", SAME_CONTROLLER)
    if relation not in {SAME_CONTROLLER, SAME_MERCHANT}:
        raise ConfigError(f"{place}: relation is {relation!r}: write {SAME_MERCHANT} or {SAME_CONTROLLER}.")
    day = on.date() if isinstance(on, dt.datetime) else on
    names = tuple(sorted(set(map(str, accounts))))
    by, why = _text(entry, "by", place), _text(entry, "why", place)
    return IdentityDecision(names, by, day, why, str(relation) if kind == "merge" else "")


def _text(entry: Mapping[str, object], name: str, place: str) -> str:
    value = entry.get(name)
    if not isinstance(value, str) or not value.strip():
        raise ConfigError(f"{place}: {name} is {value!r}: a decision says who made it (by) and for what reason (why).")
    return value.strip()


def _agree(found: IdentityDecisions, path: Path) -> None:
    """A merge across the border of a split can only be one of two mistakes."""
    for merge in found.merges:
        for split in found.splits:
            inside = set(merge.accounts) & set(split.accounts)
            if inside and inside != set(merge.accounts):
                raise ConfigError(
                    f"{path}: {merge.by} merges {min(inside)} with others on {merge.on}, and {split.by} splits it off"
                    f" on {split.on}: take one of the two out."
                )
