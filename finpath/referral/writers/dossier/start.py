"""The first section of a dossier: what a reader who has never seen one must know."""

from __future__ import annotations

from finpath.presentation.words import join_names
from finpath.referral.model.case import Referral
from finpath.referral.writers.dossier.content import Line, Listing, Section, Text


def start_section(case: Referral) -> Section:
    """How to read it, and what to do with it."""
    labels = "M1" if len(case.subjects) == 1 else f"M1 to M{len(case.subjects)}"
    items: tuple[Line, ...] = (
        _item(
            "What this is.",
            "Members of a coalition handed in payment records without names of payers. A program, finpath, looked in "
            "them for patterns that have been published as indications of commercial child sexual exploitation. It saw "
            "no site, no picture and no conversation; whatever was sold, it saw only how it was paid for.",
        ),
        _item(
            "Who is who.",
            f"{labels} are merchant accounts, each at the member that holds it, by that member's own id. Payers are "
            "counted and never named: a payer may be a victim.",
        ),
        _item(
            "How sure it is.",
            "The score orders leads between 0 and 1. Each reason says what it rests on, where it was published, and "
            "which innocent business looks the same.",
        ),
        _item(
            "What to do.",
            "Read the reasons, then what speaks against them, then what could not be looked at. Check the rows of the "
            f"annex at {join_names(case.providers)}, who alone can say who holds an account and who paid.",
        ),
    )
    return Section("start", "How to read this", "", (Listing(items),))


def _item(about: str, advice: str) -> Line:
    return (Text(about, "strong"), Text(f" {advice}"))
