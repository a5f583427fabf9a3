"""A run in; out come the time and the size of each form for a hundred referrals, and how many flips verify finds.

    python -m benchmarks.referrals RUN [--flips 10000]
    python -m benchmarks.referrals --work FOLDER [--cases 100] [--payments 10000]

RUN is a run with referrals; where it has fewer than a hundred, they are written again until there are a hundred. With
FOLDER, a coalition with so many cases of so many payments each is made there (`benchmarks.coalition`) and gone through,
and the steps from its scores to the referrals on disk are timed one by one.
"""

from __future__ import annotations

import argparse
import itertools
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from benchmarks.coalition import Size, write
from finpath import ingest
from finpath.conclude import conclude
from finpath.config import RunConfig
from finpath.engine import DuckDB
from finpath.output.folder import state_coverage, state_gaps, verify
from finpath.pipeline import load_options
from finpath.referral import Referral, build_referrals, trace_funds
from finpath.referral.writers.json import read
from finpath.referral.writers.writer import write_referrals, writers

T = TypeVar("T")

HUNDRED = 100


def main() -> None:
    """Measure, and print a table."""
    told = argparse.ArgumentParser(description=__doc__)
    told.add_argument("run", type=Path, nargs="?")
    told.add_argument("--work", type=Path, help="where a coalition is made, and its run written")
    told.add_argument("--cases", type=int, default=HUNDRED)
    told.add_argument("--payments", type=int, default=10_000, help="of each case")
    told.add_argument("--flips", type=int, default=10_000)
    given = told.parse_args()
    if given.work:
        steps(given.work, given.cases, given.payments)
    if given.run is None:
        return
    folders = sorted((given.run / "referrals").iterdir())
    forms([read(folder) for folder in folders])
    flip(folders[0], given.flips)


def steps(work: Path, cases: int, payments: int) -> None:
    """Time each step from scores to referrals."""
    contributions = write(Size.scaled(2 * cases * payments).with_cases(cases, payments), work)
    config = RunConfig()
    with DuckDB() as engine, tempfile.TemporaryDirectory(dir=work) as out:
        ledger = ingest.load(contributions, engine=engine, options=load_options(config))
        conclusion = conclude(ledger, config)
        coverage = state_gaps(conclusion, state_coverage(conclusion, config))
        print(f"{'step':<28}{'CPU s':>8}{'seconds':>9}")
        made = _timed("build the referrals", lambda: build_referrals(conclusion, coverage))
        traced = _timed("trace their funds", lambda: trace_funds(made, conclusion.payments))
        paths = _timed("write them in every form", lambda: write_referrals(traced, Path(out)))
        whole = sum(path.stat().st_size for path in paths)
    rows = sorted(len(case.evidence) for case in traced)
    taken = sum(subject.trade.payments for case in traced for subject in case.subjects)
    print(
        f"{len(traced)} referrals of {taken // len(traced):,} payments each, {whole // len(traced):,} bytes each;"
        f" evidence rows {rows[len(rows) // 2]} to {rows[-1]}"
    )


def _timed(name: str, step: Callable[[], T]) -> T:
    began, worked = time.perf_counter(), time.process_time()
    result = step()
    print(f"{name:<28}{time.process_time() - worked:>8.1f}{time.perf_counter() - began:>9.1f}", flush=True)
    return result


def forms(cases: list[Referral]) -> None:
    """Write a hundred referrals in every form."""
    hundred = list(itertools.islice(itertools.cycle(cases), HUNDRED))
    rows = sorted(len(case.evidence) for case in hundred)
    print(f"{HUNDRED} referrals, {len(cases)} of them different; evidence rows {rows[50]} to {rows[-1]}")
    print(f"{'form':<6}{'CPU s':>8}{'seconds':>9}{'bytes each':>12}{'largest':>12}")
    whole = [0.0, 0.0]
    for writer in writers():
        began, worked = time.perf_counter(), time.process_time()
        sizes = [len(writer.write(case)) for case in hundred]
        took, work = time.perf_counter() - began, time.process_time() - worked
        whole = [whole[0] + work, whole[1] + took]
        print(f"{writer.name:<6}{work:>8.1f}{took:>9.1f}{sum(sizes) // HUNDRED:>12,}{max(sizes):>12,}")
    print(f"{'all':<6}{whole[0]:>8.1f}{whole[1]:>9.1f}")


def flip(folder: Path, flips: int) -> None:
    """Flip single bits of a referral's folder, each drawn by lot from a fixed seed, and count those found by name."""
    chance = random.Random(7)  # noqa: S311 - which bit is flipped is no secret
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place) / "referral"
        copy.mkdir()
        for path in folder.iterdir():
            (copy / path.name).write_bytes(path.read_bytes())
        began = time.perf_counter()
        found = sum(_found(copy, path, bit) for path, bit in _drawn(copy, chance, flips))
    print(f"{flips:,} single-bit flips: {found:,} found, each by its file alone ({time.perf_counter() - began:.0f} s)")


def _drawn(folder: Path, chance: random.Random, flips: int) -> Iterator[tuple[Path, int]]:
    """Every file is as likely as any other, so that the small ones are not left out."""
    paths = sorted(folder.iterdir())
    for _ in range(flips):
        path = chance.choice(paths)
        yield path, chance.randrange(8 * path.stat().st_size)


def _found(folder: Path, path: Path, bit: int) -> bool:
    content = path.read_bytes()
    flipped = bytearray(content)
    flipped[bit // 8] ^= 1 << bit % 8
    path.write_bytes(flipped)
    faults = verify(folder).faults
    path.write_bytes(content)
    return [(fault.kind, fault.path) for fault in faults] == [("altered", path.name)]


if __name__ == "__main__":
    main()
