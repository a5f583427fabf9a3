from __future__ import annotations

import string
from importlib.resources import files

import pytest
import sqlglot
from sqlglot import exp

from finpath.engine import Engine
from finpath.engine.portable import faults
from finpath.graph import build
from finpath.rules import Rule
from finpath.rules.catalogue import catalogue
from finpath.tables.contract import PROVIDER_KINDS, TABLES
from finpath.testing import check, ledger

RULES = catalogue()
COLUMNS = {f"{table}.{column.name}" for table, columns in TABLES.items() for column in columns}
COLUMNS |= {"transactions.time_of_day"}  # known to providers whose time precision is finer than a day
CATEGORIES = ("5967", "7273")  # lawful adult services, by the ISO 18245 codes that the guard-rail names

every_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)


@every_rule
def test_finds_its_examples_and_leaves_the_look_alikes_alone(rule: Rule, engine: Engine) -> None:
    assert check(rule, engine) == []


@every_rule
def test_is_portable(rule: Rule) -> None:
    assert faults(rule.sql) == []
    assert not rule.evidence or faults(rule.evidence, expression=True) == []


@every_rule
def test_requires_columns_of_the_contract(rule: Rule) -> None:
    assert rule.requires
    assert set(rule.requires) <= COLUMNS


@every_rule
def test_is_observable_by_kinds_of_members(rule: Rule) -> None:
    assert rule.observable_by
    assert set(rule.observable_by) <= set(PROVIDER_KINDS)


@every_rule
def test_weighs_as_evidence_does(rule: Rule) -> None:
    assert 0 < rule.weight <= 5


@every_rule
def test_uses_every_threshold(rule: Rule) -> None:
    said = rule.sql + rule.evidence
    assert [name for name in rule.thresholds if f":{name}" not in said] == []


@every_rule
def test_no_category_weighs_anything(rule: Rule) -> None:
    assert "mcc" not in rule.sql + rule.evidence
    assert not any(code in rule.sql + rule.evidence for code in CATEGORIES)


@every_rule
def test_the_sentence_has_facts(rule: Rule) -> None:
    assert [name for _, name, _, _ in string.Formatter().parse(rule.sentence) if name]


def test_no_part_of_a_rule_hides_a_table_of_the_graph(engine: Engine) -> None:
    build(ledger(engine, transactions="merchant_id\nshop"))
    tables = {name for (name,) in engine.rows("SELECT table_name FROM information_schema.tables")}
    assert {"links", "known", "circles"} <= tables
    parts = {rule.id: sqlglot.parse_one(rule.sql, dialect="duckdb").find_all(exp.CTE) for rule in RULES}
    hidden = {name: {part.alias for part in of_rule} & tables for name, of_rule in parts.items()}
    assert {name: those for name, those in hidden.items() if those} == {}


def test_is_sorted_by_id() -> None:
    ids = [rule.id for rule in RULES]
    assert ids == sorted(set(ids))


def test_every_rule_is_in_a_file_of_its_name_in_the_folder_of_its_family() -> None:
    for rule in RULES:
        family = rule.family.value.replace(" ", "_")
        assert files("finpath.rules").joinpath(family, f"{rule.id}.py").is_file()
