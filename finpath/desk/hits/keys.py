"""By what a case could meet another: its accounts, their entities, and tokens that a run kept of their controllers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from finpath.desk.store.seals import DeskKey
from finpath.output.folder import Run

ACCOUNT, ENTITY, GROUP, PAYERS = "account", "entity", "group", "payers"
FEWEST = 5
"""Payers in common of which a hit tells; fewer could be anybody's."""

BANDS = ((50, "50 or more"), (20, "20 to 49"), (10, "10 to 19"), (FEWEST, "5 to 9"))
ACCOUNTS = ("provider_id", "merchant_id")
FILES = ("findings.parquet", "explanations/keys.parquet", "explanations/neighbours.parquet")
"""What of a run is read here."""

WORDS = {
    ACCOUNT: "an account",
    ENTITY: "one controller, as the run has it",
    GROUP: "one group of the run",
    "settlement_account": "a settlement account",
    "principal": "a person behind it",
    "registration_number": "a registration number",
    "email": "an e-mail address",
    "domain": "a host",
    "phone": "a phone",
    "name_and_address": "a name with its address",
    PAYERS: "payers in common beyond chance",
}
"""Kinds, as people are told of them."""

Keys = Mapping[str, Collection[tuple[str, str]]]


def read_keys(path: Path, key: DeskKey, accounts: Collection[str]) -> Keys:
    """By account, kinds and keyed hashes of what it could meet by: legible to nobody, comparable within this desk."""
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for row in Run(path).findings.select([*ACCOUNTS, "entity_id"]).to_pylist():
        account = f"{row['provider_id']}/{row['merchant_id']}"
        if account in accounts:
            found[account].add((ACCOUNT, mac_of(key, ACCOUNT, account)))
            found[account].add((ENTITY, mac_of(key, ENTITY, row["entity_id"] or account)))
    for account, kind, token in read_tokens(path, accounts):
        found[account].add((kind, mac_of(key, kind, token)))
    return found


def read_tokens(path: Path, accounts: Collection[str]) -> Iterator[tuple[str, str, str]]:
    """Account, kind and token of what a run kept of controllers' identifiers; none where it was not asked to."""
    for row in _rows(path / FILES[1], (*ACCOUNTS, "kind", "token")):
        account = f"{row['provider_id']}/{row['merchant_id']}"
        if row["kind"] in WORDS and account in accounts:
            yield account, row["kind"], row["token"]


def read_payers_in_common(path: Path) -> Mapping[frozenset[str], int]:
    """Pairs of accounts that share payers beyond chance, as the run's graph has it, and how many; five at least."""
    found: dict[frozenset[str], int] = {}
    for row in _rows(path / FILES[2], (*ACCOUNTS, "other_provider_id", "other_merchant_id", "kind", "shared")):
        if row["kind"] == PAYERS and row["shared"].isdecimal() and int(row["shared"]) >= FEWEST:
            one, other = (
                f"{row['provider_id']}/{row['merchant_id']}",
                f"{row['other_provider_id']}/{row['other_merchant_id']}",
            )
            found[frozenset((one, other))] = int(row["shared"])
    return found


def _rows(path: Path, columns: Sequence[str]) -> Iterator[Mapping[str, str]]:
    """The rows of a table of a run, as texts; none where it has no such table, or another finpath wrote another."""
    if not path.is_file():
        return
    try:
        table = pq.read_table(path, columns=list(columns))
        texts = [table[name].cast("string").to_pylist() for name in columns]
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, KeyError):
        return
    for row in zip(*texts, strict=True):
        if None not in row:
            yield dict(zip(columns, row, strict=True))


def band_of(shared: int) -> str:
    """How many payers, in words that tell no number."""
    return next((words for least, words in BANDS if shared >= least), "")


def read_controllers(path: Path) -> Mapping[str, Collection[tuple[str, str]]]:
    """By account of the whole run, kinds and tokens of its controller; no account where the run has kept none."""
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for row in _rows(path / FILES[1], (*ACCOUNTS, "kind", "token")):
        if row["kind"] in WORDS:
            found[f"{row['provider_id']}/{row['merchant_id']}"].add((row["kind"], row["token"]))
    return found


def mac_of(key: DeskKey, kind: str, said: str) -> str:
    """What is compared: a keyed hash of this desk, of a kind and what was said of it."""
    return key.mac(f"match\n{kind}\n{said}")
