"""A run needs a key; what is missing or wrong is said with the command that mends it."""

from __future__ import annotations

import base64
import hashlib
import random
from pathlib import Path

import pytest

from finpath.errors import ConfigError
from finpath.ingest import new_key, read_keys
from finpath.ingest.keys import is_guessable


def test_keys_come_from_the_environment_or_a_file(tmp_path: Path) -> None:
    key, hub = new_key(), new_key()
    (tmp_path / "key").write_text(key + "\n")
    direct = read_keys({"FINPATH_KEY": key, "FINPATH_HUB_KEY": hub})
    assert read_keys({"FINPATH_KEY_FILE": str(tmp_path / "key")}).member == direct.member
    assert direct.hub is not None
    assert key not in repr(direct)


@pytest.mark.parametrize(
    "environment",
    [{}, {"FINPATH_KEY": "short"}, {"FINPATH_KEY": "not base64!"}, {"FINPATH_KEY_FILE": "/no/such/file"}],
)
def test_without_a_key_the_command_that_makes_one_is_named(environment: dict[str, str]) -> None:
    with pytest.raises(ConfigError, match="finpath keys new"):
        read_keys(environment)


DRAWN = hashlib.sha256(b"a key of a test").digest()
"""Bytes as if drawn, the same at every start: what tests are called must not change."""


@pytest.mark.parametrize(
    "key",
    [
        b"k" * 32,
        bytes(32),
        b"\xff" * 32,
        b"ab" * 16,
        bytes(range(32)),
        bytes(range(0, 96, 3)),
        bytes(range(255, 223, -1)),
        b"0123456789abcdef" * 2,
        DRAWN[:16] * 2,
        b"The quick brown fox jumps, 12345",
        DRAWN.hex()[:32].encode(),
        bytes(24) + DRAWN[:8],
    ],
)
def test_a_key_that_can_be_guessed_is_refused(key: bytes) -> None:
    text = base64.b64encode(key).decode()
    for environment in ({"FINPATH_KEY": text}, {"FINPATH_KEY": new_key(), "FINPATH_HUB_KEY": text}):
        with pytest.raises(ConfigError, match=r"can be guessed.*finpath keys new"):
            read_keys(environment)


def test_no_key_that_was_drawn_is_refused() -> None:
    drawn = random.Random(3)  # noqa: S311 - no secret
    assert not any(is_guessable(drawn.randbytes(32)) for _ in range(100_000))


def test_a_hub_has_a_key_that_no_member_has(tmp_path: Path) -> None:
    key = new_key()
    (tmp_path / "key").write_text(key)
    for member in ({"FINPATH_KEY": key}, {"FINPATH_KEY_FILE": str(tmp_path / "key")}):
        with pytest.raises(ConfigError, match="FINPATH_HUB_KEY is the members' own key"):
            read_keys({**member, "FINPATH_HUB_KEY": f" {key}\n"})
