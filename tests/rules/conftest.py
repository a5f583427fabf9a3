from __future__ import annotations

from collections.abc import Iterator

import pytest

from finpath.engine import DuckDB, Engine, Limits


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine]:
    """One engine for all rules: each example replaces the tables of the one before."""
    with DuckDB(Limits(threads=1)) as engine:
        yield engine
