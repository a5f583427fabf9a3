"""The small files from which any merchant can be explained later, by the run alone.

They hold features, weights and thresholds of merchants; of payers nothing but counts, and no identifier's value.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from finpath.conclude import Conclusion
from finpath.config import PRIOR
from finpath.engine import Engine
from finpath.engine.parquet import write_parquet
from finpath.output.explanation.keys import write_keys
from finpath.output.explanation.tables import BACKING, CARRIED, HUBS, NEAR, PROFILES, REPORTS, SHARES, TIED, WAYS
from finpath.presentation.small_counts import FEWEST
from finpath.rules import Origin, find_near_misses, origin
from finpath.scoring import Scores
from finpath.scoring.evidence import FAMILIES, SPEAKS

FOLDER = "explanations"
INDICATORS, WEIGHTS, SHADOW = "indicators.json", "weights.parquet", "shadow.parquet"

LOWERS = "lowers.parquet"
"""What lowers a score: the same as reasons, and none."""

ROWS = 20_000
"""Of a row group: one merchant is looked up at a time."""

PLACES = 12
"""Of a fraction, in what is kept."""

WEIGHTS_BY_MERCHANT = """
SELECT s.provider_id,
       s.merchant_id,
       w.family,
       w.own,
       w.from_group,
       w.unreported
FROM weighed AS w
JOIN scores  AS s ON s.merchant = w.merchant
ORDER BY w.merchant, w.own + w.from_group DESC, w.family
"""

TABLES: Mapping[str, str] = {
    "profiles": PROFILES,
    "near": NEAR,
    "reports": REPORTS,
    "shares": SHARES,
    "ways": WAYS,
    "ties": TIED,
    "hubs": HUBS,
    "carried": CARRIED,
    "backing": BACKING,
}


def write_explanations(conclusion: Conclusion, out: Path, *, keep_keys: bool = False) -> None:
    """Write the folder `explanations` of a run; its engine holds `doubts` too, which referrals are made with."""
    folder = out / FOLDER
    folder.mkdir(exist_ok=True)
    engine = conclusion.ledger.engine
    find_near_misses(conclusion.payments, conclusion.book.rules)
    for name, sql in TABLES.items():
        write_parquet(_round_fractions(engine.arrow(sql, {"fewest": FEWEST})), folder / f"{name}.parquet", ROWS)
    write_parquet(_weights(engine, conclusion.scores), folder / WEIGHTS, ROWS)
    if keep_keys:
        write_keys(engine, folder)
    (folder / INDICATORS).write_text(_indicators_json(conclusion), encoding="utf-8")


def _round_fractions(table: pa.Table) -> pa.Table:
    """The same without the last bits of fractions: of a logarithm, no two engines have the same."""
    columns = zip(table.schema, table.columns, strict=True)
    rounded = [
        pc.round(column, ndigits=PLACES) if pa.types.is_float64(field.type) else column for field, column in columns
    ]
    return pa.table(rounded, schema=table.schema)


def _weights(engine: Engine, scores: Scores) -> pa.Table:
    """What each family weighs for each merchant, in nats: its own, what its group adds, what stands without reports."""
    family, merchant = np.nonzero(scores.shared.weights.T)[::-1]
    own, shared = (each.weights[family, merchant] for each in (scores.own, scores.shared))
    columns = {
        "merchant": merchant,
        "family": np.array(FAMILIES)[family],
        "own": np.round(own, 6),
        "from_group": np.round(shared - own, 6),
        "unreported": np.round(scores.unreported.without_reports[merchant], 6),
    }
    with engine.scratch() as scratch:
        scratch.register("weighed", pa.table(columns))
        return engine.arrow(WEIGHTS_BY_MERCHANT)


def _indicators_json(conclusion: Conclusion) -> str:
    """Every rule that was asked and every detector that spoke, with what an investigator must know to weigh it."""
    origins = {rule.id: origin(rule) for rule in conclusion.book.rules} | {
        each.origin.id: each.origin for each in conclusion.findings
    }
    document = {
        "prior": PRIOR,
        "speaks_from": SPEAKS,
        "indicators": [_indicator(origins[name]) for name in sorted(origins)],
    }
    return json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def _indicator(rule: Origin) -> dict[str, object]:
    names = ("id", "version", "family", "weight", "source", "meaning")
    return {name: getattr(rule, name) for name in names} | {"thresholds": dict(rule.thresholds)}
