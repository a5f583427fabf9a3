"""Kills runs that write a new folder: what stands there is a whole run or nothing, and the next run has the same bytes.

    python -m benchmarks.kills_whole [--kills 300] [--work FOLDER] [--seed 0.5]

Each run reads two members, Parquet, packed and rewritten text, with bars so low that there are referrals; it is ended
by SIGKILL at an instant of its own, spread evenly over all that a run does. After each, the output is looked for, and
what is left in clear, at once and after five seconds (`benchmarks.kills` says how). After every twenty-fifth, a run
goes to its end: its files must be those of the first, byte for byte, and nothing of the killed ones may be left. The
exit code is 1 where any of that fails.
"""

from __future__ import annotations

import argparse
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from benchmarks.kills import GOLDEN, Scene
from finpath.output.folder import verify
from tests.running import tree

OFTEN = 25
"""Kills after which a run goes to its end."""

KEPT = ("acquirer-north", "marked")

CASE = """
[tiers]
refer = 0.015
families = 1
corroboration = 0
review = 0.01
watch = 0.005
"""
"""Bars that some of so small a coalition reach."""


class Fresh(Scene):
    """A scene whose runs find no earlier run."""

    def prepare(self) -> dict[str, bytes]:
        """Write the contributions, and the run that nobody kills: its files."""
        (self.folder / "case.toml").write_text(CASE, encoding="utf-8")
        self.make(rows=300)
        for folder in (self.folder / "contributions").iterdir():
            if folder.is_dir() and folder.name not in KEPT:
                shutil.rmtree(folder)
        return self.finish()

    def start(self) -> subprocess.Popen[bytes]:
        """Begin a run, in a group of its own; there is no earlier one."""
        shutil.rmtree(self.run, ignore_errors=True)
        return super().start()

    @property
    def options(self) -> tuple[str, ...]:
        """What a run is told besides: bars so low that there are referrals."""
        return ("--config", str(self.folder / "case.toml"))

    def finish(self) -> dict[str, bytes]:
        """Go to the end of a run: its files."""
        assert self.start().wait() == 0, "a run that nobody kills is done"  # noqa: S101
        return tree(self.run)

    def left_behind(self) -> list[str]:
        """What stands beside the output, and in the folder for temporary data."""
        return [path.name for path in (*self.temporary.iterdir(), *self.run.parent.iterdir()) if path != self.run]


def kill_many(scene: Fresh, kills: int, seed: float) -> Counter[str]:
    """Kill so many runs, and look at each."""
    files = scene.prepare()
    began = time.monotonic()
    assert scene.finish() == files, "the same input, the same bytes"  # noqa: S101
    lasts = time.monotonic() - began
    referrals = sum(name.endswith("/referral.json") for name in files)
    assert referrals, "a run goes through all its phases"  # noqa: S101
    found: Counter[str] = Counter({"files of a whole run": len(files), "referrals in it": referrals})
    for number in range(1, kills + 1):
        left = scene.kill(lasts * ((seed + number * GOLDEN) % 1), signal.SIGKILL)
        found["kills"] += 1
        found["something in clear at the very instant"] += bool(left.at_once)
        found["of it open to others"] += bool(left.open_to_others)
        found["something in clear five seconds later"] += bool(left.later)
        found[_stands(scene.run)] += 1
        if number % OFTEN == 0 or number == kills:
            found["runs to the end"] += 1
            found["of them with other bytes"] += scene.finish() != files
            found["of them with anything left of the killed"] += bool(scene.left_behind())
            sys.stderr.write(f"{dict(found)}\n")
    return found


def _stands(run: Path) -> str:
    if not run.exists():
        return "no output"
    return "half an output" if verify(run).faults else "a whole output"


FAULTS = (
    "of it open to others",
    "something in clear five seconds later",
    "half an output",
    "of them with other bytes",
    "of them with anything left of the killed",
)


def main() -> int:
    """Kill, and print what was found."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--kills", type=int, default=300)
    asked.add_argument("--seed", type=float, default=0.5)
    asked.add_argument("--work", type=Path)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory(dir=given.work) as folder:
        found = kill_many(Fresh(Path(folder)), given.kills, given.seed)
    for what, count in found.items():
        sys.stdout.write(f"{count:>6}  {what}\n")
    return int(any(found[fault] for fault in FAULTS))


if __name__ == "__main__":
    sys.exit(main())
