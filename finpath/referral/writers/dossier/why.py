"""The reasons section of a dossier: each indicator with what it found, its source and its known false positive."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from finpath.presentation.text import count_of
from finpath.presentation.words import percent, words
from finpath.referral.model.case import Indicator, Reason, Referral
from finpath.referral.writers.dossier.content import (
    Block,
    Cell,
    Column,
    Fold,
    Heading,
    Line,
    Paragraph,
    Section,
    Table,
    Text,
    cell,
    text,
)

FIRST = 6
"""Statements of one indicator that are seen at once."""

COLUMNS = (
    Column("Account", hidden=True),
    Column("What was found", hidden=True, width=6),
    Column("Share of the account's evidence", hidden=True, width=2),
)


def why_section(case: Referral) -> Section:
    """The reasons, what weighs most first."""
    by_rule: dict[str, list[Reason]] = defaultdict(list)
    for reason in sorted(case.reasons, key=lambda each: (-each.share, -each.weight, int(each.subject[1:]))):
        by_rule[reason.rule_id].append(reason)
    blocks = tuple(block for each in case.indicators for block in _blocks(each, by_rule[each.rule_id]))
    nothing = Paragraph(text("Every reason of this case rests on what may not leave; see below."))
    aside = (
        "Each indicator with what it found, how much of the account's evidence it carries, where it was published, and "
        "what innocent thing looks the same."
    )
    return Section("why", "Why", aside, blocks or (nothing,))


def _blocks(indicator: Indicator, reasons: list[Reason]) -> Iterator[Block]:
    title = words(indicator.rule_id)
    yield Heading(title, indicator.family)
    yield _table(f"{title}: what was found", reasons[:FIRST])
    if reasons[FIRST:]:
        yield Fold(f"{len(reasons) - FIRST} more", (_table(f"{title}: what else was found", reasons[FIRST:]),))
    yield Paragraph(text(indicator.meaning))
    yield Paragraph(_origin(indicator), soft=True)


def _table(caption: str, reasons: Iterable[Reason]) -> Table:
    return Table("said", caption, COLUMNS, tuple(map(_row, reasons)), kind="said")


def _row(reason: Reason) -> tuple[Cell, ...]:
    cited = len(reason.transaction_ids)
    first = f", the first {cited} of them" if cited < reason.payments else ""
    in_annex = f"{count_of(reason.payments, 'payment')} in the annex{first}" if reason.payments else ""
    weighs = Cell((text(percent(reason.share)),), reason.share)
    return (
        cell(reason.subject, style="strong"),
        cell(reason.sentence, in_annex),
        weighs if reason.share else Cell((text("a stronger one of its kind counts", "soft"),)),
    )


def _origin(indicator: Indicator) -> Line:
    source = f"Source: {indicator.source}. " if indicator.source else ""
    values = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in indicator.thresholds)
    thresholds = f"; thresholds: {values}" if values else ""
    return (
        Text(f"{source}Rule "),
        Text(indicator.rule_id, "id"),
        Text(f", version {indicator.version}{thresholds}."),
    )
