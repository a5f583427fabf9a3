"""A run of 300,000 payments with little memory: it finishes, stays near the limit, and gives the same bytes."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from finpath import synth
from tests.running import environment, finpath, tree

LIMIT = 300
SHARE = 1.2
"""DuckDB was measured to exceed its own limit by a fifth."""

PROMISED = re.compile(r"up to a\s+fifth\s+more, and\s+([0-9]+)\s+MB\s+besides")
"""What the help of a run says of the whole process."""

# The high water mark of this program alone: what `resource` tells includes the process that started it.
PEAK = """
import re, sys
from pathlib import Path
from finpath.cli import main
sys.argv[0] = "finpath"
import sklearn.ensemble  # what a run imports late takes memory too, and no data
try:
    main()
finally:
    status = Path("/proc/self/status").read_text()
    print("peak", int(re.search(r"VmHWM:\\s+(\\d+) kB", status)[1]) // 1000)
"""


def megabytes(*arguments: str | Path, **around: str) -> int:
    """Run finpath and measure it."""
    command = [sys.executable, "-c", PEAK, *map(str, arguments)]
    told = subprocess.run(command, env=environment(**around), capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    return int(told.stdout.rpartition("peak ")[2])


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux tells the peak of one process")
def test_little_memory_is_kept_to_and_changes_nothing(tmp_path: Path) -> None:
    contributions, spill = tmp_path / "contributions", tmp_path / "spill"
    spill.mkdir()
    synth.write(contributions)
    promised = PROMISED.search(finpath("run", "--help").stdout)
    assert promised
    limits = ("--memory-limit", f"{LIMIT}MB", "--threads", "2", "--temp-dir", spill)
    around = {"TZ": "America/St_Johns", "PYTHONHASHSEED": "2", "LC_ALL": "tr_TR.UTF-8", "OPENBLAS_NUM_THREADS": "3"}
    took = megabytes("run", contributions, "--out", tmp_path / "little", *limits, **around)
    assert took <= SHARE * LIMIT + int(promised[1])
    assert not any(spill.iterdir())
    megabytes("run", contributions, "--out", tmp_path / "plenty", "--threads", "4")
    assert tree(tmp_path / "little") == tree(tmp_path / "plenty")
