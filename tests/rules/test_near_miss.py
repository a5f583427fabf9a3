"""What a merchant lacks for a rule: told for every rule, and never of a merchant that the rule speaks of."""

from __future__ import annotations

import re

import pytest

from finpath.engine import Engine
from finpath.engine.conditions import measuring_stages
from finpath.graph import PaymentGraph, build
from finpath.rules import Rule, run
from finpath.rules.catalogue import catalogue
from finpath.rules.near_miss import FEATURES, describe_value, find_near_misses
from finpath.rules.rule import Example
from finpath.testing import ledger

RULES = tuple(rule.reweigh(shadow=False) for rule in catalogue())  # one in shadow is near to nobody
every_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)


@every_rule
def test_says_what_may_be_lacking_or_why_nothing_can(rule: Rule) -> None:
    asked = measuring_stages(rule.sql, rule.thresholds, rule.nearly)
    assert bool(asked) != bool(rule.all_or_nothing)
    assert len(asked) >= len(rule.nearly)


@every_rule
def test_says_it_in_words(rule: Rule) -> None:
    asked = [
        condition.value
        for stage in measuring_stages(rule.sql, rule.thresholds, rule.nearly)
        for condition in stage.conditions
    ]
    assert [value for value in asked if re.search(r"[^\w,':/ -]| - ", describe_value(rule, value)[0])] == []
    assert [name for name in rule.terms if name not in asked] == []
    assert [value for value in asked if value not in FEATURES and not describe_value(rule, value)[1]] == []


def world(example: Example, engine: Engine) -> PaymentGraph:
    tables = {name: getattr(example, name) for name in ("transactions", "merchants", "reports", "transfers")}
    return build(ledger(engine, **tables))


def found(graph: PaymentGraph, rule: Rule) -> set[int]:
    return {finding.merchant for finding in run(graph, (rule,))[0]}


def near(graph: PaymentGraph, rule: Rule) -> set[int]:
    find_near_misses(graph, (rule,))
    return {int(str(merchant)) for (merchant,) in graph.engine.rows("SELECT merchant FROM near_misses")}


@every_rule
def test_nobody_is_near_who_is_found_until_a_little_more_is_asked(rule: Rule, engine: Engine) -> None:
    """One threshold at a time: a bar just out of reach turns a finding into a near one, for some threshold at least."""
    graph = world(next(example for example in rule.examples if example.finds), engine)
    spoken_of = found(graph, rule)
    assert not spoken_of & near(graph, rule)
    stricter = (
        rule.tune({name: type(value)(value * times)})
        for name, value in rule.thresholds.items()
        for times in (0.8, 1.4, 2, 3, 5, 8)
        if not isinstance(value, str)
    )
    turned = ((spoken_of - found(graph, each)) & near(graph, each) for each in stricter)
    assert rule.all_or_nothing or any(turned)


def test_tells_value_and_bar(engine: Engine) -> None:
    rule = next(rule for rule in RULES if rule.id == "no_home_market")
    world = """
        merchant_id | payer_ref | payer_country
        spread      | a         | NL
        spread      | b         | DE
        spread      | c         | FR
        spread      | d         | ES
    """
    find_near_misses(build(ledger(engine, transactions=world)), (rule,))
    (row,) = engine.arrow("SELECT * FROM near_misses").to_pylist()
    assert (row["what"], row["asks"], row["value"], row["bar"], row["closeness"]) == (
        "payers whose country is known",
        "at least",
        4,
        5,
        0.8,
    )
