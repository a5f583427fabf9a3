"""Small worlds from text tables, and what is wrong with the examples of a rule: for finpath's rules and for yours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finpath.lazy import lazily

if TYPE_CHECKING:
    from finpath.testing.examples import check
    from finpath.testing.vetting import Vetted, vet, vet_given
    from finpath.testing.world import ledger

__all__ = ["Vetted", "check", "ledger", "vet", "vet_given"]

lazily(
    __name__,
    {
        "Vetted": "finpath.testing.vetting",
        "check": "finpath.testing.examples",
        "ledger": "finpath.testing.world",
        "vet": "finpath.testing.vetting",
        "vet_given": "finpath.testing.vetting",
    },
)
