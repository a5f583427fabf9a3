"""The payments of a lesson, and their known answer as tables to ask."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa

from finpath import synth
from finpath.engine import DuckDB, Engine
from finpath.graph import build
from finpath.ingest import Keys, LoadOptions, load
from finpath.tables.conclusions import TRUTH

PAYERS, MERCHANTS, DAYS = 4_000, 600, 150
KEY = Keys(bytes(32))
"""For made-up payments that nobody keeps."""


def write(seed: int, contributions: Path, truth: Path) -> None:
    """Write the contributions of a case, and apart from them its known answer."""
    synth.write(contributions, seed=seed, payers=PAYERS, merchants=MERCHANTS, days=DAYS, truth=truth)


@contextmanager
def opened(seed: int) -> Iterator[Engine]:
    """A case's ledger and graph, with the known answer beside them as the table `truth`."""
    with TemporaryDirectory() as folder, DuckDB() as engine:
        contributions, truth = Path(folder) / "contributions", Path(folder) / "truth.csv"
        write(seed, contributions, truth)
        build(load(contributions, engine=engine, options=LoadOptions(KEY)))
        with truth.open(encoding="utf-8", newline="") as file:
            answers = pa.Table.from_pylist(list(csv.DictReader(file)))
        with engine.scratch() as scratch:
            scratch.register("answers", answers)
            engine.make(TRUTH, ANSWERED)
        yield engine


ANSWERED = """
SELECT m.merchant,
       concat(m.provider_id, '/', m.merchant_id) AS name,
       a."group"                             AS plant,
       a.typology,
       a.reported = 'true'                   AS reported
FROM answers   AS a
JOIN merchants AS m ON m.provider_id = a.provider_id AND m.merchant_id = a.merchant_id
"""
