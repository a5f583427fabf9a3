"""The engine of many machines, Spark; without it, no PySpark is needed."""

from __future__ import annotations

from finpath.engine.spark.engine import Spark

__all__ = ["Spark"]
