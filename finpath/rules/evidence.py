"""The payments that each finding rests on: the transactions are read once for all rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa

from finpath.engine.binding import bind
from finpath.engine.portable import faults, guard_divisions
from finpath.engine.scratch import ScratchTables
from finpath.errors import RuleError
from finpath.graph import PaymentGraph
from finpath.rules.finding import Finding
from finpath.rules.rule import Rule
from finpath.rules.user_rules import is_ours

CAP = 1000
"""Transaction ids that one finding names; `payments` says how many there are."""

SCHEMA = pa.schema(
    [
        ("rule_id", pa.string()),
        ("merchant", pa.int64()),
        ("payments", pa.int64()),
        ("transaction_ids", pa.list_(pa.string())),
    ]
)

PER_PAYMENT = 200
"""Bytes of memory that a payment takes there, about."""

NUMBER = """
SELECT count(*)
FROM payments
WHERE merchant IN (SELECT merchant FROM flagged)
"""

FLAGGED = """
SELECT *
FROM payments
WHERE merchant IN (SELECT merchant FROM flagged)
"""

CAPPED = """
SELECT rule_id,
       merchant,
       count(*) OVER (PARTITION BY rule_id, merchant) AS payments,
       transaction_id
FROM selected_payments
QUALIFY row_number() OVER (PARTITION BY rule_id, merchant ORDER BY occurred_at, transaction_id) <= :cap
ORDER BY rule_id, merchant, occurred_at, transaction_id
"""


def collect(graph: PaymentGraph, findings: Sequence[Finding], rules: Sequence[Rule], cap: int = CAP) -> pa.Table:
    """Find the payments that findings rest on.

    A rule's `evidence` is a condition on a payment `p`, the merchant's row `m`, the finding's own facts `f` and the
    rule's thresholds `:name`; the table `flagged` has the merchants of all findings. A rule with empty evidence, and a
    detector, rest on no single payment.

    Returns:
        rule_id, merchant, payments (how many there are), transaction_ids (the earliest `cap` of them), for each
        finding that rests on any payment; sorted by rule and merchant.

    Raises:
        RuleError: The evidence of a rule is not a portable condition.
    """
    asked = {rule.id: rule for rule in rules if rule.evidence.strip()}
    found: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.origin.id in asked:
            found.setdefault(finding.origin.id, []).append(finding)
    if not found:
        return SCHEMA.empty_table()
    with graph.engine.scratch() as scratch:
        _register_findings(scratch, found)
        size = PER_PAYMENT * graph.engine.count(NUMBER)
        scratch.make("flagged_payments", FLAGGED, size=size)
        scratch.view("selected_payments", " UNION ALL ".join(_select_payments(asked[name]) for name in sorted(found)))
        rows = graph.engine.arrow(CAPPED, {"cap": cap})
    return _group(rows)


def _register_findings(scratch: ScratchTables, found: Mapping[str, Sequence[Finding]]) -> None:
    """Put the facts of each rule's findings, and all flagged merchants, into the engine."""
    everyone = sorted({finding.merchant for each in found.values() for finding in each})
    scratch.register("flagged", pa.table({"merchant": pa.array(everyone, pa.int64())}))
    for name, each in found.items():
        rows = [{**finding.facts, "merchant": finding.merchant} for finding in each]
        scratch.register(f"found {name}", pa.Table.from_pylist(rows))


def _select_payments(rule: Rule) -> str:
    wrong = [] if is_ours(rule) else faults(rule.evidence, expression=True)
    if wrong:
        raise RuleError(f"The evidence of rule {rule.id} is not portable: {'; '.join(wrong)}.")
    branch = f"""
        SELECT '{rule.id}' AS rule_id,
               p.merchant,
               p.occurred_at,
               p.transaction_id
        FROM flagged_payments     AS p
        JOIN merchants            AS m ON m.merchant = p.merchant
        JOIN "found {rule.id}"    AS f ON f.merchant = p.merchant
        WHERE ({rule.evidence})
    """  # noqa: S608 - the condition was checked
    return guard_divisions(bind(branch, rule.thresholds))


def _group(rows: pa.Table) -> pa.Table:
    """One row per finding; the rows come sorted."""
    keys = list(zip(rows["rule_id"].to_pylist(), rows["merchant"].to_pylist(), strict=True))
    starts = [i for i, key in enumerate(keys) if i == 0 or key != keys[i - 1]]
    offsets = pa.array(np.array([*starts, len(keys)], dtype=np.int32))
    ids = pa.ListArray.from_arrays(offsets, rows["transaction_id"].combine_chunks().cast(pa.string()))
    firsts = rows.select(["rule_id", "merchant", "payments"]).take(pa.array(starts, pa.int64()))
    return firsts.append_column("transaction_ids", ids).cast(SCHEMA)
