"""Follow the money of commercial child-abuse sites: payment records in, explained referrals out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finpath.lazy import lazily

if TYPE_CHECKING:
    from finpath.config.run_config import RunConfig, read_config
    from finpath.engine.duckdb.engine import DuckDB
    from finpath.engine.engine import Engine
    from finpath.engine.limits import Limits
    from finpath.engine.spark.engine import Spark
    from finpath.errors import FinpathError
    from finpath.graph.paymentgraph import PaymentGraph
    from finpath.ingest.in_memory import Contribution
    from finpath.ingest.ledger import Ledger
    from finpath.kept_ledger.keep import keep_ledger
    from finpath.kept_ledger.score import score
    from finpath.output.folder.run import Run
    from finpath.pipeline import load, run
    from finpath.referral.model.case import Referral
    from finpath.rules.rule import Rule

__all__ = [
    "Contribution",
    "DuckDB",
    "Engine",
    "FinpathError",
    "Ledger",
    "Limits",
    "PaymentGraph",
    "Referral",
    "Rule",
    "Run",
    "RunConfig",
    "Spark",
    "keep_ledger",
    "load",
    "read_config",
    "run",
    "score",
]

lazily(
    __name__,
    {
        "Contribution": "finpath.ingest.in_memory",
        "DuckDB": "finpath.engine.duckdb.engine",
        "Engine": "finpath.engine.engine",
        "FinpathError": "finpath.errors",
        "Ledger": "finpath.ingest.ledger",
        "Limits": "finpath.engine.limits",
        "PaymentGraph": "finpath.graph.paymentgraph",
        "Referral": "finpath.referral.model.case",
        "Rule": "finpath.rules.rule",
        "Run": "finpath.output.folder.run",
        "RunConfig": "finpath.config.run_config",
        "Spark": "finpath.engine.spark.engine",
        "keep_ledger": "finpath.kept_ledger.keep",
        "load": "finpath.pipeline",
        "read_config": "finpath.config.run_config",
        "run": "finpath.pipeline",
        "score": "finpath.kept_ledger.score",
    },
    former={"Case": "RunConfig", "read_case": "read_config"},
)
