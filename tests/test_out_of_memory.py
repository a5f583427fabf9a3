"""Too little memory is called that, whatever a library makes of it, and never a fault of somebody's file."""

from __future__ import annotations

import errno
import re
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from finpath import synth
from finpath.cli.program import main
from finpath.engine.duckdb.faults import translate_errors
from finpath.errors import EngineError, is_out_of_memory
from finpath.ingest.columnar import out_of_memory
from tests.running import finpath


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        pa.ArrowMemoryError("malloc of size 64 failed"),
        OSError(errno.ENOMEM, "Cannot allocate memory"),
        RuntimeError("can't start new thread"),
        ImportError("lib.so: failed to map segment from shared object"),
    ],
)
def test_what_libraries_say_of_too_little_memory_is_told_as_that(
    error: Exception, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ValueError("of a library") from error

    monkeypatch.setattr("finpath.cli.program.app", fail)
    monkeypatch.setattr("sys.argv", ["finpath", "run"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 3
    assert capsys.readouterr().err.startswith("finpath: Memory ran out:")


def test_other_errors_are_not() -> None:
    assert not any(map(is_out_of_memory, (ValueError(), OSError(errno.ENOSPC, ""), RuntimeError("no"), ImportError())))


@pytest.mark.parametrize("text", ["std::bad_alloc", "IO Error: Cannot allocate memory", "failed to allocate 8 bytes"])
def test_an_engine_without_memory_says_so(text: str) -> None:
    with pytest.raises(EngineError, match="Memory ran out") as found, translate_errors("SELECT 1"):
        raise duckdb.IOException(text)
    assert found.value.exhausted


def test_a_file_that_asks_for_too_much_may_be_damaged_or_too_large() -> None:
    assert re.search("more memory than there is: it is damaged, or too large", str(out_of_memory("north/t.arrow")))


def test_a_run_that_runs_out_of_it_says_so_and_leaves_nothing(tmp_path: Path) -> None:
    synth.write(tmp_path / "contributions", payers=500, merchants=200, days=60)
    (tmp_path / "temporary").mkdir()
    places = ("--out", tmp_path / "run", "--temp-dir", tmp_path / "temporary")
    ended = finpath("run", tmp_path / "contributions", *places, "--memory-limit", "20MB", "--threads", "1")
    assert ended.returncode == 3, ended.stderr
    assert "finpath: Memory ran out" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert "fault" not in ended.stderr
    assert not (tmp_path / "run").exists()
    assert not any((tmp_path / "temporary").iterdir())
