"""Merchants of a run as a list that shows itself in a notebook, and is Arrow or pandas if asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, TypedDict, overload

import pyarrow as pa

from finpath.notebook.html import html_card, sentences, table
from finpath.presentation.small_counts import show_number
from finpath.presentation.text import legible_text
from finpath.referral.model.case import LIST_NOTICE

if TYPE_CHECKING:
    import pandas as pd

MAX_ROWS = 100
"""Merchants that a notebook shows; the table holds all."""

HEADS = (
    "Rank",
    "Who",
    "Merchant account",
    "Tier",
    "Score",
    "Kinds",
    "Why, first of all",
    "Payers",
    "Payments",
    "EUR kept",
)


class FindingsRow(TypedDict):
    """A row of `findings.parquet`."""

    provider_id: str
    merchant_id: str
    entity_id: str
    group_id: str
    score: float
    rank: int
    tier: str
    families: int
    rules: list[str]
    reasons: list[str]
    payers: int
    transactions: int
    volume_eur: Decimal
    first_seen: dt.datetime | None
    last_seen: dt.datetime | None
    reported: bool
    safeguarding: bool
    name: str | None
    country: str | None
    category: str | None


@dataclass(frozen=True)
class FindingsView:
    """Rows of `findings.parquet`, in order.

    Args:
        table: The rows.
        title: What they are.
    """

    table: pa.Table
    title: str = "Merchants"

    def to_arrow(self) -> pa.Table:
        """As an Arrow table."""
        return self.table

    def to_pandas(self) -> pd.DataFrame:
        """As a data frame; needs pandas."""
        return self.table.to_pandas()

    def to_pylist(self) -> list[FindingsRow]:
        """As one dict for each merchant."""
        rows: list[FindingsRow] = self.table.to_pylist()
        return rows

    def select(self, columns: list[str]) -> FindingsView:
        """The same merchants with some columns only."""
        return FindingsView(self.table.select(columns), self.title)

    @property
    def num_rows(self) -> int:
        """How many merchants."""
        return int(self.table.num_rows)

    def __len__(self) -> int:
        return self.num_rows

    def __iter__(self) -> Iterator[FindingsRow]:
        return iter(self.to_pylist())

    @overload
    def __getitem__(self, which: str) -> pa.ChunkedArray: ...

    @overload
    def __getitem__(self, which: int) -> FindingsRow: ...

    def __getitem__(self, which: str | int) -> pa.ChunkedArray | FindingsRow:
        """A column by its name, or a merchant by its place."""
        return self.table[which] if isinstance(which, str) else self.to_pylist()[which]

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """For whatever reads Arrow: `polars.DataFrame(run.top(20))`, `duckdb.sql("FROM leads")`."""
        return self.table.__arrow_c_stream__(requested_schema)

    def _repr_html_(self) -> str:
        """For a notebook."""
        rows = self.table.slice(0, MAX_ROWS).to_pylist()
        more = self.num_rows - len(rows)
        return html_card(
            self.title,
            table(f"{self.num_rows:,} merchant account(s)", HEADS, [_row(row) for row in rows]),
            sentences(*([f"… and {more:,} more."] if more else []), LIST_NOTICE),
        )

    def __repr__(self) -> str:
        """One line for each, with the name where it may be shown."""
        lines = [
            f"{_standing(row)}  {row.get('provider_id', '')}/{row.get('merchant_id', '')!s}{_called(row)}"
            for row in self.table.slice(0, MAX_ROWS).to_pylist()
        ]
        return "\n".join([f"{self.title}: {self.num_rows:,}", *lines])


def _standing(row: dict[str, object]) -> str:
    """Rank, tier and score; whoever is for safeguarding has neither rank nor score, as nobody's suspect."""
    tier = str(row.get("tier", ""))
    if tier == "protect":
        return f"{'':>6}  {tier:<8}{'':5}"
    return f"{row.get('rank', '')!s:>6}  {tier:<8}{float(str(row.get('score', 0))):.3f}"


def _called(row: dict[str, object]) -> str:
    return f"  {legible_text(str(row['name']))}" if row.get("name") else ""


def _row(row: dict[str, object]) -> tuple[str | int | float | None, ...]:
    reasons = row.get("reasons")
    first = str(reasons[0]) if isinstance(reasons, list) and reasons else ""
    protected = row.get("tier") == "protect"
    volume = row.get("volume_eur")
    return (
        None if protected else int(str(row.get("rank", 0))),
        str(row.get("name") or ""),
        f"{row.get('provider_id', '')}/{row.get('merchant_id', '')}",
        str(row.get("tier", "")),
        None if protected else float(str(row.get("score", 0))),
        None if protected else int(str(row.get("families", 0))),
        "for safeguarding" if protected else first,
        show_number(int(str(row.get("payers", 0)))),
        int(str(row.get("transactions", 0))),
        "" if volume is None else f"{volume:,.2f}",
    )
