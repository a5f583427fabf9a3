"""A table that shows itself in a notebook and in a terminal, and is a pandas frame or Arrow if asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import pyarrow as pa

from finpath.notebook.html import Cell, html_card, sentences, table
from finpath.presentation.text import legible_text

if TYPE_CHECKING:
    import pandas as pd

MAX_ROWS, FIRST = 100, 10
"""Rows that a notebook shows, and a terminal."""

WIDEST = 40
"""Letters of a cell in a terminal."""


@dataclass(frozen=True)
class TableView:
    """Rows, in order.

    Args:
        table: The rows.
        title: What they are.
        note: What is to be said of them.
    """

    table: pa.Table
    title: str
    note: str = ""

    def to_arrow(self) -> pa.Table:
        """As an Arrow table."""
        return self.table

    def to_pandas(self) -> pd.DataFrame:
        """As a data frame; needs pandas."""
        return self.table.to_pandas()

    def to_pylist(self) -> list[dict[str, object]]:
        """As one dict for each row."""
        rows: list[dict[str, object]] = self.table.to_pylist()
        return rows

    def __len__(self) -> int:
        return int(self.table.num_rows)

    def __iter__(self) -> Iterator[dict[str, object]]:
        return iter(self.to_pylist())

    def __getitem__(self, which: int) -> dict[str, object]:
        return self.to_pylist()[which]

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """For whatever reads Arrow: `polars.DataFrame(run.cases)`."""
        return self.table.__arrow_c_stream__(requested_schema)

    def _repr_html_(self) -> str:
        """For a notebook."""
        rows = [[_cell(value) for value in row.values()] for row in self.table.slice(0, MAX_ROWS).to_pylist()]
        more = len(self) - len(rows)
        notes = [*([f"… and {more:,} more."] if more > 0 else []), *([self.note] if self.note else [])]
        return html_card(self.title, table(f"{len(self):,} row(s)", self.table.column_names, rows), sentences(*notes))

    def __repr__(self) -> str:
        """The first rows."""
        rows = [
            self.table.column_names,
            *([_text(value) for value in row.values()] for row in self.to_pylist()[:FIRST]),
        ]
        widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
        lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
        more = [f"… and {len(self) - FIRST:,} more; to_pandas() has all."] if len(self) > FIRST else []
        return "\n".join([f"{self.title}: {len(self):,}", *(lines if len(self) else []), *more])


def _cell(value: object) -> Cell:
    if value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
        return value
    if isinstance(value, Decimal):
        return f"{value:,.2f}"
    if isinstance(value, dt.datetime):
        return value.isoformat(" ", "seconds")
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _text(value: object) -> str:
    shown = _cell(value)
    text = "" if shown is None else f"{shown:.3f}" if isinstance(shown, float) else legible_text(str(shown))
    return text if len(text) <= WIDEST else f"{text[: WIDEST - 1]}…"
