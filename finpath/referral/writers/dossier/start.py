"""The first section of a dossier: what a reader who has never seen one must know."""

from __future__ import annotations

from finpath.referral.model.case import Referral
from finpath.referral.writers.dossier.content import Line, Listing, Section, Text


def start_section(case: Referral) -> Section:
    """How to read it, and what to do with it."""
    labels = "M1" if len(case.subjects) == 1 else f"M1 to M{len(case.subjects)}"
    items: tuple[Line, ...] = (
        _item(
            "What this is.",
            "Members of a coalition submitted payment records without names of payers. A program, finpath, looked in "
            "them for patterns that have been published as indications of commercial child sexual exploitation. It saw "
            "no site, no picture and no conversation; whatever was sold, it saw only how it was paid for.",
        ),
        _item(
            "Who is who.",
            f"{labels} are merchant accounts, each at the member that holds it, by that member's own id. Payers are "
            "counted and never named: a payer may be a victim.",
        ),
    )
    return Section("start", "How to read this", "", (Listing(items),))


def _item(about: str, advice: str) -> Line:
    return (Text(about, "strong"), Text(f" {advice}"))
