"""The evidence annex of a dossier: each transaction with the file and row where it stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from finpath.presentation.text import count_of, legible_text, money
from finpath.referral.model.case import Referral
from finpath.referral.model.evidence import EvidenceRow, Exhibit
from finpath.referral.writers.dossier.content import (
    Block,
    Cell,
    Column,
    Fold,
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
    Column("Shows", width=2),
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
        shown = case.evidence[:rows]
        codes = {rule: f"R{place}" for place, rule in enumerate(_rules(case, shown), 1)}
        legend = "; ".join(f"{code} {rule.replace('_', ' ')}" for rule, code in codes.items())
        yield Paragraph((Text("Shows:", "strong"), Text(f" {legend}.")))
        table = Table(
            "rows", "Transactions; times are UTC", ROWS, tuple(_row(row, codes) for row in shown), kind="dense"
        )
        yield Fold(f"{count_of(len(shown), 'transaction')}", (table,))


def _rules(case: Referral, shown: Sequence[EvidenceRow]) -> Iterator[str]:
    """The rules that rows show, in the order of the reasons."""
    there = {rule for row in shown for rule in row.rules}
    known = [each.rule_id for each in case.indicators if each.rule_id in there]
    yield from (*known, *sorted(there - set(known)))


def _file(file: Exhibit) -> tuple[Cell, ...]:
    return (
        cell(f"{file.number}"),
        cell(legible_text(file.provider_id)),
        cell(legible_text(file.path), style="id"),
        cell(file.sha256, style="id"),
    )


def _row(row: EvidenceRow, codes: Mapping[str, str]) -> tuple[Cell, ...]:
    return (
        cell(row.subject),
        cell(legible_text(row.transaction_id), style="id"),
        cell(row.occurred_at.isoformat(" ", "minutes")),
        cell(row.kind),
        cell(f"{money(row.amount)} {row.currency}"),
        cell(f"{row.file}"),
        cell(f"{row.row}"),
        cell(", ".join(sorted((codes[rule] for rule in row.rules), key=lambda code: int(code[1:])))),
    )
