"""The engine of one machine: names and portable SQL in, tables and Arrow out."""

from __future__ import annotations

from finpath.engine.duckdb.engine import DuckDB

__all__ = ["DuckDB"]
