"""The engines: the only package that knows how SQL is run, where tables lie, and what DuckDB or Spark want."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finpath.lazy import lazily

if TYPE_CHECKING:
    from finpath.engine.cards import is_card
    from finpath.engine.duckdb.engine import DuckDB
    from finpath.engine.engine import Engine
    from finpath.engine.limits import Limits
    from finpath.engine.open_engine import open_engine
    from finpath.engine.scans import Batches, CsvScan, ParquetScan, Remarks, Scan, as_text, as_value, lines
    from finpath.engine.spark.engine import Spark
    from finpath.engine.table import Table
    from finpath.engine.workspace import Workspace

__all__ = [
    "Batches",
    "CsvScan",
    "DuckDB",
    "Engine",
    "Limits",
    "ParquetScan",
    "Remarks",
    "Scan",
    "Spark",
    "Table",
    "Workspace",
    "as_text",
    "as_value",
    "is_card",
    "lines",
    "open_engine",
]

lazily(
    __name__,
    {
        "Batches": "finpath.engine.scans",
        "CsvScan": "finpath.engine.scans",
        "DuckDB": "finpath.engine.duckdb.engine",
        "Engine": "finpath.engine.engine",
        "Limits": "finpath.engine.limits",
        "ParquetScan": "finpath.engine.scans",
        "Remarks": "finpath.engine.scans",
        "Scan": "finpath.engine.scans",
        "Spark": "finpath.engine.spark.engine",
        "Table": "finpath.engine.table",
        "Workspace": "finpath.engine.workspace",
        "as_text": "finpath.engine.scans",
        "as_value": "finpath.engine.scans",
        "is_card": "finpath.engine.cards",
        "lines": "finpath.engine.scans",
        "open_engine": "finpath.engine.open_engine",
    },
)
