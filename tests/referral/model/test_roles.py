from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from finpath.config import Given, GivenRole, Role, read_roles, victims
from finpath.config.roles import write_role
from finpath.errors import ConfigError
from finpath.referral import Referral, give_roles

GIVEN = Given('A. "R"', dt.date(2026, 6, 30), "A facilitator: \u0131ts sub-merchants sell.")
TOLD = GivenRole("north", "id-M1", Role.UNWITTING, GIVEN)


def test_what_is_written_is_read(tmp_path: Path) -> None:
    path = tmp_path / "roles.toml"
    other = replace(TOLD, merchant_id="4711", role=Role.VICTIM)
    path.write_text(write_role(TOLD) + "\n" + write_role(other), encoding="utf-8")
    assert read_roles(path) == (TOLD, other)
    assert victims(read_roles(path)) == {("north", "4711")}


def test_only_whom_a_person_named_has_a_role(case: Referral) -> None:
    (told,) = give_roles([case], [TOLD])
    assert [subject.role for subject in told.subjects] == [Role.UNWITTING, Role.UNKNOWN]
    assert [subject.given for subject in told.subjects] == [GIVEN, None]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (('role = "unwitting intermediary"', 'role = "offender"'), 'role "offender" is unknown'),
        (("on = 2026-06-30", 'on = "soon"'), "on is 'soon'"),
        (("why = ", "because = "), "has because: known are"),
        (('provider_id = "north"', 'provider_id = ""'), "provider_id is ''"),
        (("[[role]]", "[role]"), "write one such table per merchant"),
    ],
)
def test_a_broken_entry_is_named(tmp_path: Path, change: tuple[str, str], says: str) -> None:
    path = tmp_path / "roles.toml"
    path.write_text(write_role(TOLD).replace(*change), encoding="utf-8")
    with pytest.raises(ConfigError, match=r"roles\.toml") as refused:
        read_roles(path)
    assert says in str(refused.value)


def test_two_roles_for_one_account_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "roles.toml"
    path.write_text(write_role(TOLD) * 2, encoding="utf-8")
    with pytest.raises(ConfigError, match="entry 2: north/id-M1 has a role already"):
        read_roles(path)


def test_no_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no file of roles"):
        read_roles(tmp_path / "none.toml")
