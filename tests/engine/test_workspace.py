"""The private folder of a process: for its owner alone, gone with it, and stopped by nothing that lies beside it."""

from __future__ import annotations

import os
import platform
import re
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from finpath.engine import DuckDB, Limits, Workspace

HERE = re.sub(r"[^A-Za-z0-9]", "", platform.node())[:32] or "here"
DEAD = 999_999_999
"""No process has this number."""

HOLD = """
import sys
from pathlib import Path
from finpath.engine import Workspace

place = Workspace(Path(sys.argv[1]))
(place.path / "secret").write_text("names")
print(place.path, flush=True)
sys.stdin.read()
"""


def wait_until(is_so: Callable[[], bool]) -> None:
    """Wait for what a process beside does."""
    until = time.monotonic() + 20
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.005)


def hold(parent: Path) -> tuple[subprocess.Popen[bytes], Path]:
    """Another process with a workspace of its own."""
    child = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(parent)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    assert child.stdout is not None
    return child, Path(child.stdout.readline().decode().strip())


def let_go(child: subprocess.Popen[bytes]) -> None:
    """Close what a child was spoken to by."""
    child.wait()
    for pipe in (child.stdin, child.stdout):
        assert pipe is not None
        pipe.close()


def test_it_is_for_its_owner_alone_and_goes_when_it_is_closed(tmp_path: Path) -> None:
    place = Workspace(tmp_path)
    assert stat.S_IMODE(place.path.stat().st_mode) == stat.S_IRWXU
    place.close()
    place.close()
    assert not any(tmp_path.iterdir())


@pytest.mark.parametrize("sent", [signal.SIGKILL, signal.SIGHUP, signal.SIGTERM])
@pytest.mark.parametrize("group", [False, True])
def test_it_goes_with_its_process_however_that_ends(tmp_path: Path, sent: signal.Signals, *, group: bool) -> None:
    child, place = hold(tmp_path)
    assert (place / "secret").exists()
    if group:
        os.killpg(child.pid, sent)
    else:
        child.send_signal(sent)
    let_go(child)
    wait_until(lambda: not any(tmp_path.iterdir()))


def test_a_living_process_keeps_it_and_a_dead_one_does_not_whatever_its_number_says(tmp_path: Path) -> None:
    child, living = hold(tmp_path)
    reused = tmp_path / f"finpath-{os.getpid()}-{HERE}-reused"  # a number that came round again
    dead = tmp_path / f"finpath-{DEAD}-{HERE}-dead"
    for folder in (reused, dead):
        (folder / "below").mkdir(parents=True)
        (folder / "below" / "secret").write_text("names")
        (folder / "lock").write_bytes(b"")
    unlocked = tmp_path / f"finpath-{DEAD}-{HERE}-unlocked"
    unlocked.mkdir()
    Workspace(tmp_path).close()
    assert list(tmp_path.iterdir()) == [living]
    child.kill()
    let_go(child)


CRAFTED = (
    f"finpath-{DEAD}0000000000000000-{HERE}-x",
    f"finpath-{'9' * 200}-{HERE}-x",
    f"finpath--1-{HERE}-x",
    f"finpath-0-{HERE}-x",
    f"finpath-٣٤-{HERE}-x",
    f"finpath-²-{HERE}-x",
    f"finpath-{DEAD}-{HERE}-[*]?",
    f"finpath-{DEAD}-{HERE}-\n",
    f"finpath-{DEAD}-{HERE}-'; --",
    "finpath-",
    "finpath",
    f"finpath-x-{HERE}-x",
)


def test_no_name_in_the_folder_for_temporary_data_stops_a_run(tmp_path: Path) -> None:
    for name in CRAFTED:
        (tmp_path / name).mkdir()
    (tmp_path / os.fsdecode(b"finpath-1-\xff-x")).mkdir()
    (tmp_path / f"finpath-{DEAD}-{HERE}-file").write_text("mine")
    kept = tmp_path / "kept"
    kept.mkdir()
    (tmp_path / f"finpath-{DEAD}-{HERE}-link").symlink_to(kept)
    for name, make in (("pipe", os.mkfifo), ("folder", os.mkdir)):
        odd = tmp_path / f"finpath-{DEAD}-{HERE}-{name}"
        odd.mkdir()
        make(odd / "lock")
    there = {path.name for path in tmp_path.iterdir()}
    with DuckDB(Limits(temp_dir=tmp_path)) as engine:
        assert engine.rows("SELECT 1") == [(1,)]
    assert kept.is_dir()
    gone = there - {path.name for path in tmp_path.iterdir()}
    assert gone == {f"finpath-{DEAD}-{HERE}-{name}" for name in ("pipe", "folder")}


def test_a_folder_below_folders_without_end_stops_no_run(tmp_path: Path) -> None:
    deep = tmp_path / f"finpath-{DEAD}-{HERE}-deep"
    deep.mkdir()
    below = os.open(deep, os.O_RDONLY)
    for _ in range(3000):
        os.mkdir("d", dir_fd=below)
        further = os.open("d", os.O_RDONLY, dir_fd=below)
        os.close(below)
        below = further
    os.close(below)
    with DuckDB(Limits(temp_dir=tmp_path)) as engine:
        assert engine.rows("SELECT 1") == [(1,)]
    subprocess.run(["/bin/rm", "-rf", str(deep)], check=True)


@pytest.mark.parametrize("name", ["it's", "[a]*?", 'ü "x"', "a;b--", "%s{0}", "new\nline"])
def test_the_folder_for_temporary_data_may_have_any_name(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    with DuckDB(Limits(memory="300MB", temp_dir=tmp_path / name)) as engine:
        engine.materialize("t", "SELECT i FROM range(1000) AS r(i)", size=10**9)
        assert engine.count("SELECT count(*) FROM t") == 1000
    assert not any((tmp_path / name).iterdir())
