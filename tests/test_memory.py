"""A run of 300,000 payments with little memory: it finishes, stays near the limit, and gives the same bytes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from finpath import synth
from tests.running import environment, tree

LIMIT = 300
SHARE = 1.2
"""DuckDB was measured to exceed its own limit by a fifth."""

PAPER = 220
"""What setting the PDFs of referrals takes besides: the engine with its fonts, and a document or two."""

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
    programs = megabytes("--help")
    limits = ("--memory-limit", f"{LIMIT}MB", "--threads", "2", "--temp-dir", spill)
    around = {"TZ": "America/St_Johns", "PYTHONHASHSEED": "2", "LC_ALL": "tr_TR.UTF-8", "OPENBLAS_NUM_THREADS": "3"}
    took = megabytes("run", contributions, "--out", tmp_path / "little", *limits, **around)
    assert took - programs <= SHARE * LIMIT + PAPER
    assert not any(spill.iterdir())
    megabytes("run", contributions, "--out", tmp_path / "plenty", "--threads", "4")
    assert tree(tmp_path / "little") == tree(tmp_path / "plenty")
