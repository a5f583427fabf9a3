"""Runs the examples of a rule: what should be found is found, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from finpath.engine import DuckDB, Engine
from finpath.errors import EngineError, FinpathError
from finpath.graph import PaymentGraph, build
from finpath.rules.evidence import collect
from finpath.rules.finding import Finding
from finpath.rules.near_miss import find_near_misses
from finpath.rules.rule import Example, Rule
from finpath.rules.run import run
from finpath.rules.user_rules import explain
from finpath.testing.fault import RuleFault
from finpath.testing.world import ledger


def check(rule: Rule, engine: Engine | None = None) -> list[str]:
    """Run a rule's examples: what should be found is found, and nothing else.

    Args:
        rule: Finpath's or your own.
        engine: One to use again, which is quicker; its tables are replaced.

    Returns:
        What is wrong, one sentence each; nothing when all is well.
    """
    if engine is None:
        with DuckDB() as own:
            return check(rule, own)
    return [_phrase(rule, fault) for fault in find_faults(rule, engine)]


def _phrase(rule: Rule, fault: RuleFault) -> str:
    return f'{rule.id}, "{fault.example}": {fault.sentence}' if fault.example else f"{rule.id} {fault.sentence}"


def find_faults(rule: Rule, engine: Engine) -> Iterator[RuleFault]:
    """What is wrong with a rule, each with the part of it that is to blame."""
    yield from _check_parts(rule)
    for example in rule.examples:
        try:
            for fault in _check_example(rule, example, engine):
                yield replace(fault, example=example.title)
        except FinpathError as error:
            yield replace(_blame(error, "sql"), example=example.title)


def _check_parts(rule: Rule) -> Iterator[RuleFault]:
    if not rule.meaning:
        yield RuleFault("has no docstring: say what it means, and what innocent thing looks the same.")
    if not any(example.finds for example in rule.examples):
        yield RuleFault("has no example of what it finds.", "examples")
    if all(example.finds for example in rule.examples):
        yield RuleFault("has no look-alike that it leaves alone.", "examples")


def _check_example(rule: Rule, example: Example, engine: Engine) -> Iterator[RuleFault]:
    graph = build(
        ledger(
            engine,
            transactions=example.transactions,
            merchants=example.merchants,
            reports=example.reports,
            transfers=example.transfers,
        )
    )
    findings, runs = run(graph, (rule,))
    if not runs[0].ran:
        yield RuleFault(f"it did not run: {runs[0].why}.", "requires")
        return
    if runs[0].unscored:
        yield RuleFault(
            f"{runs[0].unscored} merchant(s) get no score, as by a division by zero: leave them out.", "sql", "/"
        )
        return
    yield from (RuleFault(said, "examples", example.title) for said in _compare_names(graph, example, findings))
    find_near_misses(graph, (rule,))
    if fault := next(_check_answers(rule, findings), None):
        yield fault
        return
    try:
        if rule.evidence and findings and collect(graph, findings, (rule,)).num_rows != len(findings):
            yield RuleFault("the evidence selects no payment for some of what was found.", "evidence")
    except FinpathError as error:
        yield _blame(error, "evidence")


def _blame(error: FinpathError, part: str) -> RuleFault:
    statement = error.statement if isinstance(error, EngineError) else None
    return RuleFault(explain(error), part, statement or "")


def _compare_names(graph: PaymentGraph, example: Example, findings: Sequence[Finding]) -> Iterator[str]:
    rows = graph.engine.rows("SELECT merchant, concat(provider_id, '/', merchant_id) FROM entities")
    names = {merchant: str(name) for merchant, name in rows}
    found = {names[finding.merchant] for finding in findings}
    wanted = {name for name in names.values() if _is_named(name, example.finds)}
    for name in example.finds:
        if not any(_is_named(known, (name,)) for known in names.values()):
            yield f"it speaks of {name}, which is not in its tables."
    if missed := sorted(wanted - found):
        yield f"{', '.join(missed)} should be found and was not."
    if extra := sorted(found - wanted):
        yield f"{', '.join(extra)} should be left alone and was found."


def _is_named(known: str, names: Sequence[str]) -> bool:
    return known in names or known.split("/", 1)[1] in names


def _check_answers(rule: Rule, findings: Sequence[Finding]) -> Iterator[RuleFault]:
    for finding in findings:
        if finding.score > 1:
            yield RuleFault(f"a score of {finding.score} is above 1.", "sql", "AS score")
        try:
            finding.row()
        except KeyError as fact:
            yield RuleFault(f'the sentence "{rule.sentence}" needs {fact}, which the SQL does not answer.', "sentence")
        except (ValueError, IndexError, TypeError, AttributeError) as error:
            yield RuleFault(f'the sentence "{rule.sentence}" cannot be filled in ({error}).', "sentence")
