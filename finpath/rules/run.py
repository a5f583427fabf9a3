"""PaymentGraph and rules in; findings out, with what ran, what could not, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import cast

from finpath.engine import Engine
from finpath.engine.binding import bind
from finpath.engine.portable import faults, guarded
from finpath.errors import RuleError
from finpath.graph import PaymentGraph
from finpath.rules.finding import Fact, Finding, Origin
from finpath.rules.rule import Rule

ANSWER = ("subject_id", "score")


@dataclass(frozen=True)
class RuleRun:
    """What became of one rule in one run.

    Args:
        id: The rule.
        ran: Whether it could look at all.
        why: The columns it lacked, where it did not run.
        unseen: Providers whose merchants it could not judge, for want of a column.
        found: Merchants that it speaks of.
        shadow: It weighed nothing.
    """

    id: str
    ran: bool
    why: str
    unseen: tuple[str, ...]
    found: int
    shadow: bool = False


def run(graph: PaymentGraph, rules: Sequence[Rule]) -> tuple[list[Finding], tuple[RuleRun, ...]]:
    """Ask every rule.

    Returns:
        All findings, and one line per rule for the coverage.

    Raises:
        RuleError: A rule's SQL is not one portable SELECT that answers subject_id and score.
    """
    findings: list[Finding] = []
    runs: list[RuleRun] = []
    for rule in rules:
        missing = sorted(set(rule.requires) - graph.present)
        found = [] if missing else list(_answers(graph.engine, rule))
        why = f"nobody contributed {', '.join(missing)}" if missing else ""
        runs.append(RuleRun(rule.id, not missing, why, _unseen(graph, rule), len(found), rule.shadow))
        findings.extend(found)
    return findings, tuple(runs)


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
    )


def _answers(engine: Engine, rule: Rule) -> Iterator[Finding]:
    wrong = faults(rule.sql)
    if wrong:
        raise RuleError(f"The SQL of rule {rule.id} is not portable: {'; '.join(wrong)}.")
    answers = engine.arrow(guarded(bind(rule.sql, rule.thresholds)))
    lacking = [name for name in ANSWER if name not in answers.column_names]
    if lacking:
        raise RuleError(f"Rule {rule.id} must answer {' and '.join(ANSWER)}: {', '.join(lacking)} is not there.")
    signed = origin(rule)
    for row in answers.to_pylist():
        merchant, score = cast("int", row.pop("subject_id")), cast("float | None", row.pop("score"))
        if score is not None and score > 0:
            yield Finding(signed, merchant, float(score), cast("dict[str, Fact]", row))


def _unseen(graph: PaymentGraph, rule: Rule) -> tuple[str, ...]:
    """Providers of merchants that do not supply what the rule requires of its own rows."""
    needed = {column for column in rule.requires if column.startswith(("transactions.", "merchants."))}
    return tuple(sorted(name for name, has in graph.supplied.items() if "transactions.amount" in has and needed - has))
