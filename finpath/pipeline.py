"""Contributions in, a run folder out: the steps, in their order."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from finpath.case import Case
from finpath.engine import Engine, Limits
from finpath.folder import Outcome, Run, cover, fresh, write
from finpath.graph import build
from finpath.ingest import LoadOptions, load
from finpath.referral import build as refer
from finpath.rules import ask, catalogue, collect, keep
from finpath.scoring import score, strange

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
    rules = case.tune(catalogue())
    with Engine(limits) as engine, fresh(Path(out), force=force) as folder:
        ledger = load(Path(contributions), engine=engine, options=LoadOptions(as_of=case.as_of), progress=progress)
        graph = build(ledger, progress=progress)
        progress("asking the rules")
        findings, ran = ask(graph, rules)
        findings = [*findings, *strange(graph)]
        keep(engine, "findings", findings)
        evidence = collect(graph, findings, rules)
        progress("weighing the evidence")
        scores = score(graph, findings, case.bars)
        coverage = cover(ledger, graph, ran, case.switched_off())
        progress("writing referrals")
        referrals = refer(ledger, graph, scores, findings, evidence, coverage.lines())
        write(Outcome(ledger, case, evidence, coverage, referrals), folder)
    return Run(Path(out))
