from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from finpath.errors import ConfigError
from finpath.referral.case import Given, Referral, Role
from finpath.referral.json import Json
from finpath.referral.stored import load


def stored(case: Referral, folder: Path) -> Path:
    path = folder / "referral.json"
    path.write_bytes(Json().write(case))
    return path


def test_what_was_written_is_read_exactly(case: Referral, tmp_path: Path) -> None:
    given = Given("a.reviewer", case.as_of.date(), "A facilitator.")
    person = replace(case.subjects[0], role=Role.UNWITTING, given=given)
    case = replace(case, subjects=(person, *case.subjects[1:]), withheld=("Something.",))
    path = stored(case, tmp_path)
    assert load(path) == case
    assert Json().write(load(path)) == path.read_bytes()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"form": 2}, "form 2"),
        ({"tlp": None}, "referral.tlp is None"),
        ({"subjects": "none"}, "referral.subjects is 'none', and a list was expected"),
        ({"more": 1}, "an unknown more"),
        ({"as_of": "yesterday"}, "referral.as_of is 'yesterday'"),
    ],
)
def test_what_is_no_referral_is_refused_by_field(
    case: Referral, tmp_path: Path, change: dict[str, object], says: str
) -> None:
    path = stored(case, tmp_path)
    path.write_text(json.dumps({**json.loads(path.read_text()), **change}))
    with pytest.raises(ConfigError, match="referral") as refused:
        load(path)
    assert says in str(refused.value)


def test_a_missing_field_and_a_wrong_amount_are_named_with_their_path(case: Referral, tmp_path: Path) -> None:
    path = stored(case, tmp_path)
    told = json.loads(path.read_text())
    told["evidence"][0]["amount"] = "forty"
    path.write_text(json.dumps(told))
    with pytest.raises(ConfigError, match=r"referral.evidence\[0\].amount is 'forty'"):
        load(path)
    del told["evidence"][0]["amount"]
    path.write_text(json.dumps(told))
    with pytest.raises(ConfigError, match=r"referral.evidence\[0\] has no amount"):
        load(path)


def test_what_is_no_json_or_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no referral"):
        load(tmp_path / "none.json")
    (tmp_path / "referral.json").write_text("{")
    with pytest.raises(ConfigError, match="not JSON"):
        load(tmp_path / "referral.json")
