"""finpath against the same job in plain pandas, networkx and scikit-learn: whole processes, one after the other.

    python -m benchmarks.race 2000000 --work FOLDER [--limit 4GB] [--cases 20]

One payment in ten is of a case to write up, of 10,000 payments with refunds and a look-alike (`benchmarks.sites`):
finpath goes on to referrals in every form, its peer ends with scores.

One table: wall, CPU and peak memory of each, and how many times less finpath needs. The input is made once and kept in
the folder. Other work on the machine stretches wall time more than CPU time: compare within one run.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.coalition import Size, write
from tests.running import KEY

FINPATH = "from finpath.cli import main; main()"
PER_CASE = 100_000
"""Payments of the coalition to each case in it."""

MEGABYTE = 1024
"""In kilobytes, as Linux counts the peak of a process."""


@dataclass(frozen=True)
class Effort:
    """What one process took."""

    name: str
    wall: float
    cpu: float
    peak: float
    status: int

    def line(self, than: Effort | None = None) -> str:
        """A line of the table; with another effort, how many times more that one needs."""
        said = f"{self.name:<28}{self.wall:>9.1f}{self.cpu:>9.1f}{self.peak:>9.0f}"
        if self.status:
            return f"{said}   died (status {self.status})"
        if than is None:
            return said
        times = (than.wall / self.wall, than.cpu / self.cpu, than.peak / self.peak)
        return said + "".join(f"{each:>9.1f}" for each in times)


def run(name: str, command: Sequence[str]) -> Effort:
    """Run a process to its end and say what it took, its threads included."""
    start = time.perf_counter()
    environment = {**os.environ, "FINPATH_KEY": KEY}
    child = os.posix_spawn(command[0], list(command), environment)
    _, status, used = os.wait4(child, 0)
    wall = time.perf_counter() - start
    return Effort(name, wall, used.ru_utime + used.ru_stime, used.ru_maxrss / MEGABYTE, status)


def main() -> None:
    """Make the input, run both, print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("transactions", type=int)
    parser.add_argument("--work", type=Path, required=True, help="where input and results are kept")
    parser.add_argument("--limit", help="finpath's --memory-limit")
    parser.add_argument("--cases", type=int, help="cases of 10,000 payments among them")
    parser.add_argument("--alone", action="store_true", help="run finpath only")
    said = parser.parse_args()
    cases = said.transactions // PER_CASE if said.cases is None else said.cases
    contributions = write(Size.scaled(said.transactions).with_cases(cases), said.work)
    limit = ["--memory-limit", said.limit] if said.limit else []
    out = ["--out", str(said.work / "run"), "--force"]
    ours = run("finpath run", [sys.executable, "-c", FINPATH, "run", str(contributions), *out, *limit])
    plain = None
    if not said.alone:
        script = str(Path(__file__).with_name("plain_python.py"))
        plain = run(
            "pandas, networkx, sklearn", [sys.executable, script, str(contributions), "--out", str(said.work / "plain")]
        )
    print(f"\n{said.transactions:,} transactions")
    print(f"{'':<28}{'wall s':>9}{'CPU s':>9}{'peak MB':>9}   times less: wall, CPU, memory")
    print(ours.line(plain))
    if plain is not None:
        print(plain.line())


if __name__ == "__main__":
    main()
