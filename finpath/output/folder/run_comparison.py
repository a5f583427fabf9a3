"""What changed between two runs: merchants that came, went or moved to another tier."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from finpath.notebook.html import bars, html_card, sentences, table
from finpath.output.folder.case_changes import KINDS, CaseChange, compare_cases
from finpath.output.folder.worklist import read_cases
from finpath.tables import contract as schema

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ["provider_id", "merchant_id", "tier", "rank", "score"]

SHOWN = ("tier_before", "tier", "score_before", "score")

MAX_ROWS = 50
"""Merchants that a notebook shows."""

SCHEMA = pa.schema(
    [
        ("provider_id", pa.string()),
        ("merchant_id", pa.string()),
        ("tier_before", pa.string()),
        ("tier", pa.string()),
        ("rank_before", pa.int64()),
        ("rank", pa.int64()),
        ("score_before", pa.float64()),
        ("score", pa.float64()),
    ]
)

Row = Mapping[str, str | int | float]


@dataclass(frozen=True)
class RunComparison:
    """What changed between two runs.

    Args:
        before, after: Names of their folders.
        table: Merchants whose tier is another, the first by their new rank first; null where a run has none. Whoever
            is in the safeguarding queue of either run is nobody's suspect, and not among them.
        merchants: How many merchants both runs have.
        safeguarded: How many went into the safeguarding queue, or out of it.
        cases: What became of cases, the new ones first; a case that is as it was is left out.
    """

    before: str
    after: str
    table: pa.Table
    merchants: int
    safeguarded: int = 0
    cases: tuple[CaseChange, ...] = ()

    def to_arrow(self) -> pa.Table:
        """As an Arrow table."""
        return self.table

    def to_pandas(self) -> pd.DataFrame:
        """As a data frame; needs pandas."""
        return self.table.to_pandas()

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """For whatever reads Arrow."""
        return self.table.__arrow_c_stream__(requested_schema)

    def moves(self) -> dict[str, int]:
        """How many went from which tier to which."""
        counts: dict[str, int] = {}
        for row in self.table.to_pylist():
            move = f"{row['tier_before'] or 'not there'} → {row['tier'] or 'not there'}"
            counts[move] = counts.get(move, 0) + 1
        return dict(sorted(counts.items(), key=lambda each: (-each[1], each[0])))

    def _repr_html_(self) -> str:
        """For a notebook."""
        heads = ("Merchant account", f"Tier in {self.before}", f"Tier in {self.after}", "Score before", "Score")
        rows = [
            (f"{row['provider_id']}/{row['merchant_id']}", *(row[name] for name in SHOWN))
            for row in self.table.slice(0, MAX_ROWS).to_pylist()
        ]
        more = self.table.num_rows - len(rows)
        return html_card(
            f"{self.before} → {self.after}",
            sentences(
                f"{self.merchants:,} merchants are in both; {self.table.num_rows:,} have another tier or are in one.",
                *([f"{self.safeguarded:,} went into the safeguarding queue or out of it."] if self.safeguarded else []),
            ),
            table("What became of cases", ("", "Case"), [(each.kind, each.sentence) for each in self.cases])
            if self.cases
            else sentences("No case is new, and none has changed."),
            bars("Merchants that moved", self.moves()),
            table("Who moved", heads, rows) if rows else "",
            sentences(f"… and {more:,} more.") if more else "",
        )

    def __repr__(self) -> str:
        """Counts only."""
        counts = [f"{count} {move}" for move, count in self.moves().items()]
        counts += [f"{self.safeguarded} into or out of safeguarding"] if self.safeguarded else []
        moves = ", ".join(counts) or "nothing moved"
        kinds = Counter(each.kind for each in self.cases)
        cases = ", ".join(f"{kinds[kind]} {kind}" for kind in KINDS if kinds[kind]) or "as they were"
        return f"Compared({self.before} → {self.after}: {moves}; cases: {cases})"


def compare_runs(before: Path, after: Path) -> RunComparison:
    """Compare the findings of two run folders."""
    old, new = _findings(before), _findings(after)
    moved = [name for name in {*old, *new} if _tier_of(old, name) != _tier_of(new, name)]
    named = [name for name in moved if schema.SAFEGUARDED not in (_tier_of(old, name), _tier_of(new, name))]
    moves = [_move(name, old.get(name), new.get(name)) for name in named]
    last = len(old) + len(new)
    moves.sort(
        key=lambda row: (row["rank"] or last, row["rank_before"] or last, row["provider_id"], row["merchant_id"])
    )
    both = len(set(old) & set(new))
    cases = compare_cases(read_cases(before), read_cases(after), _tiers(old), _tiers(new))
    table = pa.Table.from_pylist(moves, SCHEMA)
    return RunComparison(before.name, after.name, table, both, len(moved) - len(named), cases)


def _tiers(run: Mapping[tuple[str, str], Row]) -> dict[tuple[str, str], str]:
    return {name: str(row["tier"]) for name, row in run.items()}


def _findings(run: Path) -> dict[tuple[str, str], Row]:
    rows = pq.read_table(run / "findings.parquet", columns=COLUMNS).to_pylist()
    return {(row["provider_id"], row["merchant_id"]): row for row in rows}


def _tier_of(run: Mapping[tuple[str, str], Row], name: tuple[str, str]) -> str:
    """The tier; whoever is in none and whoever is not there stand on no list."""
    return str(run[name]["tier"]) if name in run else schema.TIERS[-1]


def _move(name: tuple[str, str], old: Row | None, new: Row | None) -> dict[str, str | int | float | None]:
    move: dict[str, str | int | float | None] = {"provider_id": name[0], "merchant_id": name[1]}
    for what in ("tier", "rank", "score"):
        move |= {f"{what}_before": old[what] if old else None, what: new[what] if new else None}
    return move
