"""Contributions in, a run folder out: the steps, in their order."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from finpath import graph, ingest, referral, rules, scoring
from finpath.case import Case
from finpath.engine import Engine, Limits
from finpath.folder import Outcome, Run, cover, fresh, write

Progress = Callable[[str], None]


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
        ConfigError: Wrong use: no such folder, no key, an output that exists.
        NothingToDo: No valid row, or every contribution refused.
    """
    case = case or Case()
    chosen = case.tune(rules.catalogue())
    options = ingest.LoadOptions(ingest.read_keys(os.environ), case.as_of, case.rates, progress=progress)
    with Engine(limits) as engine, fresh(Path(out), force=force) as folder:
        ledger = ingest.load(Path(contributions), engine=engine, options=options)
        payments = graph.build(ledger, progress=progress)
        progress("Asking the rules")
        findings, ran = rules.run(payments, chosen)
        findings += scoring.strange(payments)
        rules.keep(engine, "findings", findings)
        evidence = rules.collect(payments, findings, chosen)
        progress("Weighing the evidence")
        scores = scoring.score(payments, findings, case.bars)
        coverage = cover(ledger, payments, ran, case.switched_off())
        progress("Writing referrals")
        referrals = referral.build(ledger, scores, findings, evidence, coverage.lines())
        write(Outcome(ledger, case, evidence, coverage, referrals), folder)
    return Run(Path(out))
