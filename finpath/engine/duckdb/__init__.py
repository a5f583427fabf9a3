"""The engine of one machine, DuckDB."""

from __future__ import annotations

from finpath.engine.duckdb.engine import DuckDB

__all__ = ["DuckDB"]
