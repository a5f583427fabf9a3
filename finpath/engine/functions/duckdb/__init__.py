"""The functions `fp_…` as DuckDB expressions over their parameters."""

from __future__ import annotations

from finpath.engine.functions.duckdb import cards, instants, numbers, texts

PARTS = cards.PARTS
"""Macros that only other macros here call."""

BODIES = instants.BODIES | texts.BODIES | numbers.BODIES | cards.BODIES
