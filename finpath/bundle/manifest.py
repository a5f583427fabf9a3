"""`bundle.toml`: what a bundle is, who made it for whom, and which it follows."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

from finpath.custody.entry import canonical
from finpath.errors import ContributionError
from finpath.ingest.manifest import Agreement

NAME = "bundle.toml"
FORMAT = 1
KINDS = ("contribution", "recall", "rotation")
NAMED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._'+ -]{0,119}")
"""What a folder and a provider may be called: no path, no sign that means something to a file system."""

SEAL = re.compile("[0-9a-f]{64}")
KEY = re.compile("[a-z2-7]{8}")
OLD = "old_token_key"
"""What a rotation alone says."""

FIELDS: Mapping[str, type] = {
    "format": int, "kind": str, "provider": str, "folder": str, "to": str, "sequence": int, "previous": str,
    "made_on": dt.date, "finpath": str, "token_key": str, "agreement": str, "agreement_sha256": str, "rejected": int,
    "recalls": str, "reason": str, "head": str,
}  # fmt: skip


@dataclass(frozen=True)
class BundleManifest:
    """What a bundle says of itself; all of it is signed.

    Args:
        kind: A contribution, the recall of one, or the rotation of the key of tokens.
        provider: The id of the member.
        folder: What the member calls its contribution.
        to: For whom it is: the age recipient, so that nobody can pass it on as if it had been for another.
        sequence: Its number among those of the member to this recipient, from 1.
        previous: The seal of the one before; empty for the first.
        made_on: The day.
        finpath: The version that made it.
        token_key: The id of the key that its tokens were made with.
        agreement: The id of the agreement.
        agreement_sha256: Of its terms.
        rows: By table, how many it holds.
        rejected: How many did not pass the member's door.
        recalls: The seal of the bundle that is called back.
        reason: Why, in the member's words.
        head: The head of the member's own log.
        old_token_key: Of a rotation, the id of the key that counts no more.
    """

    kind: str
    provider: str
    folder: str
    to: str
    sequence: int
    previous: str
    made_on: dt.date
    finpath: str
    token_key: str
    agreement: str
    agreement_sha256: str
    rejected: int = 0
    recalls: str = ""
    reason: str = ""
    head: str = ""
    old_token_key: str = ""
    rows: Mapping[str, int] = field(default_factory=dict)

    def comment(self, seal: str) -> str:
        """The trusted comment of its signature, for whoever reads it with `minisign -V`."""
        said = f"finpath {FORMAT} {self.kind} {self.provider} {self.agreement} {self.sequence} {seal}"
        return said.encode("ascii", errors="replace").decode()

    def text(self) -> str:
        """The file."""
        values = {"format": FORMAT, **{name: getattr(self, name) for name in FIELDS if name != "format"}}
        values |= {OLD: self.old_token_key} if self.old_token_key else {}
        lines = [f"{name} = {literal(value)}" for name, value in values.items()]
        return (
            "\n".join([*lines, "", "[rows]", *(f"{table} = {self.rows[table]}" for table in sorted(self.rows))]) + "\n"
        )


def literal(value: object) -> str:
    """A value as TOML writes it."""
    return str(value) if isinstance(value, dt.date) else json.dumps(value, ensure_ascii=False)


def read_bundle_manifest(content: bytes) -> BundleManifest:
    """Read a bundle.toml.

    Raises:
        ContributionError: It is none, or of a later finpath.
    """
    try:
        record = tomllib.loads(content.decode("utf-8"))
    except (ValueError, RecursionError):
        raise _refusal("is no TOML") from None
    if record.get("format") != FORMAT:
        raise _refusal(f"is of format {record.get('format')!r}, and this finpath reads {FORMAT}")
    rows = record.pop("rows", {})
    fields = {**FIELDS, OLD: str} if OLD in record else FIELDS
    wrong = [name for name, kind in fields.items() if type(record.get(name)) is not kind]
    if wrong or set(record) - set(fields) or not isinstance(rows, dict):
        raise _refusal(f"lacks {wrong[0]}, or has it in another form" if wrong else "holds what it never has")
    del record["format"]
    made = BundleManifest(rows=rows, **cast("dict[str, str]", record))  # type: ignore[arg-type]
    _check(made)
    return made


def _check(made: BundleManifest) -> None:
    counts = [made.rejected, *made.rows.values()]
    names = (made.provider, made.folder)
    if made.kind not in KINDS or made.sequence < 1 or not all(type(each) is int and each >= 0 for each in counts):
        raise _refusal("has a kind, a sequence or a count that cannot be")
    if not all(NAMED.fullmatch(name) for name in names) or any(name.rstrip() != name for name in names):
        raise _refusal("names a provider or a folder by what is no plain name")
    keys = (made.token_key, made.old_token_key) if made.kind == "rotation" else ()
    if not all(KEY.fullmatch(key) for key in keys) or (made.old_token_key and not keys):
        raise _refusal("names a key that is none")
    seals = [each for each in (made.previous, made.recalls) if each]
    if not all(SEAL.fullmatch(each) for each in (*seals, made.agreement_sha256)):
        raise _refusal("has a seal that is none")


def _refusal(fault: str) -> ContributionError:
    return ContributionError(f"{NAME} {fault}; make the bundle again with finpath bundle make.")


def terms_digest(agreement: Agreement) -> str:
    """SHA-256 of the terms of an agreement, as a contribution states them.

    A day to keep until counts where one is named: digests from before there was such a term stay what they were.
    """
    terms = {name: "" if value is None else str(value) for name, value in vars(agreement).items()}
    if agreement.keep_until is None:
        del terms["keep_until"]
    return hashlib.sha256(canonical(terms)).hexdigest()
