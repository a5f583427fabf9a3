from __future__ import annotations

import json
import os
import zipfile
from pathlib import Path

import pytest

from finpath.errors import ConfigError
from finpath.output.folder import pack, verify
from finpath.output.folder.seal import digests, seal_folder
from tests.running import finpath as start
from tests.running import tree


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "g-0123456789ab"
    (place / "more").mkdir(parents=True)
    (place / "referral.csv").write_bytes(b"account,row\r\nM1,17\r\n" * 1000)
    (place / "more" / "referral.pdf").write_bytes(bytes(range(256)))
    (place / "manifest.json").write_text(json.dumps({"outputs": digests(place)}))
    seal_folder(place)
    return place


def test_what_is_unpacked_is_what_was_packed_and_can_be_checked(folder: Path, tmp_path: Path) -> None:
    said = pack(folder, tmp_path / "case.zip")
    with zipfile.ZipFile(tmp_path / "case.zip") as packed:
        assert packed.testzip() is None
        packed.extractall(tmp_path / "there")
    assert tree(tmp_path / "there" / folder.name) == tree(folder)
    assert verify(tmp_path / "there" / folder.name, said).faults == ()
    assert not list(tmp_path.glob(".*"))


def test_the_same_folder_gives_the_same_bytes_whenever_and_wherever(folder: Path, tmp_path: Path) -> None:
    pack(folder, tmp_path / "one.zip")
    (tmp_path / "elsewhere").mkdir()
    moved = folder.rename(tmp_path / "elsewhere" / folder.name)
    for path in moved.rglob("*"):
        os.utime(path, (1, 1))
        path.chmod(0o700)
    pack(moved, tmp_path / "two.zip")
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_what_was_altered_is_not_sent(folder: Path, tmp_path: Path) -> None:
    (folder / "referral.csv").write_text("")
    with pytest.raises(ConfigError, match=r"altered: referral\.csv"):
        pack(folder, tmp_path / "case.zip")
    assert not (tmp_path / "case.zip").exists()


def test_nothing_is_replaced_unasked_and_nothing_packs_itself(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "case.zip").write_text("mine")
    with pytest.raises(ConfigError, match="is there already"):
        pack(folder, tmp_path / "case.zip")
    with pytest.raises(ConfigError, match="would lie in the folder"):
        pack(folder, folder / "case.zip")
    assert (tmp_path / "case.zip").read_text() == "mine"
    pack(folder, tmp_path / "case.zip", force=True)
    assert zipfile.is_zipfile(tmp_path / "case.zip")


def test_the_command_names_the_seal(folder: Path, tmp_path: Path) -> None:
    done = start("pack", folder, "--out", tmp_path / "case.zip")
    assert (done.returncode, done.stdout) == (0, f"Seal {verify(folder).seal}\nWrote {tmp_path / 'case.zip'}\n"), (
        done.stderr
    )
