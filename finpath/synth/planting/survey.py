"""What a planter must know of contributions: who paid whom and when, and where each row stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from finpath.engine import Engine
from finpath.errors import NothingToDo
from finpath.ingest import Keys, Ledger, LoadOptions, load
from finpath.ingest.contributions import unpack_folder
from finpath.ingest.manifest import FileEntry, Manifest, read_manifest
from finpath.ingest.paths import member_folders
from finpath.ingest.source import ContributedFile, FileContext, find_files
from finpath.synth.planting.clock import DAY, to_local
from finpath.synth.planting.original import OriginalFiles, open_original

Numbers = NDArray[np.int64]

KEYS = Keys(bytes(32))
"""What is planted rests on raw identifiers: the tokens of this load are thrown away with it."""

PAYMENTS = """
    SELECT transactions.payer,
           transactions.merchant,
           transactions.occurred_at,
           CAST(transactions.amount AS DOUBLE) AS amount,
           transactions.currency,
           transactions.kind,
           transactions.file,
           transactions.row
    FROM transactions
    JOIN chosen ON chosen.file = transactions.file
    ORDER BY transactions.merchant, transactions.file, transactions.row
"""
PRESENT = """
    SELECT merchant,
           max(CASE WHEN card_present THEN 1 ELSE 0 END) AS present
    FROM transactions
    GROUP BY merchant
    ORDER BY merchant
"""


@dataclass(frozen=True)
class SurveyedPayments:
    """Payments that stand in each provider's main files, ordered by merchant; one column each."""

    payer: Numbers
    merchant: Numbers
    at: Numbers  # seconds since 1970 on the provider's clock
    amount: NDArray[np.float64]
    currency: NDArray[np.object_]
    kind: NDArray[np.object_]
    file: Numbers
    row: Numbers

    def __len__(self) -> int:
        """Count the payments."""
        return len(self.payer)

    def take(self, rows: Numbers | NDArray[np.bool_]) -> SurveyedPayments:
        """Choose or reorder rows."""
        return SurveyedPayments(*(column[rows] for column in vars(self).values()))


@dataclass(frozen=True)
class SurveyedAccounts:
    """The merchant accounts, by their number in the ledger."""

    provider: tuple[str, ...]
    merchant_id: tuple[str, ...]
    payee: NDArray[np.bool_]
    present: NDArray[np.bool_]
    rows: Numbers  # where a merchant's purchases begin, and the end of the last

    def purchases(self, merchant: int) -> range:
        """Give the positions of a merchant's purchases."""
        return range(int(self.rows[merchant]), int(self.rows[merchant + 1]))


@dataclass(frozen=True)
class Survey:
    """What was found.

    Args:
        ledger: Everything that was taken.
        manifests: Of every contribution.
        originals: Provider and table to the files of that entry which has most of the rows.
        purchases: By merchant.
        others: Payments of other kinds.
        accounts: By number.
    """

    ledger: Ledger
    manifests: tuple[Manifest, ...]
    originals: Mapping[tuple[str, str], OriginalFiles]
    purchases: SurveyedPayments
    others: SurveyedPayments
    accounts: SurveyedAccounts

    @property
    def engine(self) -> Engine:
        """Where everything is."""
        return self.ledger.engine

    @property
    def providers(self) -> tuple[str, ...]:
        """The providers that hand in payments, in order."""
        return tuple(sorted(provider for provider, table in self.originals if table == "transactions"))

    @cached_property
    def begin(self) -> int:
        """The day of the first payment, in days since 1970."""
        return int(self.purchases.at.min()) // DAY

    @cached_property
    def end(self) -> int:
        """The second of the last payment, since 1970."""
        return int(self.purchases.at.max())

    @property
    def first(self) -> int:
        """The Thursday that the calendar counts from (1 January 1970 was one), in days since then."""
        return self.begin // 7 * 7

    @property
    def days(self) -> int:
        """How many days the calendar has."""
        return self.end // DAY - self.first + 1


def survey_contributions(engine: Engine, contributions: Path) -> Survey:
    """Load contributions and look around in them.

    Raises:
        ConfigError: There is no such folder, or nothing in it.
        NothingToDo: There is no payment in it.
    """
    ledger = load(contributions, engine=engine, options=LoadOptions(KEYS))
    refused = {refusal.contribution for refusal in ledger.refusals}
    manifests = tuple(read_manifest(folder) for folder in member_folders(contributions) if folder.name not in refused)
    originals = dict(_originals(engine, ledger, manifests))
    zones = {provider.id: provider.timezone for provider in ledger.providers}
    every = _payments(engine, originals, zones)
    bought = every.kind == "purchase"
    purchases = every.take(bought)
    if not len(purchases):
        raise NothingToDo(f"There is no payment in {contributions}: plant into contributions that hold some.")
    return Survey(ledger, manifests, originals, purchases, every.take(~bought), _accounts(engine, purchases))


def _originals(
    engine: Engine, ledger: Ledger, manifests: tuple[Manifest, ...]
) -> Iterator[tuple[tuple[str, str], OriginalFiles]]:
    """Of each provider and table, open the entry that most rows came from."""
    numbers = {(file.path, file.table): file.index for file in ledger.files}
    rows_taken = {file.index: file.taken for file in ledger.files}
    best: dict[tuple[str, str], _Entry] = {}
    for manifest in manifests:
        sources = find_files(manifest, FileContext(unpack_folder(engine), KEYS))
        for entry in manifest.files:
            mine = {numbers[one.path, entry.table]: one for one in sources if one.entry is entry}
            candidate = _Entry(sum(rows_taken[index] for index in mine), manifest, entry, mine)
            key = (manifest.provider_id, entry.table)
            if candidate.taken > (best[key].taken if key in best else 0):
                best[key] = candidate
    for key, one in sorted(best.items(), key=lambda item: item[0]):
        yield key, open_original(engine, one.manifest, one.entry, one.files)


@dataclass(frozen=True)
class _Entry:
    """An entry of a manifest, its files, and how many of their rows were taken."""

    taken: int
    manifest: Manifest
    entry: FileEntry
    files: Mapping[int, ContributedFile]


def _payments(
    engine: Engine, originals: Mapping[tuple[str, str], OriginalFiles], zones: Mapping[str, str]
) -> SurveyedPayments:
    chosen = {
        index: zones[provider]
        for (provider, table), original in originals.items()
        if table == "transactions"
        for index in original.files
    }
    with engine.scratch() as scratch:
        scratch.register("chosen", pa.table({"file": pa.array(sorted(chosen), pa.int32())}))
        table = engine.arrow(PAYMENTS)
    file = table["file"].to_numpy().astype(np.int64)
    at = table["occurred_at"].cast(pa.timestamp("s"), safe=False).cast(pa.int64()).to_numpy()
    for index, zone in chosen.items():
        mine = file == index
        at = np.where(mine, to_local(at, zone), at) if mine.any() else at
    return SurveyedPayments(
        payer=table["payer"].to_numpy(),
        merchant=table["merchant"].to_numpy(),
        at=at,
        amount=table["amount"].to_numpy(),
        currency=table["currency"].to_numpy(),
        kind=table["kind"].to_numpy(),
        file=file,
        row=table["row"].to_numpy(),
    )


def _accounts(engine: Engine, purchases: SurveyedPayments) -> SurveyedAccounts:
    table = engine.arrow("SELECT merchant, provider_id, merchant_id, kind FROM merchant_accounts ORDER BY merchant")
    count = len(table)
    present = np.zeros(count, dtype=np.bool_)
    filled = engine.arrow(PRESENT)
    present[filled["merchant"].to_numpy()] = filled["present"].to_numpy() > 0
    return SurveyedAccounts(
        provider=tuple(table["provider_id"].to_pylist()),
        merchant_id=tuple(table["merchant_id"].to_pylist()),
        payee=np.isin(table["kind"].to_numpy(), ("payee", "address")),
        present=present,
        rows=np.searchsorted(purchases.merchant, np.arange(count + 1)),
    )
