"""The payers section of a dossier: counts alone, by country where they are many."""

from __future__ import annotations

from finpath.presentation.small_counts import FEW_NOTE, count_payers
from finpath.presentation.words import country
from finpath.referral.model.case import Referral
from finpath.referral.writers.dossier.content import Block, Cell, Column, Paragraph, Section, Table, cell, text

COLUMNS = (
    Column("Country", width=2),
    Column("Payers", number=True),
    Column("Share of all payers", hidden=True, width=3),
)
ASIDE = "Counts only. A payer may be a victim, and is never a subject here; only the provider can say who paid."


def payers_section(case: Referral) -> Section:
    """How many paid, and from where."""
    counts = case.trail.payers
    several = "too few to count" if counts.at_several is None else f"{counts.at_several:,}"
    summary = f"{count_payers(counts.total)}; {several} paid two or more of these accounts."
    blocks: list[Block] = [Paragraph(text(summary))]
    if counts.total is None:
        blocks.append(Paragraph(text(FEW_NOTE)))
    if counts.countries and counts.total:
        by_country = [(country(code), number) for code, number in counts.countries]
        by_country += [("Others, and not known", counts.other)] if counts.other else []
        rows = tuple(
            (cell(name), cell(f"{number:,}"), Cell(share=number / counts.total)) for name, number in by_country
        )
        caption = "Payers by country; countries with fewer than five are taken together"
        blocks.append(Table("countries", caption, COLUMNS, rows))
    return Section("payers", "Payers", ASIDE, tuple(blocks))
