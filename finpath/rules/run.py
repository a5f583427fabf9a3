"""Asks a graph every rule: its findings, and what ran, what could not, and why."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import cast

from finpath.engine import Engine
from finpath.engine.binding import bind
from finpath.engine.portable import faults, guard_divisions
from finpath.errors import EngineError, RuleError
from finpath.graph import PaymentGraph
from finpath.rules.finding import Fact, Finding, Origin
from finpath.rules.reports import rests_on_reports
from finpath.rules.rule import Rule
from finpath.rules.user_rules import explain, is_ours, locate, own_path

ANSWER = ("subject_id", "score")


@dataclass(frozen=True)
class RuleRun:
    """What became of one rule in one run.

    Args:
        id: The rule.
        ran: Whether it could look at all.
        why: The columns it lacked, or what is wrong with it, where it did not run.
        unseen: Providers whose merchants it could not judge, for want of a column.
        found: Merchants that it speaks of.
        shadow: It weighed nothing.
        lacks: Of each of those providers, the columns.
        unscored: Merchants that its SQL answered without a score, as a division by zero does: they are not found.
    """

    id: str
    ran: bool = True
    why: str = ""
    unseen: tuple[str, ...] = ()
    found: int = 0
    shadow: bool = False
    unscored: int = 0
    lacks: tuple[tuple[str, tuple[str, ...]], ...] = ()


def run(
    graph: PaymentGraph, rules: Sequence[Rule], *, skip_bad: bool = False
) -> tuple[list[Finding], tuple[RuleRun, ...]]:
    """Ask every rule.

    Args:
        graph: To be asked.
        rules: In force.
        skip_bad: Go on without a user's rule that fails; the coverage says so.

    Returns:
        All findings, and one line per rule for the coverage.

    Raises:
        RuleError: A rule's SQL is not one portable SELECT that answers subject_id and score.
    """
    findings: list[Finding] = []
    runs: list[RuleRun] = []
    for rule in rules:
        ran, found = _ask(graph, rule, skip_bad=skip_bad)
        runs.append(replace(ran, shadow=rule.shadow))
        findings += found
    return findings, tuple(runs)


def _ask(graph: PaymentGraph, rule: Rule, *, skip_bad: bool) -> tuple[RuleRun, list[Finding]]:
    missing = sorted(set(rule.requires) - graph.present)
    blind = _list_blind_members(graph, rule)
    if missing:
        return RuleRun(
            rule.id,
            ran=False,
            why=f"nobody contributed {', '.join(missing)}",
            unseen=tuple(blind),
            lacks=tuple(blind.items()),
        ), []
    try:
        every = list(find(graph.engine, rule))
    except RuleError as error:
        path = own_path(rule)
        if path is None or not skip_bad:
            raise
        return RuleRun(rule.id, ran=False, why=str(error).replace(str(path), path.name).rstrip(".")), []
    found = [finding for finding in every if finding.score > 0]
    unscored = sum(math.isnan(finding.score) for finding in every)
    return RuleRun(rule.id, unseen=tuple(blind), found=len(found), unscored=unscored, lacks=tuple(blind.items())), found


def origin(rule: Rule) -> Origin:
    """How a rule's findings are signed."""
    return Origin(
        id=rule.id,
        version=rule.version,
        family=rule.family.value,
        weight=rule.weight,
        sentence=rule.sentence,
        thresholds=rule.thresholds,
        source=str(rule.source),
        meaning=rule.meaning,
        shadow=rule.shadow,
        rests_on_reports=rests_on_reports(rule),
    )


def find(engine: Engine, rule: Rule, rewrite: Callable[[str], str] = str) -> Iterator[Finding]:
    """Every answer of a rule; one without a finite score has none at all.

    Args:
        engine: Holds the relations of the graph.
        rule: The rule.
        rewrite: What its SQL is asked of, in place of those relations.
    """
    wrong = [] if is_ours(rule) else faults(rule.sql)
    if wrong:
        raise RuleError(locate(rule, "sql", f"its SQL is not portable: {'; '.join(wrong)}."))
    try:
        answers = engine.arrow(guard_divisions(bind(rewrite(rule.sql), rule.thresholds)))
    except EngineError as error:
        if is_ours(rule) or error.file_fault:
            raise
        raise RuleError(locate(rule, "sql", explain(error), error.statement or "")) from None
    lacking = [name for name in ANSWER if name not in answers.column_names]
    if lacking:
        raise RuleError(
            locate(rule, "sql", f"it must answer {' and '.join(ANSWER)}: {', '.join(lacking)} is not there.")
        )
    signed = origin(rule)
    for row in answers.to_pylist():
        merchant, score = cast("int", row.pop("subject_id")), cast("float | None", row.pop("score"))
        known = math.nan if score is None or not math.isfinite(score) else float(score)
        finding = Finding(signed, merchant, known, cast("dict[str, Fact]", row))
        if not is_ours(rule):
            _check_sentence(rule, finding)
        yield finding


def _check_sentence(rule: Rule, finding: Finding) -> None:
    """A user's sentence is filled in before anything rests on it."""
    try:
        finding.origin.sentence.format_map(dict(finding.facts))
    except (KeyError, ValueError, IndexError, TypeError, AttributeError) as error:
        raise RuleError(locate(rule, "sentence", f"its sentence cannot be filled in ({error!r}).")) from None


def _list_blind_members(graph: PaymentGraph, rule: Rule) -> dict[str, tuple[str, ...]]:
    """Providers of merchants that do not supply what the rule requires of its own rows, with what they lack."""
    needed = {column for column in rule.requires if column.startswith(("transactions.", "merchants."))}
    return {
        name: tuple(sorted(needed - graph.supplied[name]))
        for name in sorted(graph.supplied)
        if "transactions.amount" in graph.supplied[name] and needed - graph.supplied[name]
    }
