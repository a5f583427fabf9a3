"""One Spark session for all tests that need one."""

from __future__ import annotations

import os
import sys
import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # PySpark warns of the newest pandas, which nothing here uses with it
    try:
        from pyspark.sql import SparkSession
    except ImportError:  # its tests are skipped then
        SparkSession = object  # type: ignore[assignment,misc] # a name for annotations

__all__ = ["SparkSession", "session"]

SETTINGS = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.decimalOperations.allowPrecisionLoss": "false",
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    "spark.log.level": "OFF",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}


def session() -> SparkSession:
    """A session on this machine, with two threads."""
    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = SparkSession.builder.master("local[2]").appName("finpath")
    for name, value in SETTINGS.items():
        builder = builder.config(name, value)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return builder.getOrCreate()
