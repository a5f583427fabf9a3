"""Small worlds from text tables, and what is wrong with the examples of a rule: for finpath's rules and for yours."""

from __future__ import annotations

from finpath.testing.examples import check
from finpath.testing.vetting import Vetted, vet
from finpath.testing.world import ledger

__all__ = ["Vetted", "check", "ledger", "vet"]
