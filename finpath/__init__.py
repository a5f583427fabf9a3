"""Follow the money of commercial child-abuse sites: payment records in, explained referrals out."""

from __future__ import annotations

from finpath.config.run_config import Case, read_case
from finpath.engine import DuckDB, Engine, Limits, Spark
from finpath.errors import FinpathError
from finpath.graph import PaymentGraph
from finpath.ingest import Contribution, Ledger, load
from finpath.output.folder import Run
from finpath.pipeline import run
from finpath.referral import Referral
from finpath.rules import Rule

__all__ = [
    "Case",
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
    "Spark",
    "load",
    "read_case",
    "run",
]
