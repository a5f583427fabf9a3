"""A rule in, what is wrong with its examples out, each in a sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from finpath.engine import Engine
from finpath.errors import FinpathError
from finpath.graph import PaymentGraph, build
from finpath.rules.evidence import collect
from finpath.rules.finding import Finding
from finpath.rules.rule import Example, Rule
from finpath.rules.run import run
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
        with Engine() as own:
            return check(rule, own)
    wrong = list(_incomplete(rule))
    for example in rule.examples:
        try:
            wrong += [f'{rule.id}, "{example.title}": {fault}' for fault in _faults(rule, example, engine)]
        except FinpathError as error:
            wrong.append(f'{rule.id}, "{example.title}": {error}')
    return wrong


def _incomplete(rule: Rule) -> Iterator[str]:
    if not rule.meaning:
        yield f"{rule.id} has no docstring: say what it means, and what innocent thing looks the same."
    if not any(example.finds for example in rule.examples):
        yield f"{rule.id} has no example of what it finds."
    if all(example.finds for example in rule.examples):
        yield f"{rule.id} has no look-alike that it leaves alone."


def _faults(rule: Rule, example: Example, engine: Engine) -> Iterator[str]:
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
        yield f"it did not run: {runs[0].why}."
        return
    yield from _names(graph, example, findings)
    yield from _answers(rule, findings)
    if rule.evidence and findings and collect(graph, findings, (rule,)).num_rows != len(findings):
        yield "the evidence selects no payment for some of what was found."


def _names(graph: PaymentGraph, example: Example, findings: Sequence[Finding]) -> Iterator[str]:
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


def _answers(rule: Rule, findings: Sequence[Finding]) -> Iterator[str]:
    for finding in findings:
        if finding.score > 1:
            yield f"a score of {finding.score} is above 1."
        try:
            finding.row()
        except KeyError as fact:
            yield f'the sentence "{rule.sentence}" needs {fact}, which the SQL does not answer.'
