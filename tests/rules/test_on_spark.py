"""Every rule answers on Spark as it does on DuckDB: the same merchants with the same facts, scores to 1e-9."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlglot import exp

from finpath.engine import Engine
from finpath.engine.syntax import tree
from finpath.graph import PaymentGraph, build
from finpath.rules import Rule
from finpath.rules.catalogue import catalogue
from finpath.rules.finding import Finding
from finpath.rules.run import run
from finpath.testing import ledger


@pytest.mark.spark
@pytest.mark.parametrize("rule", catalogue(), ids=lambda rule: rule.id)
def test_answers_on_spark_as_on_duckdb(rule: Rule, engine: Engine, spark: Engine) -> None:
    for example in rule.examples:
        tables = {name: getattr(example, name) for name in ("transactions", "merchants", "reports", "transfers")}
        graph = build(ledger(engine, **tables))
        there = moved(graph, rule, spark)
        assert answers(there, rule) == answers(graph, rule), example.title


def moved(graph: PaymentGraph, rule: Rule, spark: Engine) -> PaymentGraph:
    """The graph with the tables that a rule reads, on the other engine; how they are made there is tested elsewhere."""
    read = tree(rule.sql)
    made = {made.alias for made in read.find_all(exp.CTE)}
    for name in {table.name for table in read.find_all(exp.Table)} - made:
        spark.register(name, graph.engine.arrow(f'SELECT * FROM "{name}"'))  # noqa: S608 - a name of ours
    return replace(graph, engine=spark)


def answers(graph: PaymentGraph, rule: Rule) -> list[object]:
    findings, [ran] = run(graph, (rule,))
    assert ran.ran, ran.why
    return [ran, sorted((told(finding) for finding in findings), key=str)]


def told(finding: Finding) -> tuple[object, ...]:
    """What a finding says, its fractions to nine places."""
    facts = {name: plain(value) for name, value in finding.facts.items()}
    return finding.merchant, plain(finding.score), sorted(facts.items())


def plain(value: object) -> object:
    return float(f"{value:.9g}") if isinstance(value, float) else value
