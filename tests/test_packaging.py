"""The wheel, the locks and the Makefile hold what a stranger with a fresh clone needs."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from shutil import copy, copytree

import pytest

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCKS = sorted((ROOT / "requirements").glob("*.lock"))
HASHES = r"(?: +--hash=sha256:[0-9a-f]{64}(?: \\)?\n)+"
PIN = re.compile(r"^(?P<name>[a-z0-9-]+)==(?P<version>\S+)(?P<marker>[^\\]*)\\\n" + HASHES, re.MULTILINE)


def pins(lock: str) -> set[tuple[str, str, str]]:
    text = (ROOT / "requirements" / f"{lock}.lock").read_text(encoding="utf-8")
    return {(pin["name"], pin["version"], pin["marker"].strip()) for pin in PIN.finditer(text)}


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    return zipfile.ZipFile(next(folder.glob("finpath-*.whl")))


def test_the_wheel_holds_every_file_of_the_package_and_nothing_else(wheel: zipfile.ZipFile) -> None:
    source = {path for path in (ROOT / "finpath").rglob("*") if path.is_file() and "__pycache__" not in path.parts}
    packed = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert packed == {path.relative_to(ROOT).as_posix() for path in source}
    assert "finpath/py.typed" in packed


def test_the_wheel_brings_its_licence_and_the_command(wheel: zipfile.ZipFile) -> None:
    extra = {name.partition(".dist-info/")[2]: name for name in wheel.namelist() if ".dist-info/" in name}
    assert b"Apache License" in wheel.read(extra["licenses/LICENSE"])
    assert b"finpath = finpath.cli:main" in wheel.read(extra["entry_points.txt"])
    assert b"License-Expression: Apache-2.0" in wheel.read(extra["METADATA"])


def test_every_dependency_has_a_lower_bound_and_a_locked_version() -> None:
    locked = {name for name, _, _ in pins("run")}
    for dependency in PROJECT["dependencies"]:
        name, bound, _ = re.split(r"(>=)", dependency)
        assert bound
        assert name in locked


def test_the_lock_for_development_extends_the_one_for_the_run() -> None:
    assert pins("run")
    assert pins("run") <= pins("dev")


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_lock_has_hashes_and_names_no_host(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    assert len(PIN.findall(text)) == len(re.findall(r"^[a-z0-9]", text, re.MULTILINE))
    assert "://" not in text
    assert "index-url" not in text


def make(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run make in a copy of the project that has no environment yet."""
    for name in ("Makefile", "pyproject.toml"):
        copy(ROOT / name, folder)
    copytree(ROOT / "requirements", folder / "requirements")
    outer_make = ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "PYTHON", "ARGS")
    environment = {name: value for name, value in os.environ.items() if name not in outer_make}
    return subprocess.run(
        ["make", *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def fake_python(folder: Path, name: str, body: str) -> str:
    program = folder / name
    program.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    program.chmod(0o755)
    return str(program)


@pytest.mark.parametrize("target", ["demo", "test"])
def test_make_says_what_to_install_where_venv_is_missing(tmp_path: Path, target: str) -> None:
    body = f'case "$*" in *ensurepip*) exit 1 ;; esac; exec {sys.executable} "$@"'
    tried = make(tmp_path, target, f"PYTHON={fake_python(tmp_path, 'python3', body)}")
    assert tried.returncode != 0
    assert "sudo apt install python3-venv\n" in tried.stderr


def test_make_names_the_venv_package_of_the_python_that_was_asked_for(tmp_path: Path) -> None:
    body = f'case "$*" in *ensurepip*) exit 1 ;; esac; exec {sys.executable} "$@"'
    tried = make(tmp_path, "venv", f"PYTHON={fake_python(tmp_path, 'python3.12', body)}")
    assert "sudo apt install python3.12-venv\n" in tried.stderr


def test_make_says_which_python_it_found_and_which_it_needs(tmp_path: Path) -> None:
    body = 'case "$*" in --version) echo Python 3.9.2 ;; *) exit 1 ;; esac'
    tried = make(tmp_path, "demo", f"PYTHON={fake_python(tmp_path, 'python3', body)}")
    assert "needs Python 3.11 or newer" in tried.stderr
    assert "is Python 3.9.2." in tried.stderr


def test_make_says_so_where_there_is_no_python_at_all(tmp_path: Path) -> None:
    assert "no-such-python is missing." in make(tmp_path, "demo", "PYTHON=no-such-python").stderr


def test_make_alone_shows_every_target_that_is_for_people(tmp_path: Path) -> None:
    shown = make(tmp_path).stdout
    for target in ("demo", "venv", "test", "check", "docs", "notebooks", "test-lowest", "lock", "clean"):
        assert f"make {target} " in shown
