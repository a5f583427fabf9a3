"""The reasons section of a dossier: each indicator with what it found, its source and its known false positive."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

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
from finpath.referral.writers.dossier.said_once import SaidOnce, join_labels, say_once

COLUMNS = (
    Column("Account"),
    Column("What differs, in the order of the sentence", width=3),
    Column("Payments in the annex", number=True),
    Column("Share of its evidence", width=2),
)


def why_section(case: Referral) -> Section:
    """The reasons, what weighs most first; what accounts share is said once."""
    by_rule: dict[str, list[Reason]] = defaultdict(list)
    for reason in sorted(case.reasons, key=lambda each: int(each.subject[1:])):
        by_rule[reason.rule_id].append(reason)
    everybody = len(case.subjects)
    blocks = tuple(
        block
        for each in case.indicators
        if each.rule_id in by_rule
        for block in _blocks(each, by_rule[each.rule_id], everybody)
    )
    nothing = Paragraph(text("Every reason of this case rests on what may not leave; see below."))
    aside = "What weighs most stands first. Open a reason to see each account, its source and what looks the same."
    return Section("why", "Why", aside, blocks or (nothing,))


def _blocks(indicator: Indicator, reasons: list[Reason], everybody: int) -> Iterator[Block]:
    yield Heading(words(indicator.rule_id), indicator.family)
    said = say_once((each.subject, each.sentence) for each in reasons)
    for each in said:
        yield Paragraph((Text(_whom(each, everybody), "strong"), Text(f" {each.sentence}")))
    by_subject = {each.subject: each for each in reasons}
    rows = tuple(row for each in said for row in _rows(each, by_subject))
    title = words(indicator.rule_id)
    yield Fold(
        "Each account, source, and what looks the same",
        (
            Paragraph(text(indicator.meaning)),
            Table("said", f"{title}: each account", COLUMNS, rows, kind="dense"),
            Paragraph(_origin(indicator), soft=True),
        ),
    )


def _whom(said: SaidOnce, everybody: int) -> str:
    count = len(said.subjects)
    if count == everybody and everybody > 1:
        return "All accounts:"
    return f"{join_labels(said.subjects)}:"


def _rows(said: SaidOnce, by_subject: Mapping[str, Reason]) -> Iterator[tuple[Cell, ...]]:
    for subject, figures in zip(said.subjects, said.figures, strict=True):
        reason = by_subject[subject]
        cited = len(reason.transaction_ids)
        first = f", the first {cited:,}" if 0 < cited < reason.payments else ""
        weighs = Cell((text(percent(reason.share)),), reason.share)
        yield (
            cell(subject, style="strong"),
            cell("; ".join(figures)),
            cell(f"{reason.payments:,}{first}" if reason.payments else ""),
            weighs if reason.share else Cell((text("not counted again", "soft"),)),
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
