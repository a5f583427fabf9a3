"""Records that a program reads come to the engine in order, as few as it asks for, with the program's own errors."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
import pytest

from finpath.engine import Batches, DuckDB, Remarks
from finpath.errors import ContributionError, EngineError

SIZE = 1_000


class Made:
    """A program that makes rows, and counts the batches that it was asked for."""

    def __init__(self, batches: int, *, broken: bool = False) -> None:
        self.batches = batches
        self.broken = broken
        self.asked = 0

    def read(self, remarks: Remarks) -> Iterator[pa.RecordBatch]:
        self.asked = 0
        for batch in range(self.batches):
            self.asked += 1
            yield pa.record_batch([pa.array([f"{batch * SIZE + row}" for row in range(1, SIZE + 1)])], names=["c0"])
        remarks.append(f"{self.batches} batches")
        if self.broken:
            raise ContributionError("north/x.xml is not what it says.")


def test_rows_are_numbered_in_the_order_they_are_made() -> None:
    made = Made(300)
    with DuckDB() as engine:
        engine.scan("raw", Batches(1, made.read))
        engine.numbered("kept", "SELECT c0 FROM raw")
        assert engine.rows("SELECT count(*) FROM kept WHERE CAST(position AS VARCHAR) <> c0") == [(0,)]
        assert engine.scalar("SELECT max(position) FROM kept") == 300 * SIZE


def test_a_sample_does_not_read_everything() -> None:
    made = Made(300)
    with DuckDB() as engine:
        assert engine.scan("raw", Batches(1, made.read)).columns == ("c0",)
        assert made.asked == 0
        assert len(engine.rows("WITH said AS (SELECT c0 FROM raw LIMIT 10) SELECT c0 FROM said ORDER BY c0")) == 10
        assert made.asked < 20


def test_what_the_program_remarks_is_of_the_last_whole_reading() -> None:
    with DuckDB() as engine:
        engine.scan("raw", Batches(1, Made(300).read))
        assert engine.remarks("raw") == ()
        for _ in range(2):
            engine.materialize("kept", "SELECT * FROM raw")
            assert engine.remarks("raw") == ("300 batches",)


def test_what_the_program_raises_comes_out_as_it_is() -> None:
    with DuckDB() as engine:
        engine.scan("raw", Batches(1, Made(3, broken=True).read))
        with pytest.raises(ContributionError, match=r"^north/x.xml is not what it says.$"):
            engine.materialize("kept", "SELECT * FROM raw")


def test_what_the_program_raises_far_behind_comes_out_too() -> None:
    with DuckDB() as engine:
        engine.scan("raw", Batches(1, Made(300, broken=True).read))
        with pytest.raises(ContributionError, match=r"^north/x.xml is not what it says.$"):
            engine.rows("SELECT c0 FROM raw")


def test_a_later_error_of_a_statement_is_not_the_programs() -> None:
    with DuckDB() as engine:
        engine.scan("raw", Batches(1, Made(3).read))
        engine.materialize("kept", "SELECT * FROM raw")
        with pytest.raises(EngineError):
            engine.rows("SELECT nothing_of_the_kind FROM raw")
        engine.drop("raw")
        with pytest.raises(EngineError, match="raw"):
            engine.rows("SELECT * FROM raw")
