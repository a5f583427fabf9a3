from __future__ import annotations

from collections.abc import Iterator

import pytest

from finpath.engine import DuckDB, Engine, Limits


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine]:
    with DuckDB(Limits(threads=2)) as engine:
        yield engine
