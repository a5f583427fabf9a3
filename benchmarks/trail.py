"""Numbers of payments and refunds in; out comes the time of a trail of them, against a plain pass over the payments.

    python -m benchmarks.trail [--payments 1000000] [--refunds 100000]

Each shape is one case: what customers paid at a busy settlement account, what went back to them, and what the account
paid out every day. The plain pass reads the same rows one by one and adds them up by minute, which is the least that
any reckoning of them takes in Python. A trail that costs the square of anything shows as a growing ratio.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from finpath.engine import DuckDB, Engine, Limits
from finpath.graph import PaymentGraph, follow
from finpath.graph.column_coverage import TIME_OF_TRANSFERS
from finpath.graph.trail import METHODS

START = np.datetime64("2025-01-01", "us")
SPAN = 525_600
"""Minutes that payments are spread over: a year."""

DAY = 1_440


@dataclass(frozen=True)
class Shape:
    """A case: in cents, with the minute of each payment and transfer.

    Args:
        merchant: 0 is of the case, 1 settles to the same account and is not.
    """

    minute: np.ndarray
    merchant: np.ndarray
    cents: np.ndarray
    refund: np.ndarray
    transfers: list[tuple[int, str, str, int]]


def spread_out(payments: int, refunds: int) -> Shape:
    """Payments through the year, refunds of all sizes among them, and most of each day's takings paid out."""
    chance = np.random.default_rng(7)
    count = payments + refunds
    minute = np.sort(chance.integers(0, SPAN, count))
    refund = np.zeros(count, bool)
    refund[chance.choice(count, refunds, replace=False)] = True
    cents = chance.integers(100, 10_000, count)
    merchant = (chance.random(count) < 0.2).astype(np.int64)  # noqa: PLR2004 - one in five
    daily = payments * 5_000 // (SPAN // DAY)
    out = [(day * DAY, "S", f"out{day % 5}", daily * 7 // 10) for day in range(1, SPAN // DAY)]
    return Shape(minute, merchant, cents, refund, out)


def all_refunds(payments: int, refunds: int) -> Shape:
    """Nothing but refunds: all are owed."""
    shape = spread_out(payments, refunds)
    return Shape(shape.minute, shape.merchant, shape.cents, np.ones(len(shape.minute), bool), shape.transfers)


def large_refunds(payments: int, refunds: int) -> Shape:
    """Each refund is larger than any payment."""
    shape = spread_out(payments, refunds)
    return Shape(
        shape.minute, shape.merchant, np.where(shape.refund, 20_000, shape.cents), shape.refund, shape.transfers
    )


def one_instant(payments: int, refunds: int) -> Shape:
    """All at one instant, transfers too, of which there are as many as a trail reads."""
    shape = spread_out(payments, refunds)
    moves = [(0, f"a{place % 997}", f"a{(place * 7 + 1) % 997}", 1 + place % 9) for place in range(99_000)]
    out = [(0, "S", f"a{place}", 1_000_000) for place in range(997)]
    apart = [move for move in moves if move[1] != move[2]]
    return Shape(np.zeros_like(shape.minute), shape.merchant, shape.cents, shape.refund, [*out, *apart])


def many_ways(payments: int, refunds: int) -> Shape:
    """Money comes back to the account on more ways than are told apart before most refunds take of each."""
    shape = spread_out(payments, refunds)
    out = [(DAY * 30 + place, "S", f"mule{place}", 500_000) for place in range(300)]
    back = [(DAY * 31 + place, f"mule{place}", "S", 490_000) for place in range(300)]
    on = [(DAY * 32, "S", "far", 1_000_000), (DAY * 33, "far", "S", 900_000)]
    return Shape(shape.minute, shape.merchant, shape.cents, shape.refund, [*out, *back, *on])


SHAPES: tuple[Callable[[int, int], Shape], ...] = (spread_out, all_refunds, large_refunds, one_instant, many_ways)


def main() -> None:
    """Measure every shape by every method, and print a table."""
    told = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    told.add_argument("--payments", type=int, default=1_000_000)
    told.add_argument("--refunds", type=int, default=100_000)
    given = told.parse_args()
    print(f"{given.payments:,} payments, {given.refunds:,} refunds; seconds")
    print(f"{'shape':<15}{'transfers':>10}{'plain pass':>12}{'method':>10}{'trail':>8}{'times':>7}{'peak MB':>9}")
    for make in SHAPES:
        with DuckDB(Limits(threads=2)) as engine:
            shape = make(given.payments, given.refunds)
            graph = world(engine, shape)
            began = time.perf_counter()
            plain_pass(engine)
            plain = time.perf_counter() - began
            for method in METHODS:
                began = time.perf_counter()
                follow(graph, [0], method)
                took = time.perf_counter() - began
                peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
                head = f"{make.__name__.replace('_', ' '):<15}{len(shape.transfers):>10,}{plain:>12.2f}"
                print(f"{head}{method:>10}{took:>8.2f}{took / plain:>7.2f}{peak:>9,}", flush=True)


def plain_pass(engine: Engine) -> Counter[tuple[int, str]]:
    """Add up the payments by minute and kind, row by row."""
    sums: Counter[tuple[int, str]] = Counter()
    for minute, kind, cents in _rows(engine):
        sums[minute, kind] += cents
    return sums


ROWS = """
SELECT fp_micros(occurred_at) // 60000000 AS minute,
       kind,
       CAST(100 * amount AS BIGINT)       AS cents
FROM payments
"""


def _rows(engine: Engine) -> Iterator[tuple[int, str, int]]:
    sql = (
        "SELECT fp_micros(occurred_at) // 60000000 AS minute, kind, CAST(100 * amount AS BIGINT) AS cents FROM payments"
    )
    for batch in engine.batches(sql):
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def world(engine: Engine, shape: Shape) -> PaymentGraph:
    """The tables that a trail reads."""
    count = len(shape.minute)
    engine.register("payments_given", _payments(shape))
    engine.materialize("payments", "SELECT * FROM payments_given")
    accounts = pa.table({"merchant": pa.array([0, 1], pa.int64()), "settlement_account": ["S", "S"]})
    engine.register("merchant_accounts", accounts)
    at, source, target, cents = zip(*shape.transfers, strict=True)
    engine.register(
        "transfers",
        pa.table(
            {
                "provider_id": ["bank"] * len(at),
                "transfer_id": [f"{place}" for place in range(len(at))],
                "occurred_at": _instants(np.array(at)),
                "from_account": source,
                "to_account": target,
                "amount": _amounts(np.array(cents)),
                "currency": ["EUR"] * len(at),
            }
        ),
    )
    assert engine.count("SELECT count(*) FROM payments") == count  # noqa: S101 - nothing was lost on the way
    return PaymentGraph(engine, {"bank": frozenset({TIME_OF_TRANSFERS})})


def _payments(shape: Shape) -> pa.Table:
    return pa.table(
        {
            "merchant": shape.merchant,
            "occurred_at": _instants(shape.minute),
            "kind": np.where(shape.refund, "refund", "purchase"),
            "amount": _amounts(shape.cents),
            "currency": np.full(len(shape.minute), "EUR"),
        }
    )


def _instants(minute: np.ndarray) -> pa.Array:
    return pa.array(START + minute.astype("timedelta64[m]"), pa.timestamp("us"))


def _amounts(cents: np.ndarray) -> pa.Array:
    return pc.cast(pa.array(cents / 100), pa.decimal128(38, 8))


if __name__ == "__main__":
    main()
