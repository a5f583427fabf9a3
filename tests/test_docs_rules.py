"""The reference of the rules is what the rules say."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

from finpath.rules import catalogue
from finpath.rules.thresholds import describe_thresholds
from finpath.rules.time.night_payments import NightPayments
from tests.scripts import script

ROOT = Path(__file__).parent.parent


def page_of_rules() -> ModuleType:
    return script("rules_page")


def test_the_reference_is_what_the_rules_say() -> None:
    page = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    assert page_of_rules().render(catalogue(), page_of_rules().read_lift()) == page, "run: python docs/rules_page.py"


def test_the_page_of_weights_is_what_the_rules_weigh() -> None:
    page = (ROOT / "docs" / "weights.md").read_text(encoding="utf-8")
    assert page_of_rules().render_weights(catalogue()) == page, "run: python docs/rules_page.py"
    assert all(page.count(f"[{rule.id}](rules.md#{rule.id}) | {rule.weight:g} |") == 1 for rule in catalogue())


def test_lift_has_its_place() -> None:
    rows = [
        {"background": "synthetic", "planter": "second", "lift": 9.1, "low": 4.0, "high": 20.2, "merchants": 31},
        {"background": "handbook", "planter": "second", "lift": None, "low": None, "high": None, "merchants": 0},
    ]
    page = page_of_rules().render((NightPayments(),), {"night_payments": rows})
    assert "| synthetic | second | 9.1 | 4.0 to 20.2 | 31 |" in page
    assert "| handbook | second | none | none | 0 |" in page
    assert "not measured yet" not in page


def test_every_threshold_says_what_it_is_and_in_which_unit() -> None:
    assert {
        f"{rule.id}.{each.name}": each.value
        for rule in catalogue()
        for each in describe_thresholds(rule)
        if not (each.meaning and each.unit)
    } == {}
