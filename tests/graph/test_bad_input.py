"""What no honest day looks like: the right answer, or one clear sentence, in bounded time."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from finpath.engine import DuckDB, Engine, Limits
from finpath.engine.duckdb import space
from finpath.errors import EngineError
from finpath.graph import PaymentGraph, build, follow
from finpath.graph import report_proximity as nearness
from finpath.graph.kernels import OverlapLimits, SparseIncidence, incidence, overlap, walk
from finpath.testing import ledger


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with DuckDB(Limits(threads=2)) as engine:
        yield engine


def merchants(graph: PaymentGraph) -> dict[str, dict[str, object]]:
    """Every feature of every merchant; a number that is none must not be among them."""
    rows = graph.engine.arrow("SELECT * FROM merchants").to_pylist()
    wrong = [
        (name, value)
        for row in rows
        for name, value in row.items()
        if isinstance(value, float) and not math.isfinite(value)
    ]
    assert not wrong
    return {str(row["merchant_id"]): row for row in rows}


def test_nothing_at_all(engine: Engine) -> None:
    graph = build(ledger(engine))
    assert merchants(graph) == {}
    assert graph.caps == ()
    assert graph.to_networkx().number_of_nodes() == 0
    assert follow(graph, []).resting.num_rows == 0


def test_one_payment(engine: Engine) -> None:
    found = merchants(build(ledger(engine, transactions="merchant_id | amount\nshop | 5")))["shop"]
    assert (found["transactions"], found["payers"], found["neighbours"], found["price_entropy"]) == (1, 1, 0, 0)
    assert (found["burstiness"], found["growth"]) == (None, None)


def test_merchants_that_nobody_paid(engine: Engine) -> None:
    held = "merchant_id | kind | times\nm* | merchant | 3\nx* | payee | 2"
    found = merchants(build(ledger(engine, merchants=held, reports="merchant_id\nm1")))
    assert {row["transactions"] for row in found.values()} == {0}
    assert found["m1"]["confirmed"] == 1


def test_one_payer_with_very_many_merchants_is_left_out_of_overlaps_and_said() -> None:
    everybody = 3_000
    busy = [(merchant, 0) for merchant in range(everybody)]
    ring = [(merchant, payer) for merchant in range(3) for payer in range(1, 9)]
    links = _links([*busy, *ring], everybody, 9)
    found = overlap(links, OverlapLimits(steps=1_000_000, false_discoveries=1e9))
    assert found.activity_cap == 3
    assert set(zip(found.crowd.tolist(), found.other.tolist(), strict=True)) == {
        (a, b) for a in range(3) for b in range(3) if a != b
    }
    near = walk(links, np.eye(everybody)[0]).near
    assert near.sum() == pytest.approx(1)
    assert near[1] == near[2] > near[3:].max()


def test_one_merchant_with_very_many_payers() -> None:
    count = 200_000
    links = _links([*((0, payer) for payer in range(count)), (1, 0), (1, 1), (1, 2)], 2, count)
    found = overlap(links, OverlapLimits())
    assert len(found.crowd) == 0  # three of three pay the one whom everybody pays
    assert walk(links, np.array([0.0, 1.0])).near.sum() == pytest.approx(1)


def test_a_payer_that_is_the_merchant(engine: Engine) -> None:
    graph = build(
        ledger(
            engine,
            merchants="merchant_id | settlement_account\nself | self",
            transactions="merchant_id | payer_ref | payer_ref_kind | times\nself | self | iban | 5",
            transfers="from_account | to_account | times\nself | self | 5",
        )
    )
    found = merchants(graph)["self"]
    assert (found["payers"], found["transactions"], found["payouts"], found["top_payer_share"]) == (1, 5, 0, 1)
    trail = follow(graph, [0])
    assert trail.resting["proceeds"].to_pylist() == [50]
    assert trail.transfers.num_rows == 0


def test_all_payments_at_one_instant(engine: Engine) -> None:
    found = merchants(build(ledger(engine, transactions="merchant_id | payer_ref | times\nm*%5 | p*%7 | 200")))
    assert {row["life_days"] for row in found.values()} == {1}
    assert {row["peak_share"] for row in found.values()} == {1.0}
    assert {row["growth"] for row in found.values()} == {None}


@pytest.mark.parametrize("reports", ["", "merchant_id | times\nm* | 6"])
def test_no_reports_and_everybody_reported(engine: Engine, reports: str) -> None:
    paid = "merchant_id | payer_ref | times | every\nm*%6 | p*~9 | 300 | 1h"
    found = merchants(build(ledger(engine, transactions=paid, reports=reports)))
    assert {row["confirmed"] for row in found.values()} == ({1} if reports else {0})
    assert {row["lift_without_one"] for row in found.values()} <= {0.0, 1.0}


def test_more_near_to_reports_than_can_be_traced_is_said(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    paid = (
        "merchant_id | payer_ref\n"
        + "".join(
            f"{name} | {payer}\n" for name in ("known", "a", "b", "c") for payer in range(5 if name != "c" else 3)
        )
        + "".join(f"far{i} | q{i % 4}\n" for i in range(40))
    )
    monkeypatch.setattr(nearness, "CELLS", 2)
    graph = build(ledger(engine, transactions=paid, reports="merchant_id\nknown"))
    found = merchants(graph)
    assert "1 merchants near to reports were not traced" in graph.caps[-1]
    traced = [name for name, row in found.items() if row["lift_without_one"] != min(1, float(str(row["report_lift"])))]
    assert len(graph.engine.rows("SELECT DISTINCT merchant FROM report_shares")) == 2
    assert set(traced) <= {"a", "b"}


def test_a_full_disk_is_one_sentence_and_leaves_nothing(tmp_path: Path) -> None:
    with DuckDB(Limits(memory="60MB", threads=2, temp_dir=tmp_path)) as engine:
        engine._connection.execute("SET max_temp_directory_size = '1MB'")  # noqa: SLF001 - a disk as small as that
        with pytest.raises(EngineError, match=r"^The disk for temporary data is full: name another with --temp-dir\.$"):
            engine.materialize("big", "SELECT i, fp_sha256(CAST(i AS STRING)) AS s FROM range(8000000) AS r(i)")
    assert not any(tmp_path.iterdir())


def test_too_little_room_is_said_before_anything_is_built(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    world = ledger(engine, transactions="merchant_id | times\nshop | 5")
    monkeypatch.setattr(engine, "_memory", 100)
    monkeypatch.setattr(space.shutil, "disk_usage", lambda _: space.shutil._ntuple_diskusage(1, 1, 200))  # type: ignore[attr-defined]  # noqa: SLF001
    with pytest.raises(EngineError, match=r"temporary data are coming, and the disk has 0\.0 GB free: name another"):
        build(world)


def _links(pairs: list[tuple[int, int]], merchants: int, payers: int) -> SparseIncidence:
    rows, columns = (np.array([pair[side] for pair in pairs], np.int64) for side in (0, 1))
    return incidence([pa.RecordBatch.from_pydict({"merchant": rows, "payer": columns})], merchants, payers)
