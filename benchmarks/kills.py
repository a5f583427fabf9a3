"""Kills runs at many instants, by every signal: what is left in clear on the disk, and whether an earlier run is lost.

    python -m benchmarks.kills [--kills 300] [--work FOLDER] [--seed 0.5] [--short]

With `--short`, what is killed does all that a run does on a disk (it unpacks, stages, writes a draft of the files of an
earlier run, replaces that) and nothing between, in a second and not in ten.

Each run replaces an earlier one (`--force`), reads packed and rewritten files, and has so little memory that it spills.
What is left is every file beside the output or in the folder for temporary data that is not spilled and encrypted, and
whatever of that holds a word of a contribution. It is counted at the very instant of the end, and until it is gone,
which is the work of the watcher. The exit code is 1 where something is left then, or a run was lost.
"""

from __future__ import annotations

import argparse
import gzip
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

from finpath import synth
from finpath.errors import ConfigError
from finpath.ingest import new_key
from finpath.output.folder import verify

MARKER = "remittance-secret"
ROW = "{number},2026-02-{day:02}T10:00:00Z,{marker}-{number},m{merchant},10.00,EUR,{marker} {number},{marker}"
HEADER = "transaction_id,occurred_at,payer_ref,merchant_id,amount,currency,descriptor,purpose_text"
MANIFEST = """
[provider]
id = "marked"
kind = "acquirer"
country = "NL"
timezone = "Europe/Amsterdam"

[agreement]
id = "A-1"
purpose = "detect commercial child sexual exploitation"
legal_basis = "information-sharing partnership"
expires_on = 2027-12-31
dpia_reference = "D-1"
supervisor_notice = "S-1"

[[files]]
table = "transactions"
path = "packed.csv.gz"

[[files]]
table = "merchants"
path = "wide.csv"
"""
SIGNALS = (signal.SIGKILL, signal.SIGKILL, signal.SIGKILL, signal.SIGHUP, signal.SIGTERM, signal.SIGINT)
"""Half of them leave no time for anything."""

LISTENING = (
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); from finpath.cli import main; main()"
)
"""What is started in the background may ignore interruptions; a terminal's program does not."""

SHORT = """
import shutil, signal, sys
from pathlib import Path
signal.signal(signal.SIGINT, signal.default_int_handler)
from finpath.engine import DuckDB, Limits
from finpath.ingest import LoadOptions, load, read_keys
from finpath.output.folder import write_atomically
import os
out, temporary, contributions, memory = sys.argv[1:]
with DuckDB(Limits(memory, 1, Path(temporary))) as engine, write_atomically(Path(out), force=True) as draft:
    load(Path(contributions), engine=engine, options=LoadOptions(read_keys(os.environ)))
    for _ in range(20):
        shutil.copytree(out, draft, dirs_exist_ok=True)
"""
"""What a run does on a disk."""

MEMORY = "200MB"
GOLDEN = 0.6180339887
"""Multiples of it, less their whole numbers, lie evenly however many there are: each phase is met from the first on."""

PATIENCE = 5.0
"""Seconds that the watcher has, on a machine that is busy with other things."""


@dataclass(frozen=True)
class Left:
    """What was found after a kill."""

    at_once: tuple[str, ...]
    later: tuple[str, ...]
    open_to_others: tuple[str, ...]
    lost: bool
    seconds: float


@dataclass(frozen=True)
class Scene:
    """A folder with contributions, an earlier run and a place for temporary data."""

    folder: Path
    short: bool = False

    @property
    def run(self) -> Path:
        """The output."""
        return self.folder / "out" / "run"

    @property
    def temporary(self) -> Path:
        """Where temporary data goes."""
        return self.folder / "temporary"

    def make(self, payers: int = 500, rows: int = 2_000) -> float:
        """Write the contributions and the earlier run, and say how many seconds that took."""
        contributions = self.folder / "contributions"
        synth.write(contributions, payers=payers, merchants=200, days=60)
        marked = contributions / "marked"
        marked.mkdir()
        (marked / "contribution.toml").write_text(MANIFEST, encoding="utf-8")
        lines = (
            ROW.format(number=number, day=number % 28 + 1, merchant=number % 20, marker=MARKER)
            for number in range(rows)
        )
        (marked / "packed.csv.gz").write_bytes(gzip.compress("\n".join((HEADER, *lines)).encode(), 1))
        names = "".join(f"m{number},{MARKER} {number}\n" for number in range(20))
        (marked / "wide.csv").write_text(f"merchant_id,trading_name\n{names}", encoding="utf-16")
        self.temporary.mkdir()
        (self.folder / "out").mkdir()
        (self.folder / "key").write_text(new_key(), encoding="ascii")
        assert replace(self, short=False).start().wait() == 0, "a run that nobody kills is done"  # noqa: S101
        if self.short:
            for folder in contributions.iterdir():
                shutil.rmtree(folder) if folder != marked and folder.is_dir() else None
        began = time.monotonic()
        assert self.start().wait() == 0, "and so is what is killed"  # noqa: S101
        return time.monotonic() - began

    @property
    def options(self) -> tuple[str, ...]:
        """What a run is told besides: to replace the earlier one."""
        return ("--force",)

    def start(self) -> subprocess.Popen[bytes]:
        """Begin a run, in a group of its own."""
        options = [
            "--out",
            str(self.run),
            "--temp-dir",
            str(self.temporary),
            "--memory-limit",
            MEMORY,
            "--threads",
            "1",
        ]
        command = [sys.executable, "-c", LISTENING, "run", str(self.folder / "contributions"), *options, *self.options]
        if self.short:
            places = (self.run, self.temporary, self.folder / "contributions")
            command = [sys.executable, "-c", SHORT, *map(str, places), MEMORY]
        around = {**os.environ, "FINPATH_KEY_FILE": str(self.folder / "key")}
        silent = subprocess.DEVNULL
        return subprocess.Popen(command, env=around, stdout=silent, stderr=silent, start_new_session=True)  # noqa: S603

    def kill(self, after: float, sent: signal.Signals) -> Left:
        """Begin a run, end it after so many seconds, and look."""
        child = self.start()
        time.sleep(after)
        if child.poll() is None:
            os.killpg(child.pid, sent)
        child.wait()
        ended = time.monotonic()
        at_once = left = self._left()
        while left and time.monotonic() < ended + PATIENCE:
            time.sleep(0.005)
            left = self._left()
        took = time.monotonic() - ended if at_once else 0.0
        return Left(at_once, left, tuple(filter(self._is_open, at_once)), not self._stands(), took)

    def _left(self) -> tuple[str, ...]:
        """Every file that holds something in clear, outside the output."""
        places = (self.temporary, self.run.parent)
        walks = (walk for place in places for walk in os.walk(place))  # what goes while it is looked at is no fault
        files = (Path(folder, name) for folder, _, names in walks for name in names)
        found = [path for path in files if not path.is_relative_to(self.run) and _is_clear(path)]
        return tuple(path.relative_to(self.folder).as_posix() for path in found)

    def _is_open(self, path: str) -> bool:
        """Say whether others can reach a file: no folder above it is private."""
        try:
            return all(folder.stat().st_mode & 0o11 for folder in (self.folder / path).parents if folder != self.folder)
        except OSError:
            return False

    def _stands(self) -> bool:
        try:
            return not verify(self.run).faults
        except ConfigError:
            return False


def _is_clear(path: Path) -> bool:
    try:
        content = path.read_bytes() if path.is_file() else b""
    except OSError:  # gone meanwhile
        return False
    if {"spill", "shelf"} & set(path.parts):
        return MARKER.encode() in content
    return bool(content)


def kill_many(scene: Scene, kills: int, seed: float) -> Counter[str]:
    """Kill so many runs, spread over all their phases."""
    lasts = scene.make()
    found: Counter[str] = Counter()
    for number in range(kills):
        sent = SIGNALS[number % len(SIGNALS)]
        left = scene.kill(lasts * ((seed + number * GOLDEN) % 1), sent)
        found["kills"] += 1
        found[f"by {sent.name}"] += 1
        found["something in clear at the very instant"] += bool(left.at_once)
        found["of it open to others"] += bool(left.open_to_others)
        found["something in clear five seconds later"] += bool(left.later)
        found["milliseconds until it was gone, at most"] = max(
            found["milliseconds until it was gone, at most"], round(1000 * left.seconds)
        )
        found["earlier runs lost"] += left.lost
        if not found["kills"] % 25:
            sys.stderr.write(f"{dict(found)}\n")
    assert scene.start().wait() == 0, "the next run is done"  # noqa: S101
    names = [path.name for path in (*scene.temporary.iterdir(), *scene.run.parent.iterdir())]
    found["folders that the next start left"] = len(names) - 1
    return found


def main() -> int:
    """Kill, and print what was found."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--kills", type=int, default=300)
    asked.add_argument("--seed", type=float, default=0.5)
    asked.add_argument("--work", type=Path)
    asked.add_argument("--short", action="store_true")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory(dir=given.work) as folder:
        found = kill_many(Scene(Path(folder), given.short), given.kills, given.seed)
    for what, count in found.items():
        sys.stdout.write(f"{count:>6}  {what}\n")
    return int(bool(found["something in clear five seconds later"] or found["earlier runs lost"]))


if __name__ == "__main__":
    sys.exit(main())
