"""What was looked at and what could not be: `coverage.json`, and its lines for a person to read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from finpath.conclude import Conclusion
from finpath.config import RunConfig
from finpath.engine import Engine
from finpath.ingest import Provider, Reason, SourceFile
from finpath.output.explanation import FOLDER, SHADOW
from finpath.presentation.words import join_names
from finpath.rules import RuleRun
from finpath.scoring import Reviewed

SPANS = """
SELECT provider_id,
       rail,
       count(*)                                                AS transactions,
       count(DISTINCT fp_day_number(occurred_at))              AS days,
       min(occurred_at)                                        AS first_seen,
       max(occurred_at)                                        AS last_seen,
       max(fp_day_number(occurred_at)) - min(fp_day_number(occurred_at)) + 1 AS span
FROM transactions
GROUP BY provider_id, rail
ORDER BY provider_id, rail
"""


@dataclass(frozen=True)
class Span:
    """The days of one provider's payments on one rail."""

    provider_id: str
    rail: str
    transactions: int
    first_day: str
    last_day: str
    days_without: int


@dataclass(frozen=True)
class Contributor:
    """A member whose contribution was taken.

    Args:
        kind: acquirer, wallet, hotline …
        country: Whose law it is under.
        lacks: Papers that its agreement does not name; without them nothing of its data is released.
    """

    id: str
    kind: str
    country: str
    lacks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Coverage:
    """What a run looked at.

    Args:
        rules: What became of each rule.
        off: Rules that the user switched off.
        spans: Which rails and days each provider gave.
        caps: Bounds that bit.
        notes: What ingest has to say: unknown columns, currencies without a rate, missing assessments.
        refusals: Contributions that were not taken, with the reason.
        overfull: Files with more rejects than allowed.
        calibration: What past decisions made of the scores; empty where they are as the weights say.
        refused_rules: What is wrong with rules of the user's own that the run went on without.
        reviewed: What became of merchants that a person has reviewed.
        members: Whose contributions were taken.
        unmet: What members expected of their files and did not come true.
        withdrawn: Contributions that their members have taken back; nothing else in the run shows a trace of them.
        files: What became of the rows of each file.
        reasons: What was wrong or odd in how many rows of each file.
    """

    rules: tuple[RuleRun, ...]
    off: tuple[str, ...]
    spans: tuple[Span, ...]
    caps: tuple[str, ...]
    notes: tuple[str, ...]
    refusals: tuple[str, ...]
    overfull: tuple[str, ...]
    calibration: tuple[str, ...] = ()
    refused_rules: tuple[str, ...] = ()
    reviewed: tuple[Reviewed, ...] = ()
    members: tuple[Contributor, ...] = ()
    unmet: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()
    files: tuple[SourceFile, ...] = ()
    reasons: tuple[Reason, ...] = ()

    def lines(self) -> tuple[str, ...]:
        """What could not be looked at, one sentence each."""
        groups = (
            self.refusals,
            self.overfull,
            self.unmet,
            self.calibration,
            self.rule_lines(),
            self.span_lines(),
            self.caps,
            tuple(each.sentence for each in self.reviewed),
            self.notes,
        )
        return tuple(line for kind in groups for line in kind)

    def rule_lines(self) -> tuple[str, ...]:
        """The rules that could not look, or not everywhere."""
        refused = (
            f"A rule of your own did not run, and the run went on without it: {why}" for why in self.refused_rules
        )
        blind = (blind_sentence(rule) for rule in self.rules if not rule.ran)
        lacking: dict[tuple[tuple[str, tuple[str, ...]], ...], list[str]] = defaultdict(list)
        for rule in self.rules:
            if rule.ran and rule.unseen:
                lacking[rule.lacks or tuple((member, ()) for member in rule.unseen)].append(rule.id)
        partly = (
            columns_missing(tuple(member for member, _ in lacks), lacks[0][1], rules)
            for lacks, rules in lacking.items()
        )
        trial = [rule.id for rule in self.rules if rule.ran and rule.shadow]
        shadow = (
            [f"{len(trial)} rule(s) ran in shadow: what they say weighs nothing ({FOLDER}/{SHADOW})."] if trial else []
        )
        unscored = (
            f"Rule {rule.id} gave {rule.unscored} merchant(s) no score, as a division by zero does: it says nothing of"
            " them."
            for rule in self.rules
            if rule.unscored
        )
        off = (f"Rule {name} was switched off by the case file." for name in self.off)
        return (*refused, *blind, *partly, *unscored, *shadow, *off)

    def span_lines(self) -> tuple[str, ...]:
        """Days without a payment, by provider and rail."""
        return tuple(
            f"{span.provider_id} gave {span.rail} payments from {span.first_day} to {span.last_day}, "
            f"with {span.days_without} days without any."
            for span in self.spans
            if span.days_without
        )


def blind_sentence(rule: RuleRun) -> str:
    """Why a rule did not run."""
    return f"Rule {rule.id} did not run: {rule.why}."


def columns_missing(members: Sequence[str], columns: Sequence[str], rules: Sequence[str]) -> str:
    """Which rules could not judge the merchants of some members, for want of which columns."""
    which = ", ".join(columns) or "columns"
    are = "is" if len(columns) == 1 else "are"
    one = "Rule" if len(rules) == 1 else "Rules"
    return f"{one} {join_names(rules)} could not judge the merchants of {join_names(members)}: {which} {are} missing."


def state_coverage(conclusion: Conclusion, config: RunConfig) -> Coverage:
    """State what was looked at and what was not."""
    ledger, calibration = conclusion.ledger, config.calibration
    refusals = tuple(f"{refusal.contribution} was refused: {refusal.reason}" for refusal in ledger.refusals)
    overfull = tuple(f"{file.path}: {file.rejected} of {file.rows} rows were rejected." for file in ledger.over_limit)
    spans, calibrated = _spans(ledger.engine), (calibration.sentence,) if calibration else ()
    return Coverage(
        rules=conclusion.ran,
        off=config.switched_off(),
        spans=spans,
        caps=conclusion.payments.caps,
        notes=ledger.notes,
        refusals=refusals,
        overfull=overfull,
        calibration=calibrated,
        refused_rules=conclusion.book.refused,
        reviewed=conclusion.reviewed,
        members=tuple(map(_contributor, ledger.providers)),
        unmet=ledger.unmet,
        withdrawn=tuple(gone.sentence for gone in ledger.withdrawals),
        files=ledger.files,
        reasons=ledger.reasons,
    )


def _contributor(provider: Provider) -> Contributor:
    papers = {
        "a data protection impact assessment": provider.agreement.dpia_reference,
        "a notice to the supervisor": provider.agreement.supervisor_notice,
    }
    return Contributor(
        provider.id, provider.kind, provider.country, tuple(name for name, given in papers.items() if not given)
    )


def _spans(engine: Engine) -> tuple[Span, ...]:
    rows = engine.arrow(SPANS).to_pylist()
    return tuple(
        Span(
            row["provider_id"],
            row["rail"],
            row["transactions"],
            str(row["first_seen"].date()),
            str(row["last_seen"].date()),
            row["span"] - row["days"],
        )
        for row in rows
    )
