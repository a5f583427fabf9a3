"""A run needs a key; what is missing or wrong is said with the command that mends it."""

from __future__ import annotations

from pathlib import Path

import pytest

from finpath.errors import ConfigError
from finpath.ingest import new_key, read_keys


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
