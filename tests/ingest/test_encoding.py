"""A text is read in the encoding that it is written in."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
import zstandard

from finpath.ingest.decode_text import BYTE_MARK, NUL_MARK, convert_to_utf8, unpack

TEXT = "merchant,city\nCafé Müller,Köln\nplain,plain\nPeña y Niño,Córdoba\n"


def plain(tmp_path: Path, content: bytes, declared: str | None = None) -> str:
    """The text that finpath reads."""
    path = tmp_path / "given"
    path.write_bytes(content)
    return convert_to_utf8(path, declared, "given", tmp_path / "copy").read_text(encoding="utf-8")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1"])
def test_an_encoding_is_found(tmp_path: Path, encoding: str) -> None:
    assert plain(tmp_path, TEXT.encode(encoding)) == TEXT


def test_an_encoding_of_another_script_is_found(tmp_path: Path) -> None:
    text = "продавец,город\nМагазин электроники,Москва\nКнижный магазин,Новосибирск\n" * 5  # noqa: RUF001 - Russian
    assert plain(tmp_path, text.encode("cp1251")) == text


def test_a_declared_encoding_is_believed(tmp_path: Path) -> None:
    assert plain(tmp_path, "Łódź\n".encode("cp1250"), "cp1250") == "Łódź\n"


def test_clean_text_is_not_copied(tmp_path: Path) -> None:
    path = tmp_path / "given"
    path.write_text(TEXT, encoding="utf-8")
    assert convert_to_utf8(path, None, "given", tmp_path / "copy") == path


def test_bytes_that_are_no_text_are_marked(tmp_path: Path) -> None:
    assert plain(tmp_path, TEXT.encode() + b"a\xff,b\0\n").endswith(f"a{BYTE_MARK},b{NUL_MARK}\n")


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress])
def test_compression_is_taken_off(tmp_path: Path, pack: object) -> None:
    assert callable(pack)
    (tmp_path / "given.txt").write_bytes(pack(TEXT.encode()))
    found = unpack(tmp_path / "given.txt", "given", tmp_path)
    assert found.path.read_text(encoding="utf-8") == TEXT


def test_frames_of_zstd_follow_each_other(tmp_path: Path) -> None:
    (tmp_path / "given").write_bytes(zstandard.compress(b"one\n") + zstandard.compress(b"two\n"))
    assert unpack(tmp_path / "given", "given", tmp_path).path.read_bytes() == b"one\ntwo\n"
