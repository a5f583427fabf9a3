"""A run folder in, a read-only view of it out, for people and notebooks."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from finpath import schema
from finpath.errors import ConfigError
from finpath.explanation import Explanation, explain
from finpath.folder.seal import NAME as SUMS
from finpath.folder.seal import sealed


@dataclass(frozen=True)
class Run:
    """What a run wrote. Reads its folder; changes nothing.

    Args:
        path: The run folder.
    """

    path: Path

    def __post_init__(self) -> None:
        """Look whether there is a run at all; a path may come as text."""
        object.__setattr__(self, "path", Path(self.path))
        if not (self.path / "manifest.json").is_file():
            raise ConfigError(f"{self.path} holds no finished run: name the folder given to finpath run --out.")

    @property
    def findings(self) -> pa.Table:
        """One row per merchant, the most suspect first (`findings.parquet`)."""
        return pq.read_table(self.path / "findings.parquet")

    @property
    def reasons(self) -> pa.Table:
        """One row per finding of a rule or detector (`reasons.parquet`)."""
        return pq.read_table(self.path / "reasons.parquet")

    @property
    def identities(self) -> pa.Table:
        """Which accounts are one merchant or have one controller, and what says so (`identities.parquet`)."""
        return pq.read_table(self.path / "identities.parquet")

    @property
    def rejects(self) -> pa.Table:
        """Every row that was not taken (`rejects.parquet`)."""
        return pq.read_table(self.path / "rejects.parquet")

    @property
    def coverage(self) -> dict[str, object]:
        """What was looked at and what was not (`coverage.json`)."""
        return dict(json.loads((self.path / "coverage.json").read_text(encoding="utf-8")))

    @property
    def as_of(self) -> dt.date:
        """Nothing later counted (`manifest.json`)."""
        told = json.loads((self.path / "manifest.json").read_text(encoding="utf-8"))
        return dt.datetime.fromisoformat(told["as_of"]).date()

    @property
    def seal(self) -> str:
        """Over everything in the folder; who notes it can tell later that this is the run (`SHA256SUMS`)."""
        return sealed((self.path / SUMS).read_bytes()) or ""

    @property
    def problems(self) -> tuple[str, ...]:
        """Contributions that were refused, and files with more rejects than allowed: why the exit code is 1."""
        told = self.coverage
        return tuple(str(line) for kind in ("refusals", "overfull") for line in cast("list[str]", told[kind]))

    @property
    def index(self) -> Path:
        """The page to open."""
        return self.path / "index.html"

    def top(self, count: int = 10) -> pa.Table:
        """The merchants to look at first, by rank; the lane `protect` is no suspicion, and stands in `protected`."""
        findings = self.findings
        return findings.filter(pc.not_equal(findings["tier"], "protect")).sort_by("rank").slice(0, count)

    @property
    def protected(self) -> pa.Table:
        """The lane `protect`: where a minor or a victim receives or pays; for safeguarding, before all else."""
        findings = self.findings
        return findings.filter(pc.equal(findings["tier"], "protect")).sort_by(
            [("provider_id", "ascending"), ("merchant_id", "ascending")]
        )

    def explain(self, merchant: str) -> Explanation:
        """Why a merchant is where it is, flagged or not: print it, or let a notebook show it.

        Args:
            merchant: "provider/merchant", or the merchant's id alone where only one provider has it.

        Raises:
            ConfigError: The run has no such merchant; the message names those that are most like it.
        """
        return explain(self.path, merchant)

    def __repr__(self) -> str:
        """Counts only."""
        tiers = self.findings["tier"].to_pylist()
        counts = ", ".join(f"{tiers.count(tier)} {tier}" for tier in schema.TIERS if tier in tiers)
        return f"Run({self.path.name}: {counts})"
