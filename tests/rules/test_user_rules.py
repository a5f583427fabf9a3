"""A user's own rule: read from its file, tried on its examples, and named by file and line where it is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from finpath.engine import Engine
from finpath.rules.thresholds import Threshold, describe_thresholds
from finpath.testing import vet
from tests.rules.own_rule import BAD, GOOD, line


def test_a_good_rule_is_taken(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "round_tens.py"
    path.write_text(GOOD)
    vetted = vet(path, engine)
    assert vetted.wrong == ()
    assert vetted.rule is not None
    assert vetted.rule.id == "round_tens"
    assert vetted.rule.tune({"payers": 9}).thresholds == {"payers": 9, "share": 0.8}


def test_a_threshold_says_what_it_is_or_is_a_plain_value(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "round_tens.py"
    said = GOOD.replace("Rule, Source", "Rule, Source\nfrom finpath.rules.thresholds import threshold")
    path.write_text(said.replace("payers: int = 8", 'payers: int = threshold(8, "different payers", "count")'))
    vetted = vet(path, engine)
    assert vetted.wrong == ()
    assert vetted.rule is not None
    assert describe_thresholds(vetted.rule) == (
        Threshold("payers", 8, "different payers", "count"),
        Threshold("share", 0.8),
    )


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_rule_is_named_by_file_and_line(kind: str, engine: Engine, tmp_path: Path) -> None:
    text, word, sentence = BAD[kind]
    path = tmp_path / "bad.py"
    path.write_text(text)
    wrong = vet(path, engine, taken=("night_payments",)).wrong
    assert wrong
    assert sentence in wrong[0]
    assert wrong[0].startswith(f"{path}:{line(text, word)}: ")
    assert "\n" not in wrong[0]


def test_a_file_that_is_not_there_is_named(engine: Engine, tmp_path: Path) -> None:
    assert "there is no such file of a rule" in vet(tmp_path / "nowhere.py", engine).wrong[0]
