from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, ValidationError

from finpath.config import Given, Role
from finpath.errors import ConfigError
from finpath.referral.model.case import NOTICE, Referral
from finpath.referral.writers.json import Json, read
from finpath.referral.writers.jsonschema import schema, schema_text

ROOT = Path(__file__).parents[3]

SPOILT: dict[Callable[[dict[str, Any]], object], str] = {
    lambda told: told.update(tlp=None): "Referral.tlp is 'None': str was expected",
    lambda told: told.update(as_of="today"): "Referral.as_of is 'today': datetime was expected",
    lambda told: told.update(subjects={}): "Referral.subjects is '{}': a list was expected",
    lambda told: told["subjects"][0].update(score="high"): "Referral.subjects[0].score is 'high'",
    lambda told: told["evidence"][0].update(amount="forty"): "Referral.evidence[0].amount is 'forty'",
    lambda told: told["evidence"][0].pop("amount"): "Referral.evidence[0] lacks amount",
}


def test_holds_everything_with_amounts_as_text(case: Referral) -> None:
    told = json.loads(Json().write(case))
    assert told["notice"] == NOTICE
    assert told["trail"]["proceeds"][0]["net"] == "439.50000000"
    assert told["evidence"][0]["row"] == 17
    assert told["evidence"][0]["occurred_at"] == "2026-01-05T23:30:00.000000Z"
    assert told["subjects"][0]["role"] == "unknown"


def test_keys_are_sorted_and_bytes_the_same(case: Referral) -> None:
    written = Json().write(case)
    assert written == Json().write(case)
    assert list(json.loads(written)) == sorted(json.loads(written))


def test_a_half_letter_does_not_stop_it(case: Referral) -> None:
    object.__setattr__(case, "coverage", ("\ud800",))
    assert json.loads(Json().write(case))["coverage"] == ["?"]


def test_what_is_written_is_read_back_whole(case: Referral, tmp_path: Path) -> None:
    given = Given("a.reviewer", case.as_of.date(), "A facilitator.")
    person = replace(case.subjects[0], role=Role.UNWITTING, given=given)
    case = replace(case, subjects=(person, *case.subjects[1:]), withheld=("Something.",))
    (tmp_path / "referral.json").write_bytes(Json().write(case))
    assert read(tmp_path) == read(tmp_path / "referral.json") == case


def test_a_referral_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"There is no referral .*none.json"):
        read(tmp_path / "none.json")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "is not JSON"),
        ("[]", "has form None"),
        ('{"form": 99}', "has form 99"),
        ('{"form": 1}', "Referral lacks as_of"),
        ('{"form": 1, "more": 1}', "Referral has an unknown more"),
    ],
)
def test_what_is_no_referral_is_refused(text: str, told: str, tmp_path: Path) -> None:
    (tmp_path / "referral.json").write_text(text)
    with pytest.raises(ConfigError) as refused:
        read(tmp_path)
    assert told in str(refused.value)


def test_what_nobody_wrote_is_refused_with_its_place(case: Referral, tmp_path: Path) -> None:
    written = Json().write(case)
    for spoil, told in SPOILT.items():
        changed = json.loads(written)
        spoil(changed)
        (tmp_path / "referral.json").write_text(json.dumps(changed))
        with pytest.raises(ConfigError) as refused:
            read(tmp_path)
        assert told in str(refused.value)


def test_a_referral_keeps_to_its_published_schema(case: Referral) -> None:
    told = json.loads(Json().write(case))
    Draft202012Validator.check_schema(schema())
    Draft202012Validator(schema()).validate(told)
    told["subjects"][0]["payer_name"] = "Somebody"
    with pytest.raises(ValidationError, match="payer_name"):
        Draft202012Validator(schema()).validate(told)


def test_the_published_schema_is_that_of_the_dataclasses() -> None:
    published = (ROOT / "finpath" / "referral" / "writers" / "referral.schema.json").read_text(encoding="utf-8")
    assert published == schema_text(), "write it anew: python -m finpath.referral.writers.jsonschema"


def test_every_field_that_needs_words_has_them_in_the_schema() -> None:
    assert json.loads(schema_text())["properties"]["withheld"]["description"].startswith("What may not leave")
