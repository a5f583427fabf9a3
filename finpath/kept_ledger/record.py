"""What a kept ledger says of itself: `ledger.json`, with a code over it that only a holder of the key can make."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from finpath.engine import Engine
from finpath.errors import ConfigError
from finpath.ingest import Keys, Ledger, Provider, Reason, Refusal, SourceFile
from finpath.ingest.currency import Rate
from finpath.ingest.sealed_table import derive_key
from finpath.ingest.withdrawal import Withdrawal
from finpath.output.folder import verify
from finpath.referral.model.serialization import dataclass_from_json, dataclass_to_json

NAME, CODE = "ledger.json", "ledger.mac"

FORMAT = 2

OF_RECORD = b"finpath kept ledger 1, record"
"""What the key of the code is for."""


@dataclass(frozen=True)
class LedgerRecord:
    """Everything of a kept ledger but its tables.

    Args:
        format: Of this folder.
        finpath: The version that read it: another may read files otherwise.
        salt: That its key follows from, in hexadecimal.
        as_of: Nothing later counts.
        asked_as_of: The same as the case said it; None where it follows from the files.
        rates: SHA-256 of the file of rates; None where there was none.
        roster: SHA-256 of the roster's entries; None where there was none.
        identities: What was decided of identities when its graph was made, as SHA-256.
        caps: Bounds that bit in its graph.
        statements: SHA-256 of what members say of their contributions.
        tables: Rows by the name of the relation.
        views: The SELECT of each relation that is worked out from those, in the order in which they are defined.
    """

    format: int
    finpath: str
    salt: str
    as_of: dt.datetime
    asked_as_of: dt.datetime | None
    rates: str | None
    roster: str | None
    identities: str
    caps: tuple[str, ...]
    statements: Mapping[str, str]
    tables: Mapping[str, int]
    views: tuple[tuple[str, str], ...]
    providers: tuple[Provider, ...]
    files: tuple[SourceFile, ...]
    refusals: tuple[Refusal, ...]
    notes: tuple[str, ...]
    supplied: Mapping[str, tuple[str, ...]]
    over_limit: tuple[SourceFile, ...]
    unmet: tuple[str, ...]
    withdrawals: tuple[Withdrawal, ...]
    reasons: tuple[Reason, ...]
    quoted: tuple[Rate, ...]
    facilitators: tuple[tuple[str, str], ...]

    def ledger(self, engine: Engine) -> Ledger:
        """The ledger, over the tables of an engine."""
        return Ledger(
            engine,
            self.as_of,
            self.providers,
            self.files,
            self.refusals,
            self.notes,
            {provider: frozenset(columns) for provider, columns in self.supplied.items()},
            self.over_limit,
            self.unmet,
            self.withdrawals,
            self.reasons,
            self.quoted,
            self.facilitators,
        )


def is_kept_ledger(place: Path) -> bool:
    """Say whether a folder is a kept ledger."""
    return (place / NAME).is_file()


def write_record(record: LedgerRecord, keys: Keys, folder: Path) -> None:
    """Write both files."""
    text = json.dumps(dataclass_to_json(record), indent=1, sort_keys=True, ensure_ascii=False).encode()
    (folder / NAME).write_bytes(text)
    (folder / CODE).write_text(_code(text, keys, record.salt) + "\n", encoding="ascii")


def read_record(folder: Path, keys: Keys) -> LedgerRecord:
    """Read what a kept ledger says of itself, and hold every file against it.

    Raises:
        ConfigError: It is none, of another version or another key, or a part of it was altered or is missing.
    """
    try:
        text = (folder / NAME).read_bytes()
    except OSError:
        raise ConfigError(
            f"{folder} is no kept ledger: make one with finpath ingest CONTRIBUTIONS --into {folder}."
        ) from None
    faults = verify(folder).faults
    if faults:
        raise ConfigError(
            f"The kept ledger {folder} is not as it was written: {faults[0].sentence}. Read the contributions anew"
            " with finpath ingest, and --force."
        )
    document = json.loads(text)
    if (document["format"], document["finpath"]) != (FORMAT, metadata.version("finpath")):
        raise ConfigError(
            f"The kept ledger {folder} is of finpath {document['finpath']}, which may read files otherwise: read the"
            " contributions anew with finpath ingest, and --force."
        )
    if not hmac.compare_digest(
        (folder / CODE).read_text(encoding="ascii").strip(), _code(text, keys, document["salt"])
    ):
        raise ConfigError(f"The kept ledger {folder} was made with other keys than those that are set: set its keys.")
    return dataclass_from_json(LedgerRecord, document)


def _code(text: bytes, keys: Keys, salt: str) -> str:
    return hmac.digest(derive_key(keys, bytes.fromhex(salt), OF_RECORD), text, hashlib.sha256).hex()
