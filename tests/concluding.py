"""What follows from findings that a test makes up, as a run would conclude it."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from finpath import rules, scoring
from finpath.conclude import Conclusion
from finpath.config import RunConfig
from finpath.graph import PaymentGraph
from finpath.ingest import Ledger
from finpath.rules import Finding
from finpath.rules.evidence import SCHEMA
from finpath.ruleset import RuleSet

NO_EVIDENCE = SCHEMA.empty_table()


def concluded(
    ledger: Ledger,
    payments: PaymentGraph,
    findings: Sequence[Finding],
    config: RunConfig | None = None,
    evidence: pa.Table = NO_EVIDENCE,
) -> Conclusion:
    rules.keep(ledger.engine, findings)
    ranking = scoring.rank_merchants(payments, findings, evidence, config or RunConfig(), as_of=ledger.as_of)
    return Conclusion(ledger, payments, RuleSet(()), findings, (), ranking.scores, evidence, ranking.reviewed)
