"""The only place that knows an engine: in go names and portable SQL, out come tables and Arrow."""

from __future__ import annotations

from finpath.engine.cards import is_card
from finpath.engine.duckdb import DuckDB
from finpath.engine.engine import Engine
from finpath.engine.limits import Limits
from finpath.engine.open_engine import named
from finpath.engine.scans import Batches, CsvScan, ParquetScan, Remarks, Scan, as_text, as_value, lines
from finpath.engine.spark import Spark
from finpath.engine.table import Table

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
    "as_text",
    "as_value",
    "is_card",
    "lines",
    "named",
]
