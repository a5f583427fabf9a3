"""The engine of many machines: names and portable SQL in, tables and Arrow out; without it, no PySpark is needed."""

from __future__ import annotations

from finpath.engine.spark.engine import Spark

__all__ = ["Spark"]
