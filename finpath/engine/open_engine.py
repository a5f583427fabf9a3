"""Opens an engine by its name."""

from __future__ import annotations

from collections.abc import Callable

from finpath.engine.engine import Engine
from finpath.engine.limits import Limits
from finpath.errors import ConfigError

HERE = "local[*]"
"""Where Spark works when nobody names a master: on all processors of this machine."""

SPARK = "spark"


def open_engine(name: str, master: str | None, limits: Limits) -> Engine:
    """Begin an engine.

    Args:
        name: duckdb or spark.
        master: Of Spark, as it writes it; this machine when None.
        limits: What it may use.

    Raises:
        ConfigError: No such engine, or it cannot begin.
    """
    engines: dict[str, Callable[[], Engine]] = {
        "duckdb": lambda: _duckdb(limits),
        SPARK: lambda: _spark(master or HERE, limits),
    }
    if name not in engines:
        raise ConfigError(f'There is no engine "{name}": known are {" and ".join(engines)}.')
    if master is not None and name != SPARK:
        raise ConfigError(f"--spark-master {master} is for --engine spark, and the engine is {name}: name one of them.")
    return engines[name]()


def _duckdb(limits: Limits) -> Engine:
    from finpath.engine.duckdb import DuckDB  # noqa: PLC0415 - slow to import: only the engine that is asked for

    return DuckDB(limits)


def _spark(master: str, limits: Limits) -> Engine:
    from finpath.engine.spark import Spark  # noqa: PLC0415 - … as that

    return Spark.on(master, limits)
