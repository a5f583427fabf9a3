"""An engine and a coalition for each test of ingest."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from finpath.engine import DuckDB, Engine
from tests.ingest.coalition import Coalition


@pytest.fixture
def engine() -> Iterator[Engine]:
    with DuckDB() as engine:
        yield engine


@pytest.fixture
def coalition(tmp_path: Path, engine: Engine) -> Coalition:
    return Coalition(tmp_path / "contributions", engine)
