"""Follow the money of commercial child-abuse sites: payment records in, explained referrals out."""

from __future__ import annotations

from finpath.config import RunConfig, read_config
from finpath.engine import DuckDB, Engine, Limits, Spark
from finpath.errors import FinpathError
from finpath.graph import PaymentGraph
from finpath.ingest import Contribution, Ledger, load
from finpath.output.folder import Run
from finpath.pipeline import run
from finpath.referral import Referral
from finpath.rules import Rule

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
    "load",
    "read_config",
    "run",
]
