"""Reads the rows of a run folder that are about one merchant."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from typing import TypeVar, cast

import pyarrow.parquet as pq

from finpath.errors import ConfigError
from finpath.output.explanation.record import FOLDER, LOWERS, SHADOW

T = TypeVar("T")

MAX_SUGGESTIONS = 5
"""Names suggested where a merchant is not found."""


@dataclass(frozen=True)
class FindingRow:
    """What `findings.parquet` says."""

    group_id: str
    score: float
    rank: int
    tier: str
    families: int
    payers: int
    transactions: int
    volume_eur: Decimal
    first_seen: dt.datetime | None
    last_seen: dt.datetime | None
    name: str | None = None
    country: str | None = None


@dataclass(frozen=True)
class FamilyWeight:
    """What one family weighs, in nats; `unreported` is what all weigh together without any report."""

    family: str
    own: float
    from_group: float
    unreported: float


@dataclass(frozen=True)
class ReasonRow:
    """One row of `reasons.parquet`, or of what rules in shadow say."""

    rule_id: str
    rule_version: int
    family: str
    score: float
    sentence: str
    thresholds: str
    transaction_ids: list[str]
    shadow: bool


@dataclass(frozen=True)
class MerchantStore:
    """A run folder, asked about one merchant."""

    run: Path
    provider_id: str
    merchant_id: str

    @property
    def profiles(self) -> Path:
        """The features of all merchants."""
        return self.run / FOLDER / "profiles.parquet"

    def rows_about(self, name: str, make: Callable[..., T]) -> list[T]:
        """The rows of one table of explanations that are about the merchant."""
        path = self.run / FOLDER / f"{name}.parquet"
        if not path.exists():  # an earlier finpath wrote fewer tables
            return []
        filters = [("provider_id", "=", self.provider_id), ("merchant_id", "=", self.merchant_id)]
        table = pq.read_table(path, filters=filters)
        return [make(**row) for row in table.drop_columns(["provider_id", "merchant_id"]).to_pylist()]

    def finding(self) -> tuple[FindingRow, int, int]:
        """Its row of `findings.parquet`, the size of its group, and how many merchants there are."""
        there = pq.read_schema(self.run / "findings.parquet").names  # an earlier finpath wrote no names
        names = [name for name in FindingRow.__dataclass_fields__ if name in there]
        table = pq.read_table(self.run / "findings.parquet", columns=[*names, "provider_id", "merchant_id"])
        own = pq.read_table(
            self.run / "findings.parquet",
            columns=names,
            filters=[("provider_id", "=", self.provider_id), ("merchant_id", "=", self.merchant_id)],
        )
        finding = FindingRow(**own.to_pylist()[0])
        return finding, table["group_id"].to_pylist().count(finding.group_id), table.num_rows

    def reasons(self) -> list[ReasonRow]:
        """Its rows of `reasons.parquet`, what lowers its score, and what rules in shadow say of it."""
        names = [name for name in ReasonRow.__dataclass_fields__ if name != "shadow"]
        filters = [("subject_id", "=", f"{self.provider_id}/{self.merchant_id}")]
        files = {
            self.run / "reasons.parquet": False,
            self.run / FOLDER / LOWERS: False,
            self.run / FOLDER / SHADOW: True,
        }
        return [
            ReasonRow(**row, shadow=shadow)
            for file, shadow in files.items()
            if file.is_file()
            for row in pq.read_table(file, columns=names, filters=filters).to_pylist()
        ]

    def json(self, name: str) -> dict[str, object]:
        """One of the run's JSON files."""
        return cast("dict[str, object]", json.loads((self.run / name).read_text(encoding="utf-8")))


def find_merchant(run: Path, merchant: str) -> tuple[MerchantStore, int]:
    """Find a merchant in a run, and its row among the profiles.

    Args:
        run: The run folder.
        merchant: "provider/merchant", or the merchant's id or its name alone where only one has it.

    Raises:
        ConfigError: The run cannot be explained, or has no such merchant.
    """
    profiles = run / FOLDER / "profiles.parquet"
    if not profiles.is_file():
        raise ConfigError(f"{run} was written by a finpath that kept no explanations: run again, with --force.")
    table = pq.read_table(profiles, columns=["provider_id", "merchant_id"])
    pairs = list(zip(table["provider_id"].to_pylist(), table["merchant_id"].to_pylist(), strict=True))
    places = [row for row, (provider, name) in enumerate(pairs) if merchant in {f"{provider}/{name}", name}]
    exact = [row for row in places if "/".join(pairs[row]) == merchant] or places
    if len(exact) == 1:
        return MerchantStore(run, *pairs[exact[0]]), exact[0]
    names = ["/".join(pair) for pair in pairs]
    if not exact:
        called = read_names(run)
        exact = [row for row, pair in enumerate(pairs) if called.get(pair, "").casefold() == merchant.casefold()]
        if len(exact) == 1:
            return MerchantStore(run, *pairs[exact[0]]), exact[0]
        if exact:
            raise ConfigError(
                f"{len(exact)} merchants are called {merchant}: say {_join_names([names[i] for i in exact])}."
            )
    if exact:
        raise ConfigError(
            f"{len(exact)} providers have a merchant {merchant}: say {_join_names([names[i] for i in exact])}."
        )
    raise ConfigError(f"The run has no merchant {merchant}.{_suggest_names(merchant, names, called)}")


def read_names(run: Path) -> dict[tuple[str, str], str]:
    """What merchants are called, by provider and merchant id; of those whose name may be shown."""
    if "name" not in pq.read_schema(run / "findings.parquet").names:
        return {}
    table = pq.read_table(run / "findings.parquet", columns=["provider_id", "merchant_id", "name"])
    rows = zip(*(column.to_pylist() for column in table.columns), strict=True)
    return {(provider, merchant): name for provider, merchant, name in rows if name}


def _suggest_names(merchant: str, candidates: list[str], called: Mapping[tuple[str, str], str]) -> str:
    """Ids most like it, those of the same spelling but for signs and case first; or those of the names most like it."""
    by_folded_name = {name.casefold(): "/".join(pair) for pair, name in called.items()}
    by_folded_name |= {name.casefold(): name for name in candidates} | {
        name.split("/", 1)[1].casefold(): name for name in candidates
    }
    close = get_close_matches(merchant.casefold(), by_folded_name, MAX_SUGGESTIONS, 0.6)
    within = [name for name in candidates if merchant and merchant.casefold() in name.casefold()]
    names = list(dict.fromkeys([by_folded_name[name] for name in close] + within))[:MAX_SUGGESTIONS]
    return f" Nearest: {', '.join(names)}." if names else " Every merchant of the run is in its findings.parquet."


def _join_names(names: list[str]) -> str:
    return " or ".join(names[:MAX_SUGGESTIONS])
