"""finpath on DuckDB against finpath on Spark: CPU and peak memory of all their processes, and what Spark shuffles.

    python -m benchmarks.spark 1000000 10000000 20000000 --work FOLDER [--master 'local[2]'] [--driver-memory 6g]

For each number of payments: one coalition, both engines, one line each. Spark's own bytes come from its event log.
On one machine Spark loses: what is asked here is by how much, and whether its cost per payment stays the same.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.coalition import Size, write
from tests.running import KEY

FINPATH = "from finpath.cli import main; main()"
TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")
CPU, PARENT, PAGES = (11, 12), 1, 21
"""Where /proc/PID/stat has them, after the name."""


@dataclass
class Effort:
    """What a process and all that it started took."""

    wall: float = 0
    peak: int = 0
    status: int = 0

    def __post_init__(self) -> None:
        """Know no process yet."""
        self._ticks: dict[int, int] = {}

    @property
    def cpu(self) -> float:
        """CPU seconds."""
        return sum(self._ticks.values()) / TICKS

    def watch(self, root: int) -> None:
        """Look once at a process and its descendants."""
        stats = dict(_stats())
        family = {root}
        for _ in range(8):  # deeper than any of them starts others
            family |= {pid for pid, stat in stats.items() if int(stat[PARENT]) in family}
        seen = [(pid, stats[pid]) for pid in family if pid in stats]
        self.peak = max(self.peak, sum(int(stat[PAGES]) * PAGE for _, stat in seen))
        for pid, stat in seen:
            self._ticks[pid] = sum(int(stat[at]) for at in CPU)


def _stats() -> Iterator[tuple[int, list[str]]]:
    for place in Path("/proc").glob("[0-9]*/stat"):
        try:
            yield int(place.parent.name), place.read_text().rpartition(")")[2].split()
        except OSError:  # it has ended
            continue


def run(command: Sequence[str], around: Mapping[str, str]) -> Effort:
    """Run a process to its end, and look at it and its descendants twice a second."""
    told, start = Effort(), time.perf_counter()
    key = KEY
    child = subprocess.Popen(command, env={**os.environ, "FINPATH_KEY": key, **around})  # noqa: S603 - our own program
    while child.poll() is None:
        told.watch(child.pid)
        time.sleep(0.5)
    told.wall, told.status = time.perf_counter() - start, child.returncode
    return told


def shuffled(logs: Path) -> tuple[int, int]:
    """Bytes that tasks wrote for others to read, and bytes that they spilled, from Spark's event logs."""
    written = spilled = 0
    for log in (path for path in logs.rglob("*") if path.is_file()):
        for line in log.read_text().splitlines():
            if '"SparkListenerTaskEnd"' not in line:
                continue
            metrics = json.loads(line).get("Task Metrics") or {}
            written += metrics.get("Shuffle Write Metrics", {}).get("Shuffle Bytes Written", 0)
            spilled += metrics.get("Disk Bytes Spilled", 0)
    return written, spilled


def _settings(work: Path, memory: str) -> Path:
    """A folder of settings for Spark, and an empty one for its event log."""
    shutil.rmtree(work / "events", ignore_errors=True)
    (work / "events").mkdir(parents=True)
    (work / "settings").mkdir(exist_ok=True)
    said = {"driver.memory": memory, "eventLog.enabled": "true", "eventLog.compress": "false"}
    said |= {"eventLog.rolling.enabled": "false", "eventLog.dir": (work / "events").resolve().as_uri()}
    text = "".join(f"spark.{name} {value}\n" for name, value in said.items())
    (work / "settings" / "spark-defaults.conf").write_text(text)
    return work / "settings"


def compare(payments: int, said: argparse.Namespace) -> None:
    """Run both engines on one coalition and print a line for each."""
    contributions = write(Size.scaled(payments), said.work)
    for engine in said.engines.split(","):
        around, more = {}, ["--engine", engine]
        if engine == "spark":
            around["SPARK_CONF_DIR"] = str(_settings(said.work, said.driver_memory))
            more += ["--spark-master", said.master]
        out = ["--out", str(said.work / f"run-{engine}"), "--force", "--temp-dir", str(said.work)]
        told = run([sys.executable, "-c", FINPATH, "run", str(contributions), *out, *more], around)
        line = f"{payments:>12,} {engine:<8}{told.wall:>9.0f}{told.cpu:>9.0f}{told.peak / 2**20:>9.0f}"
        line += f"{told.cpu / payments * 1e6:>12.1f}"
        if engine == "spark":
            written, spilled = shuffled(said.work / "events")
            line += f"{written / payments:>12.0f}{spilled / payments:>10.0f}"
        print(line + (f"   died (status {told.status})" if told.status else ""), flush=True)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("payments", type=int, nargs="+")
    parser.add_argument("--work", type=Path, required=True, help="where input, results and temporary data are kept")
    parser.add_argument("--master", default="local[2]")
    parser.add_argument("--driver-memory", default="4g", help="of Spark's process; with local, the workers' too")
    parser.add_argument("--engines", default="duckdb,spark")
    said = parser.parse_args()
    said.work.mkdir(parents=True, exist_ok=True)
    print(f"{'payments':>12} {'engine':<8}{'wall s':>9}{'CPU s':>9}{'peak MB':>9}{'µs/payment':>12}", end="")
    print(f"{'shuffled B':>12}{'spilled B':>10}")
    for payments in said.payments:
        compare(payments, said)


if __name__ == "__main__":
    main()
