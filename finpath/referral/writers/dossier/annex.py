"""The evidence annex of a dossier: each transaction with the file and row where it stands."""

from __future__ import annotations

from collections.abc import Iterator

from finpath.presentation.text import count_of, legible_text, money
from finpath.referral.model.case import Referral
from finpath.referral.model.evidence import EvidenceRow, Exhibit
from finpath.referral.writers.dossier.content import (
    Block,
    Cell,
    Column,
    Line,
    Paragraph,
    Section,
    Table,
    Text,
    cell,
    text,
)

FILES = (
    Column("No.", number=True),
    Column("Provider", width=2),
    Column("File", width=3),
    Column("SHA-256"),
)
ROWS = (
    Column("Account"),
    Column("Transaction", width=2),
    Column("Time"),
    Column("Kind"),
    Column("Amount", number=True),
    Column("File", number=True),
    Column("Row", number=True),
    Column("Shows", width=4),
)


def annex_section(case: Referral, rows: int) -> Section:
    """The files and the first rows; the others are counted, with the file that has them."""
    return Section("evidence", "Evidence annex", "", tuple(_blocks(case, rows)), wide=True)


def _blocks(case: Referral, rows: int) -> Iterator[Block]:
    all_rows = count_of(len(case.evidence), "transaction")
    sentence: Line = (
        Text(
            f"{all_rows} that reasons rest on, by the provider's own ids, each with the file and row where it stands."
        ),
    )
    if rows < len(case.evidence):
        sentence += (Text(f" The first {rows:,} are shown here; all are in "), Text("referral.csv", "id"), Text("."))
    yield Paragraph(sentence)
    if case.excerpt:
        yield Paragraph(text(case.excerpt))
    if case.exhibits:
        yield Table("files", "Files", FILES, tuple(map(_file, case.exhibits)))
    if case.evidence:
        visible = tuple(map(_row, case.evidence[:rows]))
        yield Table("rows", "Transactions; times are UTC", ROWS, visible, kind="dense")


def _file(file: Exhibit) -> tuple[Cell, ...]:
    return (
        cell(f"{file.number}"),
        cell(legible_text(file.provider_id)),
        cell(legible_text(file.path), style="id"),
        cell(file.sha256, style="id"),
    )


def _row(row: EvidenceRow) -> tuple[Cell, ...]:
    return (
        cell(row.subject),
        cell(legible_text(row.transaction_id), style="id"),
        cell(row.occurred_at.isoformat(" ", "minutes")),
        cell(row.kind),
        cell(f"{money(row.amount)} {row.currency}"),
        cell(f"{row.file}"),
        cell(f"{row.row}"),
        cell(", ".join(rule.replace("_", " ") for rule in row.rules)),
    )
