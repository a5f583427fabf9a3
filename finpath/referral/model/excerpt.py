"""How the evidence of a case was chosen, where reasons rest on more payments than it can hold."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from finpath.presentation.text import count_of

MOST_ROWS = 5_000
"""Payments that the reasons of one case name together, each counted once; every reason names at least one."""

SENTENCE = (
    "Not all payments that reasons rest on are in the evidence: {named:,} of {payments:,}, each counted once for every "
    "reason that it shows. Of each reason the earliest are, {each} where it rests on more, so that those "
    "of a case name at most {most:,} together, or one each. Counts and sums are of all payments."
)


class Citing(Protocol):
    """A reason."""

    @property
    def payments(self) -> int:
        """How many payments show it."""

    @property
    def transaction_ids(self) -> tuple[str, ...]:
        """Those that it names."""


def excerpt_sentence(reasons: Iterable[Citing]) -> str:
    """How many payments there are, how many are named and which; empty where all are."""
    cited = [(each.payments, len(each.transaction_ids)) for each in reasons]
    cut = [named for payments, named in cited if named < payments]
    if not cut:
        return ""
    return SENTENCE.format(
        named=sum(named for _, named in cited),
        payments=sum(payments for payments, _ in cited),
        each=count_of(max(cut), "payment"),
        most=MOST_ROWS,
    )
