"""One entry: what is hashed, in which form.

An entry names no person and no account: its digest is over a random salt and what was done. Who destroys salt and
record leaves a chain that still holds, and a digest that says nothing any more.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields

from finpath.custody.acts import ACTS

HEX = re.compile("[0-9a-f]{64}")
AT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z")
SHORT = re.compile(r"[A-Za-z0-9 ._:@+=/-]{0,200}")
START = "0" * 64
"""What the first entry follows."""


@dataclass(frozen=True)
class Entry:
    """One act.

    Args:
        n: Its number, from 1.
        at: In UTC, to the microsecond.
        actor: Who did it, by a name that is no person's: u-…, or the id of a member.
        act: One of `ACTS`.
        subject: What it was done to, as kind:id.
        agreement: The id of the agreement that allowed it; empty where none was needed.
        digest: Of a salt and what was done.
        before: The hash of the entry before.
    """

    n: int
    at: str
    actor: str
    act: str
    subject: str
    agreement: str
    digest: str
    before: str

    @property
    def hash(self) -> str:
        """SHA-256 of all of it."""
        return hashlib.sha256(canonical(asdict(self))).hexdigest()

    def line(self) -> bytes:
        """The entry as a line of a log."""
        return canonical({**asdict(self), "hash": self.hash}) + b"\n"


def canonical(record: Mapping[str, object]) -> bytes:
    """The one form of a record of texts and whole numbers (RFC 8785)."""
    return json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest_of(salt: bytes, done: Mapping[str, object]) -> str:
    """The digest of what was done, under a salt."""
    return hashlib.sha256(salt + canonical(done)).hexdigest()


def read_line(line: bytes) -> tuple[Entry, bool] | None:
    """The entry of a line, and whether it is as it was written; None where it is none."""
    try:
        record = json.loads(line)
        names = {field.name for field in fields(Entry)}
        if not isinstance(record, dict) or set(record) != {*names, "hash"}:
            return None
        entry = Entry(**{name: record[name] for name in names})
        return (entry, record["hash"] == entry.hash and line == entry.line()) if is_sound(entry) else None
    except (ValueError, TypeError, RecursionError):
        return None


def is_sound(entry: Entry) -> bool:
    """Whether an entry holds nothing but what a reader takes: no line ends, no letters beyond ASCII, a known act."""
    texts: tuple[object, ...] = (entry.actor, entry.subject, entry.agreement)
    return (
        str(entry.n).isdecimal()
        and entry.n > 0
        and entry.act in ACTS
        and all(isinstance(text, str) and SHORT.fullmatch(text) for text in texts)
        and AT.fullmatch(entry.at) is not None
        and all(HEX.fullmatch(text) for text in (entry.digest, entry.before))
    )
