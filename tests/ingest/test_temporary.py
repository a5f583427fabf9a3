"""What members write goes to no place where it could be read: not spilled, not in an error, not left behind."""

from __future__ import annotations

import gzip
import os
import signal
import stat
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from finpath.engine import DuckDB, Limits
from finpath.errors import EngineError, NothingToDo
from tests.ingest.coalition import Coalition, rows

MARKER = b"remittance-secret"
ROWS = 60_000


@contextmanager
def watched(folder: Path) -> Iterator[dict[str, list[Path]]]:
    """Look into every file below a folder, again and again: which were there, and which held the marker."""
    seen: dict[str, list[Path]] = defaultdict(list)
    done = threading.Event()

    def look() -> None:
        while not done.is_set():
            for path in [path for path in folder.rglob("*") if {"spill", "shelf"} & set(path.parts)]:
                try:
                    seen[path.parent.name].append(path)
                    seen["marked"] += [path] if MARKER in path.read_bytes() else []
                except OSError:
                    continue
            time.sleep(0.02)

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield seen
    finally:
        done.set()
        thread.join()


def large(bad: str = "", payments: int = ROWS) -> bytes:
    said = (
        {
            "payer_ref": f"{MARKER.decode()}-{number}",
            "purpose_text": f"{MARKER.decode()} {number} " + f"{number * 7919:012}" * 20,
            "descriptor": f"shop https://{MARKER.decode()}.example/{number}",
            "amount": bad or "10",
        }
        for number in range(payments)
    )
    return gzip.compress(rows(*said).encode(), 1)


@pytest.mark.parametrize(("memory", "payments", "place"), [("60MB", ROWS, "spill"), ("360MB", 100_000, "shelf")])
def test_what_is_on_disk_cannot_be_read_and_copies_are_private(
    memory: str, payments: int, place: str, tmp_path: Path
) -> None:
    with DuckDB(Limits(memory=memory, threads=2, temp_dir=tmp_path)) as engine:
        coalition = Coalition(tmp_path / "contributions", engine)
        coalition.hand_in("north", {"t.csv": large(payments=payments)})
        with watched(engine.folder) as seen:
            coalition.load()
        assert seen[place], "the limit is low enough for the test to mean something"
        assert not seen["marked"]
        assert stat.S_IMODE(engine.folder.stat().st_mode) == stat.S_IRWXU
        assert not list(engine.folder.rglob("*.plain"))
    assert [path.name for path in tmp_path.iterdir()] == ["contributions"]


LOAD = """
import sys
from pathlib import Path
from finpath.engine import DuckDB, Limits
from finpath.ingest import Keys, LoadOptions, load

folder = Path(sys.argv[1])
with DuckDB(Limits(memory="60MB", threads=2, temp_dir=folder)) as engine:
    load(folder / "contributions", engine=engine, options=LoadOptions(Keys(b"k" * 32)))
"""


def test_what_a_killed_process_had_on_disk_cannot_be_read_and_is_removed(tmp_path: Path) -> None:
    Coalition(tmp_path / "contributions", DuckDB()).hand_in("north", {"t.csv": gzip.decompress(large())})
    child = subprocess.Popen([sys.executable, "-c", LOAD, str(tmp_path)])
    until = time.monotonic() + 120
    while not list(tmp_path.glob("finpath-*/spill/*")):
        assert child.poll() is None, "it spills before it is done"
        assert time.monotonic() < until
        time.sleep(0.01)
    os.kill(child.pid, signal.SIGSTOP)
    there = [path for path in tmp_path.glob("finpath-*/**/*") if path.is_file()]
    assert there
    assert not [path.name for path in there if MARKER in path.read_bytes()]
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    while [path.name for path in tmp_path.iterdir()] != ["contributions"]:
        assert time.monotonic() < until, "the watcher removes it"
        time.sleep(0.01)


def test_nothing_is_left_after_an_error(tmp_path: Path) -> None:
    with DuckDB(Limits(temp_dir=tmp_path)) as engine:
        coalition = Coalition(tmp_path / "contributions", engine)
        coalition.hand_in("north", {"t.csv": gzip.compress(rows({"amount": "0"}).encode())})
        with pytest.raises(NothingToDo):
            coalition.load()
        assert not list(engine.folder.rglob("*.plain"))


def test_an_error_of_the_engine_shows_no_value(tmp_path: Path) -> None:
    with DuckDB(Limits(temp_dir=tmp_path)) as engine:
        engine.materialize("t", "SELECT 'remittance-secret' AS said")
        with pytest.raises(EngineError) as found:
            engine.rows("SELECT CAST(said AS INTEGER) FROM t")
    assert "remittance-secret" not in str(found.value)
    assert found.value.__suppress_context__
