"""An old key's statement about a new one: who signs with the old says which is its successor, and from which day.

It is a small text with two signatures beside it: the old key's, which the roster knows, and the new key's own, so that
nobody names a key that is another's. A recipient of age cannot sign: the key that signs speaks for it alone.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import cast

from finpath.errors import ConfigError
from finpath.keyring.sealing import PUBLIC
from finpath.keyring.signing import SigningKey, sign, verify
from finpath.keyring.trust import Trust

HUB = "hub"
"""The party that is no member."""

SIGNATURE, OWN = ".minisig", ".new.minisig"
"""What the signatures of the old key and of the new one are called beside the statement."""

LONGEST = 1 << 14
PARTY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._'+ -]{0,119}")
SIGNING = re.compile("RW[A-Za-z0-9+/]{54}")
"""A public key of minisign, letter by letter: what is around it would stand in the lines that a person adds."""

RECIPIENT = re.compile(f"{PUBLIC}[a-z0-9]{{1,4000}}")


@dataclass(frozen=True)
class Succession:
    """What a statement says.

    Args:
        kind: sign or age: what the new key does.
        party: The id of the member, or hub.
        old: The key that says so.
        new: Its successor: a public key of minisign, or a recipient of age.
        begins: The first day of the new key.
        made_on: The day of the statement.
    """

    kind: str
    party: str
    old: str
    new: str
    begins: dt.date
    made_on: dt.date

    def text(self) -> str:
        """The file."""
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        lines = (
            f"{name} = {value if isinstance(value, dt.date) else json.dumps(value, ensure_ascii=False)}"
            for name, value in values.items()
        )
        return "\n".join(["format = 1", *lines]) + "\n"

    def comment(self) -> str:
        """The trusted comment of its signatures, for whoever reads it with `minisign -V`."""
        said = f"finpath 1 succession {self.kind} {self.party} from {self.begins}"
        return said.encode("ascii", errors="replace").decode()


def write_succession(succession: Succession, path: Path, old: SigningKey, new: SigningKey | None) -> None:
    """Write a statement and its signatures.

    Args:
        succession: What it says.
        path: Where to; the signatures go beside it.
        old: The key that the roster knows.
        new: Its successor; None where that is a recipient of age.

    Raises:
        ConfigError: It is there already, cannot be written, or its party is no name.
    """
    if not PARTY.fullmatch(succession.party):
        raise ConfigError("The party of a statement is no plain name: write the id of the member, or hub.")
    content = succession.text().encode()
    written = {path: content, path.with_name(path.name + SIGNATURE): sign(content, old, succession.comment())}
    if new is not None:
        written[path.with_name(path.name + OWN)] = sign(content, new, succession.comment())
    there = [each for each in written if each.exists()]
    if there:
        raise ConfigError(f"{there[0]} exists: a statement is never overwritten. Name another file.")
    try:
        for each, content in written.items():
            each.write_bytes(content)
    except OSError as error:
        raise ConfigError(f"The statement cannot be written to {path}: {error.strerror}. Name another place.") from None


def read_succession(path: Path, trust: Trust, today: dt.date) -> Succession:
    """Read a statement and hold it against the roster.

    Raises:
        ConfigError: It is none, or the key that signed it does not speak for its party, on its day and today.
    """
    try:
        content, signature = (_read(path.with_name(path.name + ending)) for ending in ("", SIGNATURE))
        said = _parse(tomllib.loads(content.decode("utf-8")))
        own = _read(path.with_name(path.name + OWN)) if said.kind == "sign" else None
    except OSError as error:
        raise ConfigError(
            f"{error.filename} cannot be read: {error.strerror}. A statement has its signatures beside it."
        ) from None
    except (ValueError, TypeError, KeyError, RecursionError):
        raise ConfigError(f"{path} is no statement about a key: make it with finpath keys succeed.") from None
    _check_old(said, (content, signature), trust, today)
    if said.made_on > today + dt.timedelta(days=1):
        raise ConfigError(f"The statement is of {said.made_on}, and today is {today}: set the clock where it was made.")
    if own is not None:
        _check_new(said, (content, own), trust)
    return said


def _check_old(said: Succession, signed: tuple[bytes, bytes], trust: Trust, today: dt.date) -> None:
    """Refuse what no key says that speaks for the party.

    Raises:
        ConfigError: It is unknown, not yet or no more valid, or compromised.
    """
    keys = [] if said.party == HUB else [key for key in trust.of(said.party) if key.public == said.old]
    is_known = bool(keys) or (said.party == HUB and said.old in trust.hub)
    signer = verify(*signed, (said.old,)) if is_known else None
    if signer is None or signer.comment != said.comment():
        raise ConfigError(
            f"The statement is signed by no key that the roster gives {said.party}: only a key that speaks for it can"
            " name its successor."
        )
    for day in (said.made_on, today):
        spans = [key.why_not(day) for key in keys]
        if spans and all(spans):
            raise ConfigError(
                f"The key that signed the statement {spans[0]}, and cannot name a successor on {day}: let two people"
                " of the hub enter the new key by hand, after they have asked the member."
            )


def _check_new(said: Succession, signed: tuple[bytes, bytes], trust: Trust) -> None:
    signer = verify(*signed, (said.new,))
    if signer is None or signer.comment != said.comment():
        raise ConfigError("The new key has not signed the statement: nobody can name a key that is another's.")
    known = [key.member for key in trust.keys if key.public == said.new] + [HUB] * (said.new in trust.hub)
    if known:
        raise ConfigError(f"The roster has the new key already, as one of {known[0]}: nothing is to be added.")


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        content = file.read(LONGEST + 1)
    if len(content) > LONGEST:
        raise ValueError
    return content


def _parse(record: Mapping[str, object]) -> Succession:
    if record["format"] != 1 or set(record) != {"format", *(each.name for each in fields(Succession))}:
        raise ValueError
    kind, party, old, new = (record[name] for name in ("kind", "party", "old", "new"))
    days = (record["begins"], record["made_on"])
    if not all(isinstance(each, str) for each in (kind, party, old, new)) or not all(
        type(day) is dt.date for day in days
    ):
        raise TypeError
    begins, made_on = cast("tuple[dt.date, dt.date]", days)
    said = Succession(str(kind), str(party), str(old), str(new), begins, made_on)
    if not PARTY.fullmatch(said.party) or said.kind not in {"sign", "age"} or said.old == said.new:
        raise ValueError
    if not SIGNING.fullmatch(said.old) or not (SIGNING if said.kind == "sign" else RECIPIENT).fullmatch(said.new):
        raise ValueError
    return said


def roster_lines(said: Succession) -> str:
    """What a person writes into the roster, or gives to those who seal for the party."""
    before = said.begins - dt.timedelta(days=1)
    if said.kind == "age":
        return f"# {said.party} opens with this from {said.begins} on; seal for it with --to.\n{said.new}\n"
    if said.party == HUB:
        return (
            f'# below [hub], into the list sign; what is there stays: old receipts are checked with it\n"{said.new}",\n'
        )
    return (
        f'# below [[member]] id = "{said.party}"; its key {said.old[:12]}… gets until = {before}, where it has no end\n'
        f'[[member.key]]\nsign = "{said.new}"\nfrom = {said.begins}\n'
    )
