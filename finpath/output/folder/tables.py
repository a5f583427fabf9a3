"""The Parquet files of a run folder (findings, reasons, identities, rejects), sorted, by one writer."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from finpath.engine import Engine
from finpath.engine.parquet import write_parquet
from finpath.output.explanation import FOLDER, LOWERS, SHADOW

FINDINGS = """
SELECT s.provider_id,
       s.merchant_id,
       s.entity_id,
       s.group_id,
       s.score,
       s.rank,
       s.tier,
       s.families,
       m.payers,
       m.transactions,
       k.volume_eur,
       m.first_seen,
       m.last_seen,
       m.reported > 0 AS reported,
       s.safeguarding,
       w.name,
       w.country,
       w.category,
       s.merchant
FROM standings   AS s
JOIN merchants   AS m ON m.merchant = s.merchant
JOIN net_volumes AS k ON k.merchant = s.merchant
JOIN shown_names AS w ON w.merchant = s.merchant
ORDER BY s.rank
"""

RULES_AND_SENTENCES = """
SELECT merchant,
       rule_id,
       sentence
FROM findings
WHERE NOT shadow AND weight >= 0
ORDER BY merchant, weight * score DESC, rule_id
"""

REASONS = """
SELECT f.rule_id,
       f.rule_version,
       f.family,
       'merchant'                                AS subject_kind,
       concat(s.provider_id, '/', s.merchant_id) AS subject_id,
       f.score,
       f.sentence,
       f.facts,
       f.thresholds,
       f.shadow,
       f.weight < 0                              AS lowers,
       f.merchant
FROM findings AS f
JOIN scores   AS s ON s.merchant = f.merchant
ORDER BY f.rule_id, s.provider_id, s.merchant_id
"""

IDENTITIES = """
SELECT one.provider_id,
       one.merchant_id,
       two.provider_id AS other_provider_id,
       two.merchant_id AS other_merchant_id,
       e.relation,
       e.kind,
       e.valid_from,
       e.valid_to,
       e.gap_days,
       e.source,
       e.confidence,
       e.joins
FROM identity_edges AS e
JOIN entities       AS one ON one.merchant = e.merchant
JOIN entities       AS two ON two.merchant = e.other
ORDER BY e.merchant, e.other, e.relation, e.kind, e.source
"""

REJECTS = """
SELECT *
FROM rejects
ORDER BY provider_id, file, "row", "column", reason
"""


def write_tables(engine: Engine, evidence: pa.Table, out: Path) -> None:
    """Write findings, reasons, identities and rejects; what rules in shadow say and what lowers a score stand apart."""
    write_parquet(_with_reasons(engine), out / "findings.parquet")
    reasons = _with_transaction_ids(engine.arrow(REASONS), evidence)
    shadow, lowers = pc.field("shadow"), pc.field("lowers")
    marks = ["shadow", "lowers"]
    write_parquet(reasons.filter(~shadow & ~lowers).drop_columns(marks), out / "reasons.parquet")
    trial = out / FOLDER
    trial.mkdir(exist_ok=True)
    write_parquet(reasons.filter(shadow).drop_columns(marks), trial / SHADOW)
    write_parquet(reasons.filter(~shadow & lowers).drop_columns(marks), trial / LOWERS)
    write_parquet(engine.arrow(IDENTITIES), out / "identities.parquet")
    write_parquet(engine.arrow(REJECTS), out / "rejects.parquet")


def _with_reasons(engine: Engine) -> pa.Table:
    findings = engine.arrow(FINDINGS)
    rules: dict[int, list[str]] = {}
    sentences: dict[int, list[str]] = {}
    for row in engine.arrow(RULES_AND_SENTENCES).to_pylist():
        rules.setdefault(row["merchant"], []).append(row["rule_id"])
        sentences.setdefault(row["merchant"], []).append(row["sentence"])
    merchants = findings["merchant"].to_pylist()
    text = pa.list_(pa.string())
    findings = findings.add_column(8, pa.field("rules", text), pa.array([rules.get(m, []) for m in merchants], text))
    reasons = pa.array([sentences.get(m, []) for m in merchants], text)
    return findings.add_column(9, pa.field("reasons", text), reasons).drop_columns(["merchant"])


def _with_transaction_ids(reasons: pa.Table, evidence: pa.Table) -> pa.Table:
    """Add the transaction ids that each finding rests on."""
    rows = {(row["rule_id"], row["merchant"]): row["transaction_ids"] for row in evidence.to_pylist()}
    keys = zip(reasons["rule_id"].to_pylist(), reasons["merchant"].to_pylist(), strict=True)
    ids = pa.array([rows.get(key, []) for key in keys], pa.list_(pa.string()))
    return reasons.drop_columns(["merchant"]).append_column("transaction_ids", ids)
