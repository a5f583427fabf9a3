"""The transactions that reasons rest on, each with the file and row where it stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial

import pyarrow as pa

from finpath.engine import Engine
from finpath.ingest import Ledger
from finpath.referral.model.case import Reason
from finpath.referral.model.evidence import EvidenceRow, Exhibit
from finpath.referral.query.by_case import fetch_by_case

ROWS = """
SELECT r.group_id,
       r.label AS subject,
       t.transaction_id,
       t.occurred_at,
       t.kind,
       t.amount,
       t.currency,
       t.file,
       t."row",
       coalesce(t.rail, '') AS rail,
       t.amount_eur         AS eur,
       k.token              AS payer
FROM named_payments AS n
JOIN transactions   AS t ON t.merchant = n.merchant AND t.transaction_id = n.transaction_id
JOIN payer_tokens   AS k ON k.payer = t.payer
JOIN case_members       AS r ON r.merchant = n.merchant
ORDER BY r.group_id, r.place, t.occurred_at, t.transaction_id, t.file, t."row"
"""


def evidence_rows(engine: Engine, payments: Iterable[tuple[int, str]]) -> dict[str, tuple[EvidenceRow, ...]]:
    """The rows of the named payments, by case; which reasons rest on them is not said yet.

    Args:
        engine: Holds `transactions` and `case_members`.
        payments: Merchant and transaction id, each pair once.
    """
    pairs = sorted(set(payments))
    columns = {
        "merchant": pa.array([merchant for merchant, _ in pairs], pa.int64()),
        "transaction_id": pa.array([name for _, name in pairs], pa.string()),
    }
    with engine.scratch() as scratch:
        scratch.register("named_payments", pa.table(columns))
        return fetch_by_case(engine, ROWS, partial(EvidenceRow, rules=()))


def cite_rules(rows: Iterable[EvidenceRow], reasons: Sequence[Reason]) -> tuple[EvidenceRow, ...]:
    """Say of each row which reasons rest on it."""
    rules: dict[tuple[str, str], list[str]] = defaultdict(list)
    for reason in reasons:
        for name in reason.transaction_ids:
            rules[reason.subject, name].append(reason.rule_id)
    return tuple(
        replace(row, rules=tuple(sorted(rules[row.subject, row.transaction_id])))
        for row in rows
        if (row.subject, row.transaction_id) in rules
    )


def cited_files(ledger: Ledger, rows: Iterable[EvidenceRow]) -> tuple[Exhibit, ...]:
    """The contributed files that the rows stand in."""
    cited = {row.file for row in rows}
    return tuple(Exhibit(f.index, f.provider_id, f.path, f.sha256) for f in ledger.files if f.index in cited)
