from __future__ import annotations

import json

from finpath.referral.case import NOTICE, Referral
from finpath.referral.json import Json


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
