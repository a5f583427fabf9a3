"""The one way from a ledger to tiers: every command that ranks merchants takes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa

from finpath import graph, rules, scoring
from finpath.config import RunConfig
from finpath.config.scorecard import require_valid
from finpath.graph import PaymentGraph
from finpath.ingest import Ledger
from finpath.notebook.progress import Progress
from finpath.rules import Finding, RuleRun
from finpath.ruleset import RuleSet, choose
from finpath.scoring import Reviewed, Scores
from finpath.whole_merchants import see_whole


@dataclass(frozen=True)
class Conclusion:
    """What follows from a ledger; its relations `findings`, `scores`, `tiers`, `standings`, `suspects` are made.

    Args:
        ledger: What was taken from the contributions.
        payments: The graph that was asked.
        book: The rules that asked it.
        findings: Of rules and detectors.
        ran: What became of each rule.
        scores: Of all merchants.
        evidence: Payments that findings rest on, by rule and merchant.
        reviewed: What became of each suppression.
    """

    ledger: Ledger
    payments: PaymentGraph
    book: RuleSet
    findings: Sequence[Finding]
    ran: tuple[RuleRun, ...]
    scores: Scores
    evidence: pa.Table
    reviewed: tuple[Reviewed, ...]


def conclude(
    ledger: Ledger,
    config: RunConfig,
    progress: Progress = lambda _: None,
    *,
    book: RuleSet | None = None,
    payments: PaymentGraph | None = None,
) -> Conclusion:
    """Go from a ledger to tiers: graph, rules, detectors, scores, safeguarding, what was reviewed.

    Args:
        ledger: What was taken from the contributions.
        config: What the user decides.
        progress: Told what is being done.
        book: The rules, where they were chosen already.
        payments: The graph of this ledger, where it was built already for the same identities.

    Raises:
        ConfigError: The configuration sets what does not exist, or its scorecard has expired.
        RuleError: A rule is wrong, and the configuration does not say to go on without it.
    """
    require_valid(config.card, ledger.as_of.date())
    book = book or choose(config)
    whole = see_whole(ledger, config, book, progress)
    if payments is None or whole.findings:
        payments = graph.build(ledger, overrides=config.identities, progress=progress)
    progress(f"Asking the rules, {len(book.rules)} of them")
    findings, ran = rules.run(payments, book.rules, skip_bad=config.skip_bad_rules)
    findings += scoring.detect_outliers(payments)
    findings += scoring.judge(payments, config.card)
    progress("Weighing the evidence")
    heard = whole.lay_on(findings)
    evidence = rules.collect(payments, heard, book.rules)
    ranking = scoring.rank_merchants(
        payments, findings, evidence, config, as_of=ledger.as_of, rules=book.rules, whole=whole
    )
    findings = rules.withhold_accounts(heard, scoring.safeguarded_accounts(ledger.engine))
    rules.keep(ledger.engine, findings)
    return Conclusion(ledger, payments, book, findings, ran, ranking.scores, evidence, ranking.reviewed)
