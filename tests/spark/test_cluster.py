"""A cluster of two workers, one of them killed in the middle of a run: the bytes of a run on one machine, on DuckDB.

Among what they read are statements in XML and clearing, for which Spark has no reader.
"""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

import pytest

from finpath import DuckDB, synth
from tests.cluster import Cluster, cluster
from tests.ingest.coalition import Coalition
from tests.running import CASE, COMMAND, environment, finpath, tree

GOLDEN = Path(__file__).parents[1] / "ingest" / "formats" / "golden"

MIDDLE = 40
"""Tables that are written before the worker is killed; a run writes some hundred."""


@pytest.fixture
def here(tmp_path: Path) -> Path:
    (tmp_path / "case.toml").write_text(CASE)
    synth.write(tmp_path / "contributions", payers=500, merchants=200, days=60)
    hand_in_statements(tmp_path / "contributions")
    return tmp_path


def hand_in_statements(contributions: Path) -> None:
    """A member with three statements in XML and a clearing file, each with a row that is rejected."""
    camt, ipm = ((GOLDEN / name).read_bytes() for name in ("camt.input", "ipm.input"))
    files = {f"{day}.xml": camt.replace(b"R-", f"R{day}-".encode()) for day in (1, 2, 3)} | {"clearing.ipm": ipm}
    entry = '[[files]]\ntable = "transactions"\npath = "{}"\nmax_reject_share = 1.0\n'
    with DuckDB() as engine:  # it only writes
        Coalition(contributions, engine).hand_in("statements", files, "".join(map(entry.format, files)))


def begun(here: Path, place: Cluster, name: str) -> subprocess.Popen[str]:
    """A run on the cluster, in a process of its own."""
    (here / f"temporary {name}").mkdir()
    options = ["--engine", "spark", "--spark-master", place.master, "--temp-dir", f"temporary {name}"]
    command = [*COMMAND, "run", "contributions", "--out", name, "--config", "case.toml", *options]
    around = environment(**place.environment)
    return subprocess.Popen(command, env=around, cwd=here, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def written(here: Path, name: str) -> int:
    """How many tables a run has written so far."""
    return max((int(path.name) for path in (here / f"temporary {name}").glob("*/tables/*")), default=0)


@pytest.mark.spark
def test_a_worker_that_is_killed_changes_nothing(here: Path) -> None:
    undisturbed = finpath("run", here / "contributions", "--out", here / "whole", "--config", here / "case.toml")
    assert (here / "whole" / "SHA256SUMS").exists(), undisturbed.stderr
    with cluster(here / "cluster", workers=2) as place:
        run = begun(here, place, "disturbed")
        while written(here, "disturbed") < MIDDLE:
            assert run.poll() is None, run.communicate()[0]
            time.sleep(0.1)
        place.kill(2)
        said, _ = run.communicate(timeout=1800)
        assert run.returncode == 0, said
        assert b"app-" in (place.folder / "0.log").read_bytes()  # it ran there
    assert tree(here / "disturbed") == tree(here / "whole")
    assert list((here / "temporary disturbed").iterdir()) == []
    assert not (here / "spark-warehouse").exists()
