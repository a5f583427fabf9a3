"""What ingest and the graph cost, against the floor: DuckDB reading every column of the same Parquet once.

    python -m benchmarks.floor 10000000 20000000 --work FOLDER [--limit 6GB]

One line for each step of each size: CPU seconds, wall seconds, peak memory of the process so far, times the floor's
CPU, and CPU microseconds per transaction. The input is 5 million payers and 200,000 merchants, skewed, made once and
kept in the folder; --scaled makes them fewer with fewer transactions. Other work on the machine stretches wall time
more than CPU time: compare ratios within one run.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.coalition import Size, write
from tests.running import KEY

PAYERS, MERCHANTS = 5_000_000, 200_000
GOALS = {"ingest": 8.0, "graph": 12.0}
"""Times the floor's CPU, at most."""

MEGABYTE = 1024
"""In kilobytes, as Linux counts the peak of a process."""


@dataclass
class Effort:
    """What a step took."""

    cpu: float = 0.0
    wall: float = 0.0
    peak: float = 0.0


@contextmanager
def measured() -> Iterator[Effort]:
    """Measure this process, its threads included."""
    effort, wall, cpu = Effort(), time.perf_counter(), _cpu()
    yield effort
    effort.cpu, effort.wall = _cpu() - cpu, time.perf_counter() - wall
    effort.peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def floor(contributions: Path) -> Effort:
    """Read every column once; a hash of each value is the least that makes DuckDB look at it."""
    import duckdb  # noqa: PLC0415 - each step is a process of its own

    path = contributions / "acquirer" / "transactions.parquet"
    with duckdb.connect() as connection, measured() as effort:
        connection.execute(f"SELECT bit_xor(hash(COLUMNS(*))) FROM '{path}'").fetchall()  # noqa: S608 - our own
    return effort


def ours(contributions: Path, limit: str) -> dict[str, Effort]:
    """Ingest, and from the ledger to links, features, entities, overlap, walk and blocks."""
    from finpath import DuckDB, Limits, graph, ingest  # noqa: PLC0415 - each step is a process of its own

    keys = {"FINPATH_KEY": KEY}
    with DuckDB(Limits(memory=limit)) as engine:
        with measured() as taken:
            ledger = ingest.load(
                contributions, engine=engine, options=ingest.LoadOptions(ingest.read_keys({**os.environ, **keys}))
            )
        with measured() as built:
            made = graph.build(ledger)
        print("".join(f"  cap: {cap}\n" for cap in made.caps), end="")
    return {"ingest": taken, "graph": built}


def show(transactions: int, name: str, effort: Effort, least: float) -> None:
    """Print a line of the table."""
    goal = f"   goal {GOALS[name]:.0f}" if name in GOALS else ""
    print(
        f"{transactions:>12,} {name:<8}{effort.cpu:>9.1f}{effort.wall:>9.1f}{effort.peak:>9.0f}"
        f"{effort.cpu / least:>8.1f}{1e6 * effort.cpu / transactions:>9.2f}{goal}",
        flush=True,
    )


def alone(step: Callable[[], None]) -> None:
    """Run a step in a process of its own, so that its peak is its own."""
    sys.stdout.flush()
    child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        if status:
            sys.exit(f"A step died with status {status}.")
        return
    step()
    sys.stdout.flush()
    os._exit(0)


def run(size: Size, work: Path, limit: str) -> None:
    """Measure one size."""
    alone(lambda: write(size, work) and None)
    contributions = write(size, work)

    def step() -> None:
        least = floor(contributions)
        show(size.transactions, "floor", least, least.cpu)
        for name, effort in ours(contributions, limit).items():
            show(size.transactions, name, effort, least.cpu)

    alone(step)


def main() -> None:
    """Make the inputs, measure, print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("transactions", type=int, nargs="+")
    parser.add_argument("--work", type=Path, required=True, help="where the input is kept")
    parser.add_argument("--limit", default="6GB", help="finpath's memory limit")
    parser.add_argument("--scaled", action="store_true", help="20 payments a payer, 500 a merchant")
    said = parser.parse_args()
    print(f"{'transactions':>12} {'':<8}{'CPU s':>9}{'wall s':>9}{'peak MB':>9}{'floors':>8}{'µs/row':>9}")
    for transactions in said.transactions:
        size = Size.scaled(transactions) if said.scaled else Size(transactions, PAYERS, MERCHANTS)
        run(size, said.work, said.limit)


if __name__ == "__main__":
    main()
