"""What is prepared of the rules' texts is what their texts say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import pytest

from finpath.engine.conditions import measuring_stages
from finpath.rules import Rule, catalogue
from finpath.rules.near_stages import FILE, stages_of
from tests.rules.near_stages import text


@dataclass(frozen=True, kw_only=True)
class Unknown(Rule):
    """Nobody has prepared it."""

    payers: int = 5

    sql: ClassVar[str] = "SELECT merchant AS subject_id FROM merchants WHERE payers >= :payers"


def test_the_file_is_what_the_rules_say() -> None:
    said = FILE.read_text(encoding="utf-8")
    assert said == text(catalogue()), "a rule's SQL has changed: run python -m tests.rules.near_stages"


@pytest.mark.parametrize("rule", catalogue(), ids=lambda rule: str(rule.id))
def test_what_is_prepared_is_what_is_read(rule: Rule) -> None:
    assert stages_of(rule) == measuring_stages(rule.sql, rule.thresholds, rule.nearly)


def test_a_rule_is_asked_with_its_own_thresholds() -> None:
    (rule,) = (each for each in catalogue() if each.id == "short_life")
    assert any("77" in stage.sql for stage in stages_of(rule.tune({"payers": 77})))


def test_a_rule_that_nobody_prepared_is_read() -> None:
    (stage,) = stages_of(Unknown(payers=3))
    assert [(each.value, each.asks) for each in stage.conditions] == [("payers", "at least")]
    assert "CAST(3 AS DOUBLE)" in stage.sql
