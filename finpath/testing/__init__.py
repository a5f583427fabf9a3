"""Text tables in, a ledger out; a rule in, what is wrong with its examples out: for finpath's rules and for yours."""

from __future__ import annotations

from finpath.testing.examples import check
from finpath.testing.vetting import Vetted, vet
from finpath.testing.world import ledger

__all__ = ["Vetted", "check", "ledger", "vet"]
