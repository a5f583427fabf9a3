"""The score section of a dossier: the weight of each kind of indication for each account."""

from __future__ import annotations

from finpath.referral.model.case import Referral
from finpath.referral.model.subject import Subject, Voice
from finpath.referral.writers.dossier.content import Cell, Column, Paragraph, Section, Table, Text, cell, text

ASIDE = "Weight of evidence by kind of indication, in nats. The strongest reason of a kind speaks for it; kinds add up."
AFTER = (
    "Before any evidence, about eight merchants in a thousand are taken to be what is sought. A score is the "
    "probability that follows; it ranks leads and proves nothing."
)


def weights_section(case: Referral) -> Section:
    """One row for each account, one column for each kind."""
    families = sorted({voice.family for subject in case.subjects for voice in subject.voices})
    titles = (*(family.capitalize() for family in families), "Together", "Score")
    columns = (Column("Account", width=1), *(Column(title, number=True) for title in titles))
    rows = tuple(_row(subject, families) for subject in case.subjects)
    caption = "What each account's own reasons carry, and after “+” what its group adds"
    table = Table("weights", caption, columns, rows)
    return Section("weights", "How the score is made", ASIDE, (table, Paragraph(text(AFTER), soft=True)))


def _row(subject: Subject, families: list[str]) -> tuple[Cell, ...]:
    voices = {voice.family: voice for voice in subject.voices}
    together = sum(voice.weight for voice in subject.voices)
    return (
        cell(subject.label),
        *(_weight_cell(voices.get(family)) for family in families),
        cell(f"{together:.2f}"),
        cell(f"{subject.score:.3f}"),
    )


def _weight_cell(voice: Voice | None) -> Cell:
    if voice is None:
        return cell("\N{EN DASH}", style="soft")
    group = (Text(f" +{voice.group:.2f}", "soft"),) if voice.group else ()
    return Cell(((Text(f"{voice.own:.2f}"), *group),))
