"""Contributions in, a run folder out: the steps, in their order."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from finpath import graph, ingest, referral, rules, scoring
from finpath.case import Case
from finpath.engine import Engine, Limits
from finpath.errors import ConfigError
from finpath.explanation import Told
from finpath.folder import Outcome, Run, cover, fresh, write
from finpath.graph import PaymentGraph
from finpath.ingest import Ledger, LoadOptions
from finpath.rules import Finding, RuleRun
from finpath.scoring import Scores

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Conclusion:
    """What follows from a ledger.

    Args:
        payments: The graph that was asked.
        findings: Of rules and detectors.
        ran: What became of each rule.
        scores: One for every merchant.
    """

    payments: PaymentGraph
    findings: Sequence[Finding]
    ran: tuple[RuleRun, ...]
    scores: Scores


def run(  # noqa: PLR0913 - what goes in, where it goes, and four things a user may decide
    contributions: Path | str,
    out: Path | str,
    *,
    case: Case | None = None,
    limits: Limits | None = None,
    force: bool = False,
    progress: Progress = lambda _: None,
) -> Run:
    """Go the whole way: from contributed files to referrals.

    Args:
        contributions: A folder with one folder per member, as the data contract says.
        out: The run folder to write.
        case: Thresholds, tiers, review capacity, as-of date; finpath's own when None.
        limits: Memory, threads and temporary folder; none of them changes a result.
        force: Replace what an earlier run left in `out`.
        progress: Told what is being done.

    Returns:
        A read-only view of the run folder.

    Raises:
        ConfigError: Wrong use: no such folder, no key, an output that exists or lies among the contributions.
        NothingToDo: No valid row, or every contribution refused.
    """
    _apart(Path(contributions).resolve(), Path(out).resolve())
    case = case or Case()
    chosen = case.tune(rules.catalogue())
    options = load_options(case, progress)
    with Engine(limits) as engine, fresh(Path(out), force=force) as folder:
        ledger = ingest.load(Path(contributions), engine=engine, options=options)
        found = conclude(ledger, case, progress)
        rules.keep(engine, "findings", found.findings)
        evidence = rules.collect(found.payments, found.findings, chosen)
        coverage = cover(ledger, found.payments, found.ran, case.switched_off(), case.calibration)
        progress("Writing referrals")
        referrals = referral.build(ledger, found.scores, found.findings, evidence, coverage.lines())
        told = Told(found.payments, chosen, found.findings, found.scores)
        write(Outcome(ledger, case, evidence, coverage, referrals, told), Path(contributions), folder)
    return Run(Path(out))


def _apart(contributions: Path, out: Path) -> None:
    """No run is taken for a contribution, and no contribution is replaced with a run."""
    if out.is_relative_to(contributions) or contributions.is_relative_to(out):
        raise ConfigError(f"The output {out} and the contributions {contributions} overlap: name a folder beside them.")


def load_options(case: Case, progress: Progress = lambda _: None) -> LoadOptions:
    """How contributions are loaded for a case, with the keys that the environment names.

    Raises:
        ConfigError: No key, or one that is none.
    """
    return LoadOptions(ingest.read_keys(os.environ), case.as_of, case.rates, progress=progress)


def conclude(ledger: Ledger, case: Case, progress: Progress = lambda _: None) -> Conclusion:
    """Go from a ledger to scores, and write nothing."""
    payments = graph.build(ledger, told=case.identities, progress=progress)
    progress("Asking the rules")
    findings, ran = rules.run(payments, case.tune(rules.catalogue()))
    findings += scoring.strange(payments)
    progress("Weighing the evidence")
    return Conclusion(payments, findings, ran, scoring.score(payments, findings, case.bars, case.calibration))
