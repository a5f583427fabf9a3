"""An output is whole or not there, one process writes to it, and an earlier run outlives whoever replaces it."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from finpath.errors import ConfigError
from finpath.output.folder import atomic_output, write_atomically
from finpath.output.folder.swap import swap
from tests.running import tree


def written(out: Path, text: str, *, force: bool = False) -> None:
    """Write a run of one file."""
    with write_atomically(out, force=force) as folder:
        (folder / "manifest.json").write_text(text)


def test_the_draft_is_nobody_elses_and_goes_when_the_output_stands(tmp_path: Path) -> None:
    with write_atomically(tmp_path / "run", force=False) as folder:
        (folder / "manifest.json").write_text("{}")
        (private,) = tmp_path.glob(".run.unfinished-*")
        assert stat.S_IMODE(private.stat().st_mode) == stat.S_IRWXU
        assert folder.is_relative_to(private)
    assert [path.name for path in tmp_path.iterdir()] == ["run"]
    umask = os.umask(0)
    os.umask(umask)
    assert stat.S_IMODE((tmp_path / "run").stat().st_mode) == 0o777 & ~umask


@pytest.mark.parametrize("force", [False, True])
def test_of_two_that_write_to_one_output_the_second_is_refused(tmp_path: Path, *, force: bool) -> None:
    out = tmp_path / "run"
    with write_atomically(out, force=False) as folder:
        (folder / "manifest.json").write_text("first")
        with pytest.raises(ConfigError, match="Another run is writing to"), write_atomically(out, force=force):
            pass
        (tmp_path / "elsewhere").symlink_to(tmp_path)
        with (
            pytest.raises(ConfigError, match="Another run"),
            write_atomically(tmp_path / "elsewhere" / "run", force=force),
        ):
            pass
    assert tree(out) == {"manifest.json": b"first"}
    written(out, "second", force=True)
    assert tree(out) == {"manifest.json": b"second"}


HOLD = """
import sys
from pathlib import Path
from finpath.output.folder import write_atomically

with write_atomically(Path(sys.argv[1]), force=True) as folder:
    (folder / "secret").write_text("names")
    print("writing", flush=True)
    sys.stdin.read()
"""


def test_another_process_is_refused_until_the_first_is_dead_and_nothing_of_it_stays(tmp_path: Path) -> None:
    written(tmp_path / "run", "{}")
    command = [sys.executable, "-c", HOLD, str(tmp_path / "run")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"writing\n"
        with pytest.raises(ConfigError, match="Another run"), write_atomically(tmp_path / "run", force=True):
            pass
        child.kill()
    until = time.monotonic() + 10
    while list(tmp_path.glob(".run.unfinished-*")):
        assert time.monotonic() < until, "the watcher removes what a killed process was writing"
        time.sleep(0.01)
    written(tmp_path / "run", "again", force=True)
    assert {path.name for path in tmp_path.iterdir()} == {"run"}


def test_what_a_process_left_that_died_with_its_watcher_is_swept(tmp_path: Path) -> None:
    left = tmp_path / ".run.unfinished-999999999-here-abc"
    here = next(iter(_private_names(tmp_path)))
    left = left.with_name(here)
    (left / "draft").mkdir(parents=True)
    (left / "draft" / "referral.html").write_text("names")
    (left / "lock").write_bytes(b"")
    written(tmp_path / "run", "{}")
    assert {path.name for path in tmp_path.iterdir()} == {"run"}


def _private_names(place: Path) -> list[str]:
    """The name that a draft of this machine and this process has."""
    with write_atomically(place / "run", force=False):
        names = [path.name for path in place.glob(".run.unfinished-*")]
    (place / "run").rmdir()
    return names


def test_an_earlier_run_comes_back_where_folders_cannot_be_swapped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(tmp_path / "run", "first")
    (tmp_path / "run").rename(tmp_path / ".run.replaced")  # as a process leaves it that dies between its two steps
    with pytest.raises(ConfigError, match="holds another run"):
        written(tmp_path / "run", "second")
    assert tree(tmp_path / "run") == {"manifest.json": b"first"}
    monkeypatch.setattr(atomic_output, "swap", lambda *_: False)
    written(tmp_path / "run", "second", force=True)
    assert tree(tmp_path / "run") == {"manifest.json": b"second"}
    assert {path.name for path in tmp_path.iterdir()} == {"run"}


def test_two_folders_are_swapped_in_one_step(tmp_path: Path) -> None:
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "said").write_text(name)
    if swap(tmp_path / "one", tmp_path / "other"):
        assert (tmp_path / "one" / "said").read_text() == "other"
        assert (tmp_path / "other" / "said").read_text() == "one"
    assert not swap(tmp_path / "one", tmp_path / "nowhere")


def test_the_output_may_have_a_long_name_or_lie_behind_a_link(tmp_path: Path) -> None:
    long = tmp_path / ("ü" * 100)
    written(long, "{}")
    (tmp_path / "there").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "there" / "run")
    written(tmp_path / "link", "{}")
    written(tmp_path / "link", "again", force=True)
    assert tree(tmp_path / "there" / "run") == {"manifest.json": b"again"}
    assert (tmp_path / "link").is_symlink()


def test_a_lock_that_somebody_planted_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / ".run.lock").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ConfigError, match="cannot be written"):
        written(tmp_path / "run", "{}")
    assert not (tmp_path / "elsewhere").exists()
