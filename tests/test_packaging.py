"""The wheel, the locks and the Makefile hold what a stranger with a fresh clone needs."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path
from shutil import copy, copytree, which

import pytest

from tests.running import KEY

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


def without_network() -> list[str]:
    """What starts a program where there is no network at all, where the machine can do that."""
    alone = ["unshare", "--map-root-user", "--net"]
    able = which("unshare") and subprocess.run([*alone, "true"], capture_output=True, check=False).returncode == 0
    return alone if able else []


def test_the_wheel_makes_payments_and_runs_on_them_without_a_network(wheel: zipfile.ZipFile, tmp_path: Path) -> None:
    wheel.extractall(tmp_path / "installed")  # noqa: S202 - our own
    environment = {name: value for name, value in os.environ.items() if not name.startswith("FINPATH_")}
    environment |= {"PYTHONPATH": str(tmp_path / "installed"), "FINPATH_KEY": KEY}
    begin = [*without_network(), sys.executable, "-W", "error", "-m", "finpath.cli"]
    small = ("--payers", "500", "--merchants", "200", "--days", "60")
    for arguments in (("synth", "coalition", *small), ("run", "coalition", "--out", "run")):
        done = subprocess.run(
            [*begin, *arguments], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
    where = [sys.executable, "-c", "import finpath; print(finpath.__file__)"]
    found = subprocess.run(where, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True).stdout
    assert found.startswith(str(tmp_path / "installed"))
    assert " to look at, of " in (tmp_path / "run" / "index.html").read_text(encoding="utf-8")


def test_the_sdist_holds_what_the_wheel_is_made_of(wheel: zipfile.ZipFile, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    with tarfile.open(next(tmp_path.glob("finpath-*.tar.gz"))) as archive:
        archive.extractall(tmp_path / "source", filter="data")
    source = next((tmp_path / "source").iterdir())
    assert {"README.md", "mkdocs.yml", "Makefile", "notebooks", "tests", "docs"} <= {
        path.name for path in source.iterdir()
    }
    again = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path / "again")]
    subprocess.run(again, cwd=source, check=True, capture_output=True)
    rebuilt = zipfile.ZipFile(next((tmp_path / "again").glob("*.whl")))
    assert {each.filename: each.CRC for each in rebuilt.infolist()} == {
        each.filename: each.CRC for each in wheel.infolist()
    }


def test_the_bill_of_materials_names_every_locked_version(tmp_path: Path) -> None:
    pytest.importorskip("cyclonedx_py", reason="it needs the dependency group supply")
    lock, out = ROOT / "requirements" / "run.lock", tmp_path / "finpath.cdx.json"
    command = [sys.executable, "-W", "ignore", "-m", "cyclonedx_py", "requirements", "--of", "JSON", "-o", str(out)]
    subprocess.run([*command, str(lock)], check=True, capture_output=True)
    told = json.loads(out.read_text(encoding="utf-8"))["components"]
    assert {(each["name"], each["version"]) for each in told} == {(name, version) for name, version, _ in pins("run")}
    assert all(each["externalReferences"][0]["hashes"] for each in told)


def test_every_dependency_has_a_lower_bound_and_a_locked_version() -> None:
    locked = {name for name, _, _ in pins("run")}
    for dependency in PROJECT["dependencies"]:
        name, bound, _ = re.split(r"(>=)", dependency)
        assert bound
        assert name in locked


def test_the_lock_for_development_extends_the_one_for_the_run() -> None:
    dev = {(name, version): marker for name, version, marker in pins("dev")}
    assert pins("run")
    for name, version, marker in pins("run"):
        assert dev[name, version] in {"", marker}, name  # what a tool needs everywhere, a run may need in one place


def test_what_has_to_be_built_is_in_nobodys_way() -> None:
    dev = {name for name, _, _ in pins("dev")}
    assert not dev & {"followthemoney", "pyicu", "pyspark"}
    assert "pyicu" in {name for name, _, _ in pins("ftm")}
    assert "pyspark" in {name for name, _, _ in pins("spark")}


@pytest.mark.parametrize("lock", ["ftm", "pip", "spark"])
def test_what_two_locks_name_has_one_version(lock: str) -> None:
    dev = {name: version for name, version, _ in pins("dev")}
    assert pins(lock)
    assert not {name for name, version, _ in pins(lock) if dev.get(name, version) != version}


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
    for target in (
        "demo",
        "venv",
        "venv-all",
        "test",
        "test-spark",
        "check",
        "docs",
        "notebooks",
        "sbom",
        "audit",
        "test-lowest",
        "lock",
        "clean",
    ):
        assert f"make {target} " in shown
