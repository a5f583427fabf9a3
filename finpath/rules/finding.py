"""What rules and detectors answer: one finding per subject, each with its facts, its sentence and its rows."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import pyarrow as pa

from finpath.engine import Engine, Table
from finpath.presentation.small_counts import fill_in
from finpath.tables.conclusions import FINDINGS

Fact = str | int | float | bool | Decimal | dt.datetime | dt.date | None

SCHEMA = pa.schema(
    [
        ("rule_id", pa.string()),
        ("rule_version", pa.int32()),
        ("family", pa.string()),
        ("weight", pa.float64()),
        ("merchant", pa.int64()),
        ("score", pa.float64()),
        ("sentence", pa.string()),
        ("facts", pa.string()),
        ("thresholds", pa.string()),
        ("shadow", pa.bool_()),
    ]
)
"""The table `findings` inside a run."""


@dataclass(frozen=True)
class Origin:
    """What gave a finding: a rule or a detector.

    Args:
        id: Its name in files.
        version: Raised when its meaning changes.
        family: The kind of indication; only different families add up.
        weight: Weight of evidence at score 1, in nats (Good 1950).
        sentence: A template over the facts.
        thresholds: In force.
        source: Where the indicator was published.
        meaning: What it means, and what innocent thing looks the same.
        shadow: It is reported and weighs nothing.
        rests_on_reports: What it says follows from somebody's reports.
    """

    id: str
    version: int
    family: str
    weight: float
    sentence: str
    thresholds: Mapping[str, float | int | str]
    source: str = ""
    meaning: str = ""
    shadow: bool = False
    rests_on_reports: bool = False


@dataclass(frozen=True)
class Finding:
    """One answer of one rule or detector about one merchant."""

    origin: Origin
    merchant: int
    score: float
    facts: Mapping[str, Fact]

    def row(self) -> dict[str, str | int | float | bool]:
        """The finding as a row of `findings`; the score is rounded so that no platform ranks it otherwise."""
        facts = {name: _to_json(value) for name, value in self.facts.items()}
        return {
            "rule_id": self.origin.id,
            "rule_version": self.origin.version,
            "family": self.origin.family,
            "weight": self.origin.weight,
            "merchant": self.merchant,
            "score": round(min(max(self.score, 0.0), 1.0), 9),
            "sentence": fill_in(self.origin.sentence, self.facts),
            "facts": json.dumps(facts, sort_keys=True, ensure_ascii=False),
            "thresholds": json.dumps(dict(self.origin.thresholds), sort_keys=True),
            "shadow": self.origin.shadow,
        }


def keep(engine: Engine, findings: Iterable[Finding]) -> Table:
    """Make the relation `findings`, sorted by rule and merchant."""
    rows = sorted((finding.row() for finding in findings), key=lambda row: (row["rule_id"], row["merchant"]))
    return engine.load(FINDINGS, pa.Table.from_pylist(rows, schema=SCHEMA))


def withhold_accounts(findings: Sequence[Finding], accounts: Collection[tuple[str, str]]) -> list[Finding]:
    """The findings with accounts unnamed that others' facts name, as the account whose payers came over.

    >>> origin = Origin("r", 1, "lifecycle", 1.0, "{payers} payers had paid {before}.", {})
    >>> (one,) = withhold_accounts([Finding(origin, 3, 1.0, {"payers": 9, "before": "north/41"})], [("north", "41")])
    >>> one.row()["sentence"]
    '9 payers had paid another account at north.'

    Args:
        findings: Of rules and detectors.
        accounts: Provider and merchant id of those whom no finding may name: the safeguarding queue.
    """
    if not accounts:
        return list(findings)
    unnamed = {f"{provider}/{merchant}": f"another account at {provider}" for provider, merchant in accounts}
    longest_first = sorted(unnamed, key=len, reverse=True)
    named = re.compile(rf"(?<![\w/-])(?:{'|'.join(map(re.escape, longest_first))})(?![\w/-])")
    return [
        replace(
            finding,
            facts={
                name: named.sub(lambda found: unnamed[found[0]], value) if isinstance(value, str) else value
                for name, value in finding.facts.items()
            },
        )
        for finding in findings
    ]


def _to_json(value: Fact) -> str | int | float | bool | None:
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()
    return round(value, 9) if isinstance(value, float) else value
