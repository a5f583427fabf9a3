"""Spark sessions, set so that they answer as DuckDB does."""

from __future__ import annotations

import os
import re
import shutil
import socket
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from finpath.engine.functions.spark import PARTS
from finpath.engine.limits import Limits
from finpath.engine.spark.silence import silence_output
from finpath.errors import ConfigError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.ansi.doubleQuotedIdentifiers": "true",
    "spark.sql.parser.escapedStringLiterals": "false",
    "spark.sql.legacy.consecutiveStringLiterals.enabled": "false",
    "spark.sql.caseSensitive": "false",
    "spark.sql.parquet.inferTimestampNTZ.enabled": "true",
    "spark.sql.decimalOperations.allowPrecisionLoss": "false",
    "spark.sql.parquet.binaryAsString": "true",
    "spark.sql.legacy.parquet.nanosAsLong": "true",
    "spark.sql.autoBroadcastJoinThreshold": "256MB",
    "spark.sql.constraintPropagation.enabled": "false",  # of a long expression it makes thousands, and plans for hours
}
"""What decides an answer, and how much of merchants goes to every worker; set on the session of ours alone."""

HERE = {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
"""Where all of Spark is on this machine, nothing listens beyond it."""

QUIET = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false", "spark.log.level": "ERROR"}

ROOM = {"spark.driver.maxResultSize": "4g", "spark.cleaner.periodicGC.interval": "1min"}
"""What may come to this machine at once: numbers of merchants, never payers or links. And how often it collects what it
needs no more: a small table that was sent to every worker stays in memory until then, and a run sends thousands."""

LOOKUP = {"spark.rpc.lookupTimeout": "20s"}
"""How long Spark waits, three times over, for whoever listens at the address of a master and never answers as one."""

WAREHOUSE = "spark.sql.warehouse.dir"
"""Nothing is ever kept in it, but Spark makes it: where the command was given, if nobody says where."""

JAVA = "Spark needs Java, 17 or later: install it, or name its folder in JAVA_HOME."

ADDRESS = re.compile(r"([^:,/]+):([0-9]+)")
PATIENCE = 5
"""Seconds in which a master must answer."""


def begin_application(master: str, limits: Limits, settings: Mapping[str, str]) -> SparkSession:
    """Begin an application of Spark.

    Raises:
        ConfigError: No pyspark, no Java, or nobody answers at the address.
    """
    try:
        from pyspark.sql import SparkSession  # noqa: PLC0415 - whoever has no Spark must not need it
    except ImportError:
        raise ConfigError("The engine spark needs pyspark: install it with pip install 'finpath[spark]'.") from None
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        raise ConfigError(JAVA)
    _reach(master)
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    own = QUIET | ROOM | LOOKUP | {WAREHOUSE: _temporary(limits)} | (HERE if _is_here(master) else {})
    if limits.threads and master.startswith("local"):
        master = f"local[{limits.threads}]"
    if limits.memory_bytes():
        own["spark.driver.memory"] = f"{(limits.memory_bytes() or 0) >> 20}m"
    builder = SparkSession.builder.master(master).appName("finpath")
    for name, value in (own | dict(settings)).items():
        builder = builder.config(name, value)
    with silence_output():
        try:
            return builder.getOrCreate()
        except Exception as error:
            raise ConfigError(_start_failure(master, str(error))) from error


def own_session(session: SparkSession) -> SparkSession:
    """A session with functions and views of its own in the same application, and with the settings of the one given."""
    ours = session.newSession()
    theirs = {name: value for name, value in session.conf.getAll.items() if name.startswith("spark.sql.")}
    for name, value in (theirs | SETTINGS).items():
        if ours.conf.isModifiable(name) and ours.conf.get(name, None) != value:
            ours.conf.set(name, value)
    for head, body in PARTS.items():
        ours.sql(f"CREATE OR REPLACE TEMPORARY FUNCTION {head} RETURN {body}")
    return ours


def _temporary(limits: Limits) -> str:
    return f"file://{(limits.temp_dir or Path(tempfile.gettempdir())).resolve()}"


def _start_failure(master: str, text: str) -> str:
    if "JAVA_GATEWAY_EXITED" in text:
        java = os.environ.get("JAVA_HOME") or shutil.which("java")
        return f"{JAVA} The one at {java} ended before Spark began."
    if "stopped SparkContext" in text or "SparkContext was shut down" in text:
        return f"No master of Spark took the application at {master}: look into its log, or correct the address."
    return f"Spark could not begin at {master}: {text.splitlines()[0]}"


def _is_here(master: str) -> bool:
    return master.startswith("local") or "//127.0.0.1" in master or "//localhost" in master


def _reach(master: str) -> None:
    """Ask whether anybody is at the address of a standalone master: Spark itself would ask for minutes."""
    if not master.startswith("spark://"):
        return
    for host, port in ADDRESS.findall(master.removeprefix("spark://")):
        try:
            socket.create_connection((host, int(port)), PATIENCE).close()
        except OSError:
            continue
        return
    raise ConfigError(f"No master of Spark answers at {master}: start it, or correct the address.")
