"""A run in; out come the time and the size of each form for a hundred referrals, and how many flips verify finds.

    python -m benchmarks.referrals RUN [--flips 10000]

RUN is a run with referrals; where it has fewer than a hundred, they are written again until there are a hundred.
"""

from __future__ import annotations

import argparse
import itertools
import random
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from finpath.output.folder import verify
from finpath.referral import Referral
from finpath.referral.writers.json import read
from finpath.referral.writers.writer import writers

HUNDRED = 100


def main() -> None:
    """Measure, and print a table."""
    told = argparse.ArgumentParser(description=__doc__)
    told.add_argument("run", type=Path)
    told.add_argument("--flips", type=int, default=10_000)
    given = told.parse_args()
    folders = sorted((given.run / "referrals").iterdir())
    forms([read(folder) for folder in folders])
    flip(folders[0], given.flips)


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
