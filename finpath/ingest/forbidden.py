"""Refuses columns that nobody may keep (CVV, track, PIN) or that reveal digits of a card number.

Verification values, track data and PIN blocks must not be kept after authorisation, not even encrypted (PCI DSS 4.0.1,
requirement 3.3.1). The first or last digits of a card number beside its token give most of the number away (3.4.1).
"""

from __future__ import annotations

import re
from collections.abc import Collection

from finpath.engine import Engine
from finpath.errors import ContributionError, legible
from finpath.ingest.format import Records
from finpath.ingest.keys import CLEAR, Keys
from finpath.ingest.manifest import FileEntry
from finpath.tables.contract import TABLES, Type

CODES = frozenset("cvv cvv2 cvc cvc2 cvn cvn2 cvd csc cav cav2 icvv dcvv cid2 securitycode verificationvalue".split())
STRIPES = frozenset("track1 track2 track3 trackdata trackone tracktwo magstripe magstrip magneticstripe".split())
PINS = frozenset("pinblock pindata encryptedpin pin".split())
ELEMENTS = frozenset("de35 de36 de45 de52 df35 df36 df45 df52".split())
"""ISO 8583: tracks 2, 3 and 1, and the PIN block."""

ABOUT = frozenset("result response match status check indicator present flag code4 resultcode responsecode".split())
"""Words after which a column says what came of a check, not what was checked."""

PARTIAL = frozenset("bin iin first6 first8 firstsix last4 lastfour panlast4 cardlast4 maskedpan truncatedpan".split())

WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")


def _words(name: str) -> list[str]:
    return [word.lower() for word in WORDS.findall(name)]


def _has_word(name: str, vocabulary: frozenset[str]) -> bool:
    """Say whether a word of a name, or two or three beside each other, is one of these."""
    words = _words(name)
    return any("".join(words[at : at + size]) in vocabulary for size in (1, 2, 3) for at in range(len(words)))


def is_forbidden(name: str) -> bool:
    """Say whether a column of this name holds a verification value, track data or a PIN block.

    >>> [is_forbidden(name) for name in ("CVV2", "card_cvc", "Track 2 data", "DE52", "pinBlock")]
    [True, True, True, True, True]
    >>> [is_forbidden(name) for name in ("cvv_result", "pin_code", "tracking_no", "spin", "CID", "cvvMatch")]
    [False, False, False, False, False, False]
    """
    if set(_words(name)) & ABOUT:
        return False
    pin = _words(name) == ["pin"] or _has_word(name, PINS - {"pin"})
    return pin or _has_word(name, CODES | STRIPES | ELEMENTS)


def is_partial(name: str) -> bool:
    """Say whether a column of this name holds the first or last digits of card numbers.

    >>> [is_partial(name) for name in ("BIN", "card_last4", "PAN last 4", "binary", "merchant_id")]
    [True, True, True, False, False]
    """
    return _has_word(name, PARTIAL)


def refuse_forbidden(engine: Engine, raw: str, records: Records, label: str) -> None:
    """Refuse a file that has a forbidden column with anything in it, whether or not it is mapped.

    Raises:
        ContributionError: It has one.
    """
    for name, value in zip(records.names, records.values, strict=True):
        sql = f"SELECT 1 FROM {raw} WHERE fp_text({value}) IS NOT NULL LIMIT 1"  # noqa: S608
        if is_forbidden(name) and engine.rows(sql):
            raise ContributionError(
                f"{label} has a column {legible(name)}: card verification values, track data and PIN blocks must not "
                "be kept after authorisation. Leave it out at its source, and destroy this file."
            )


def refuse_partial(entry: FileEntry, label: str) -> None:
    """Refuse a mapping that would keep the first or last digits of card numbers in clear; in a token they are hashed.

    Raises:
        ContributionError: The manifest has one.
    """
    tokens = {column.name for column in TABLES[entry.table] if column.type is Type.TOKEN}
    for ours, names in entry.columns.items():
        for name in names:
            if ours not in tokens and is_partial(name):
                raise ContributionError(
                    f"{label}: {ours} is mapped to {legible(name)}, the first or last digits of card numbers, which "
                    "are never kept beside a token; map it to a token, or leave it out."
                )


def refuse_clear(entry: FileEntry, columns: Collection[str], keys: Keys) -> None:
    """Refuse identifiers in clear where the members' key is not here: nothing could be made of them.

    Args:
        entry: What the manifest says of the file.
        columns: The contract's columns that it has.
        keys: Of the run.

    Raises:
        ContributionError: There are some.
    """
    named = {column.name for column in TABLES[entry.table] if column.type is Type.TOKEN or column.name == "domain"}
    if keys.member is None and not entry.has_tokens and named & set(columns):
        raise ContributionError(CLEAR)
