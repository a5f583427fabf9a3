"""The hub's roster, and what is wrong with it in one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from finpath.config import Roster, read_config, read_roster, restore_roster
from finpath.errors import ConfigError

NORTH = """
[[member]]
id = "north"
organisation = "North Acquiring"
kind = "acquirer"
country = "NL"
timezone = "Europe/Amsterdam"
"""


def read(tmp_path: Path, text: str) -> Roster:
    path = tmp_path / "coalition.toml"
    path.write_text(text)
    return read_roster(path)


def test_what_is_left_out_follows_from_the_kind(tmp_path: Path) -> None:
    hotline = NORTH.replace("north", "line").replace('"acquirer"', '"hotline"')
    north, line = read(tmp_path, NORTH + hotline).members
    assert north.submitter == ("north",)
    assert "transactions" in north.tables
    assert north.source_kinds == ("member", "test_purchase")
    assert (line.tables, line.source_kinds) == (("reports",), ("hotline", "test_purchase"))


def test_a_submitter_is_a_folder_or_a_pattern_of_folders(tmp_path: Path) -> None:
    north = read(tmp_path, f'{NORTH}submitter = ["north-*", "old north"]').members[0]
    assert north.speaks_through("north-2026-01")
    assert north.speaks_through("old north")
    assert not north.speaks_through("north")


def test_a_manifest_holds_it_whole(tmp_path: Path) -> None:
    lent = '\n[[facilitator]]\nprovider_id = "north"\nmerchant_id = "house"\n'
    told = read(tmp_path, f'{NORTH}tables = ["reports"]\ntoken_keys = ["aaaabbbb", "ccccdddd"]\n{lent}')
    assert restore_roster(told.record()) == told
    assert told.members[0].token_keys == ("aaaabbbb", "ccccdddd")
    assert "token_keys" not in read(tmp_path, NORTH).members[0].record(), "as manifests were before"
    assert told.facilitators == (("north", "house"),)


def test_a_case_file_names_it(tmp_path: Path) -> None:
    (tmp_path / "coalition.toml").write_text(NORTH)
    (tmp_path / "case.toml").write_text('coalition = "coalition.toml"\n')
    roster = read_config(tmp_path / "case.toml").roster
    assert roster is not None
    assert roster.member("north") is not None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "names no member"),
        (NORTH + NORTH, "names north twice"),
        (NORTH.replace('"acquirer"', '"bakery"'), 'kind "bakery" is unknown'),
        (NORTH.replace('"NL"', '"Netherlands"'), "no ISO 3166-1 alpha-2 code"),
        (NORTH.replace("Europe/Amsterdam", "Mars/Olympus"), 'timezone "Mars/Olympus" is unknown'),
        (NORTH.replace('organisation = "North Acquiring"', ""), "organisation is None"),
        (f'{NORTH}tables = ["payments"]', 'tables has "payments"'),
        (f"{NORTH}submitter = 7", "a text, or a list of texts"),
        (f'{NORTH}token_keys = ["k3"]', 'token_keys has "k3", which is no id of a key'),
        (f'{NORTH}keys = "later"', "has keys: known are"),
        ('members = "all"', "has members"),
        ("[member]\nid = 1", "is no list of tables"),
    ],
)
def test_a_fault_is_one_sentence(text: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=says):
        read(tmp_path, text)
