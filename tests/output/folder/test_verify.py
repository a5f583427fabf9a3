from __future__ import annotations

import hashlib
import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finpath.cli import main
from finpath.errors import ConfigError
from finpath.output.folder.seal import NAME as SUMS
from finpath.output.folder.seal import digests, read_seal, seal_folder
from finpath.output.folder.verify import verify

FILES = {
    "findings.parquet": b"PAR1\x00\x01\x02",
    "index.html": b"<p>run</p>\n",
    "referrals/g-1/referral.pdf": b"%PDF-1.7\n",
}


def written(folder: Path) -> Path:
    for name, content in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    said = {"as_of": "2026-06-30T23:59:59", "outputs": digests(folder)}
    (folder / "manifest.json").write_text(json.dumps(said, indent=2, sort_keys=True) + "\n")
    seal_folder(folder)
    return folder


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("sealed"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return written(tmp_path / "run")


def faults(folder: Path, noted: str = "") -> list[str]:
    return [fault.sentence for fault in verify(folder, noted).faults]


def test_a_folder_as_it_was_written_has_no_fault(folder: Path) -> None:
    found = verify(folder)
    assert not found.faults
    assert found.files == len(FILES) + 1
    assert found.seal == read_seal((folder / SUMS).read_bytes())


def test_sha256sum_says_the_same_without_finpath(folder: Path) -> None:
    check = ["sha256sum", "--check", "--strict", "--quiet", SUMS]
    assert subprocess.run(check, cwd=folder, capture_output=True, check=False).returncode == 0
    (folder / "index.html").write_bytes(b"<p>Run</p>\n")
    assert subprocess.run(check, cwd=folder, capture_output=True, check=False).returncode == 1


@given(st.data())
def test_any_flipped_bit_is_found_and_named(whole: Path, data: st.DataObject) -> None:
    names = sorted([*FILES, "manifest.json", SUMS])
    path = whole / data.draw(st.sampled_from(names))
    content = path.read_bytes()
    bit = data.draw(st.integers(0, 8 * len(content) - 1))
    flipped = bytearray(content)
    flipped[bit // 8] ^= 1 << bit % 8
    try:
        path.write_bytes(flipped)
        assert [(fault.kind, fault.path) for fault in verify(whole).faults] == [
            ("altered", path.relative_to(whole).as_posix())
        ]
    finally:
        path.write_bytes(content)


def test_every_bit_of_the_sums_and_of_the_manifest_is_watched(whole: Path) -> None:
    for name in (SUMS, "manifest.json"):
        content = (whole / name).read_bytes()
        for bit in range(0, 8 * len(content), 3):
            flipped = bytearray(content)
            flipped[bit // 8] ^= 1 << bit % 8
            (whole / name).write_bytes(flipped)
            (told,) = faults(whole)
            assert told.startswith(f"altered: {name}"), bit
        (whole / name).write_bytes(content)


def add(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("more")


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        (lambda run: (run / "index.html").unlink(), ["missing: index.html"]),
        (lambda run: (run / "index.html").write_bytes(b""), ["altered: index.html"]),
        (lambda run: add(run / "notes.txt"), ["added: notes.txt"]),
        (lambda run: add(run / "referrals/g-2/referral.pdf"), ["added: referrals/g-2/referral.pdf"]),
        (lambda run: (run / "referrals/g-3").mkdir(), []),
        (lambda run: os.mkfifo(run / "pipe"), ["added: pipe (no file)"]),
        (
            lambda run: (run / "index.html").rename(run / "Index.html"),
            ["added: Index.html", "missing: index.html (there is Index.html, spelled otherwise)"],
        ),
        (lambda run: (run / "manifest.json").unlink(), ["missing: manifest.json"]),
        (lambda run: (run / SUMS).unlink(), [f"missing: {SUMS}"]),
    ],
)
def test_says_exactly_what_was_done(folder: Path, harm: Callable[[Path], object], told: list[str]) -> None:
    harm(folder)
    assert faults(folder) == told


def test_a_link_is_not_followed_even_to_the_same_content(folder: Path, tmp_path: Path) -> None:
    (folder / "index.html").rename(tmp_path / "elsewhere.html")
    (folder / "index.html").symlink_to(tmp_path / "elsewhere.html")
    copytree(folder / "referrals", tmp_path / "other")
    (folder / "more").symlink_to(tmp_path / "other")
    assert faults(folder) == ["altered: index.html (it is a link now)", "added: more (a link)"]


def test_what_was_sealed_anew_is_found_by_the_seal_that_was_noted(folder: Path) -> None:
    noted = verify(folder).seal
    (folder / "index.html").write_bytes(b"<p>another</p>\n")
    said = json.loads((folder / "manifest.json").read_text())
    said["outputs"]["index.html"] = hashlib.sha256(b"<p>another</p>\n").hexdigest()
    (folder / "manifest.json").write_text(json.dumps(said))
    seal_folder(folder)
    assert not faults(folder)
    (told,) = faults(folder, noted)
    assert told.startswith(f"altered: {SUMS} (it bears the seal")


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        (
            lambda run: (run / "index.html").write_bytes(b"<p>another</p>\n"),
            "altered: index.html (manifest.json gives another sum than SHA256SUMS)",
        ),
        (
            lambda run: (run / "index.html").unlink(),
            "missing: index.html (manifest.json names it, and SHA256SUMS does not)",
        ),
        (lambda run: add(run / "notes.txt"), "added: notes.txt (SHA256SUMS names it, and manifest.json does not)"),
        (lambda run: (run / "manifest.json").unlink(), "missing: manifest.json (and SHA256SUMS does not name it)"),
    ],
)
def test_what_was_sealed_anew_is_found_by_the_manifest_too(
    folder: Path, harm: Callable[[Path], object], told: str
) -> None:
    harm(folder)
    seal_folder(folder)
    assert faults(folder) == [told]


@pytest.mark.parametrize("text", ["{}", "[]", '{"outputs": 3}', "no JSON"])
def test_a_manifest_that_names_nothing_vouches_for_nothing(folder: Path, text: str) -> None:
    (folder / "manifest.json").write_text(text)
    seal_folder(folder)
    assert [fault.path for fault in verify(folder).faults] == sorted(FILES)


def test_a_path_in_the_sums_that_climbs_is_never_opened(folder: Path) -> None:
    (folder.parent / "secret").write_text("x")
    told = (folder / SUMS).read_text().replace("index.html", "../secret")
    (folder / SUMS).write_text(told)
    assert f"altered: {SUMS} (its seal does not fit its lines)" in faults(folder)
    assert not any("secret" in fault for fault in faults(folder))


def test_a_folder_that_says_nothing_of_itself_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"has no manifest\.json and no SHA256SUMS"):
        verify(tmp_path)
    with pytest.raises(ConfigError, match="cannot be read"):
        verify(tmp_path / "nowhere")


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_the_command_says_it_and_exits_1(
    folder: Path, form: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["finpath", "verify", str(folder), "--seal", verify(folder).seal, *form])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 0
    (folder / "index.html").unlink()
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    assert "index.html" in capsys.readouterr().out
