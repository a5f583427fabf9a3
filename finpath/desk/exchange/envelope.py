"""What one desk sends another: who sends what to whom, which it follows, and its content, signed, then encrypted.

It is the container of `finpath.bundle`: a tar of `bundle.toml`, `payload.json`, `SHA256SUMS` and its minisign
signature, in an age file for one recipient. It is made and opened in memory: nothing of it touches a disk in clear.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from finpath.bundle.archive import pack_contents, unpack_contents
from finpath.bundle.make import SIGNATURE
from finpath.bundle.manifest import FORMAT, NAME, SEAL, literal
from finpath.custody.entry import SHORT, canonical
from finpath.desk.exchange.partners import ORG, Partner
from finpath.errors import ContributionError
from finpath.keyring import Identity, SigningKey, open_bytes, seal_bytes, sign, verify
from finpath.output.folder.seal import NAME as SUMS
from finpath.output.folder.seal import format_sums, read_seal, read_sums

CASE, RECALL, RECEIPT, QUESTION, ANSWER, WARNING, MATCH, MATCH_ANSWER = KINDS = (
    "case", "recall", "receipt", "question", "answer", "warning", "match", "match-answer",
)  # fmt: skip
PAYLOAD = "payload.json"
FILES = re.compile(r"bundle\.toml|payload\.json|SHA256SUMS|SHA256SUMS\.minisig")
LARGEST = 1 << 23
"""Bytes of an envelope, sealed: a case's limited referral has some hundred thousand."""

HIGHEST = 1_000_000
"""Number of an envelope: nobody sends as many."""

FIELDS: Mapping[str, type] = {
    "format": int, "kind": str, "sender": str, "receiver": str, "to": str, "sequence": int, "previous": str,
    "made_on": dt.date, "finpath": str, "agreement": str, "about": str, "head": str,
}  # fmt: skip

Payload = Mapping[str, object]


@dataclass(frozen=True)
class Envelope:
    """What an envelope says of itself; all of it is signed.

    Args:
        kind: One of `KINDS`.
        sender: The org of the desk that sends it.
        receiver: The org of the desk that it is for.
        to: The age recipient that it is sealed for: nobody can pass it on as if it had been for another.
        sequence: Its number among those of this sender to this receiver, from 1.
        previous: The seal of the one before; empty for the first.
        made_on: The day, in UTC.
        finpath: The version that made it.
        agreement: The id of the agreement that it is sent under.
        about: The seal of what it answers or calls back; empty where it begins something.
        head: The head of the sender's chain of custody: whoever keeps it has seen it.
    """

    kind: str
    sender: str
    receiver: str
    to: str
    sequence: int
    previous: str
    made_on: dt.date
    finpath: str
    agreement: str
    about: str = ""
    head: str = ""

    def comment(self, seal: str) -> str:
        """The trusted comment of its signature, for whoever reads it with `minisign -V`."""
        return f"finpath {FORMAT} {self.kind} {self.sender} {self.agreement} {self.sequence} {seal}"

    def text(self) -> str:
        """The file."""
        values = {"format": FORMAT, **{name: getattr(self, name) for name in FIELDS if name != "format"}}
        return "".join(f"{name} = {literal(value)}\n" for name, value in values.items())


@dataclass(frozen=True)
class Opened:
    """An envelope that is as its sender signed it."""

    envelope: Envelope
    seal: str
    payload: Payload


def seal_envelope(envelope: Envelope, payload: Payload, key: SigningKey) -> tuple[str, bytes]:
    """Sign and encrypt; the seal, and the bytes of the file."""
    files = {NAME: envelope.text().encode(), PAYLOAD: canonical(payload)}
    files[SUMS] = format_sums({name: hashlib.sha256(content).hexdigest() for name, content in files.items()})
    seal = read_seal(files[SUMS]) or ""
    files[SIGNATURE] = sign(files[SUMS], key, envelope.comment(seal))
    return seal, seal_bytes(pack_contents(files), (envelope.to,))


def open_envelope(sealed: bytes, identity: Identity, partners: Mapping[str, Partner]) -> Opened:
    """Open what a partner has sent.

    Args:
        sealed: The file.
        identity: What opens what is for this desk.
        partners: By org, whose signatures count.

    Raises:
        ContributionError: It is not for this desk, not as it was signed, or no partner signed it.
    """
    if len(sealed) > LARGEST:
        raise ContributionError(f"It is larger than {LARGEST >> 20} MB: no envelope of a desk is.")
    packed = open_bytes(sealed, identity)
    if packed is None:
        raise ContributionError("It is not encrypted for this desk, or was altered on its way: ask for it again.")
    files = unpack_contents(packed, FILES)
    if set(files) != {NAME, PAYLOAD, SUMS, SIGNATURE}:
        raise ContributionError("It does not hold what an envelope of a desk holds: ask for it again.")
    seal = read_seal(files[SUMS])
    named = {name: hashlib.sha256(files[name]).hexdigest() for name in (NAME, PAYLOAD)}
    if seal is None or read_sums(files[SUMS]) != named or files[SUMS] != format_sums(named):
        raise ContributionError("It is not as it was signed: ask for it again.")
    envelope = read_envelope(files[NAME])
    partner = partners.get(envelope.sender)
    if partner is None:
        raise ContributionError(f"It is of {envelope.sender}, which is no partner of this desk: desk.toml names them.")
    signer = verify(files[SUMS], files[SIGNATURE], partner.signs)
    if signer is None or signer.comment != envelope.comment(seal):
        raise ContributionError(f"It is not signed by {envelope.sender}: ask them for it again.")
    return Opened(envelope, seal, _read_payload(files[PAYLOAD]))


def read_envelope(content: bytes) -> Envelope:
    """Read a `bundle.toml` of a desk.

    Raises:
        ContributionError: It is none, or of a later finpath.
    """
    try:
        record = tomllib.loads(content.decode("utf-8"))
    except (ValueError, RecursionError):
        record = {}
    if record.get("format") != FORMAT or set(record) != set(FIELDS):
        raise ContributionError(f"Its {NAME} is none that this finpath reads: ask which finpath made it.")
    if any(type(record[name]) is not kind for name, kind in FIELDS.items()):
        raise ContributionError(f"Its {NAME} has something in another form than a desk writes.")
    del record["format"]
    made = Envelope(**cast("dict[str, str]", record))  # type: ignore[arg-type] # types were held to FIELDS
    if made.kind not in KINDS:
        raise ContributionError(f'It is of the kind "{made.kind:.40}", which this finpath does not know.')
    seals = [each for each in (made.previous, made.about) if each]
    orgs = (made.sender, made.receiver)
    sound = 1 <= made.sequence <= HIGHEST and all(map(ORG.fullmatch, orgs)) and all(map(SEAL.fullmatch, seals))
    if not sound or not SHORT.fullmatch(made.agreement):
        raise ContributionError(f"Its {NAME} has a name, a number or a seal that cannot be.")
    return made


def _read_payload(content: bytes) -> Payload:
    try:
        said = json.loads(content)
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        raise ContributionError(f"Its {PAYLOAD} is none: ask for it again.")
    return cast("Payload", said)
