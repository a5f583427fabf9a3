"""The sections of a dossier beside its reasons: mitigating factors, earlier reports, and gaps in coverage."""

from __future__ import annotations

import re

from finpath.presentation.text import count_of, legible_text
from finpath.presentation.words import day, percent
from finpath.referral.model.case import Referral, Report
from finpath.referral.writers.dossier.content import (
    Block,
    Cell,
    Column,
    Fold,
    Listing,
    Paragraph,
    Section,
    Table,
    Text,
    cell,
    text,
)
from finpath.referral.writers.dossier.said_once import join_labels, say_once

OF_ACCOUNT = re.compile(r"(M\d+): (.*)")
COLUMNS = (
    Column("Account"),
    Column("Reported"),
    Column("By", width=2),
    Column("Standing"),
    Column("Report", width=3),
    Column("Matched on", width=2),
    Column("Label"),
)


def against_section(case: Referral) -> Section:
    """What speaks for an innocent explanation."""
    by_account = [match for line in case.against if (match := OF_ACCOUNT.fullmatch(line))]
    whole = [text(line) for line in case.against if not OF_ACCOUNT.fullmatch(line)]
    each = say_once((match[1], match[2]) for match in by_account)
    lines = [(Text(f"{join_labels(one.subjects)}:", "strong"), Text(f" {one.sentence}")) for one in each]
    factors = Listing((*whole, *lines))
    return Section("against", "What speaks against it", "Weigh this as carefully as the reasons.", (factors,))


def reports_section(case: Referral) -> Section:
    """Reports of others, and the ways to reported merchants."""
    blocks: list[Block] = []
    if case.reports:
        caption = "Reports that name an account of the case"
        blocks.append(Table("reports", caption, COLUMNS, tuple(map(_report, case.reports))))
    elif not case.withheld:
        blocks.append(Paragraph(text("Nobody has reported any of these accounts.")))
    if case.ways:
        steps = [f"{' → '.join(way.steps)}, named by {'; '.join(way.reports)}" for way in case.ways]
        shares = [f": {percent(way.share)} of what ties {way.subject} to reports" for way in case.ways]
        ways = tuple(text(step + share) for step, share in zip(steps, shares, strict=True))
        blocks += [
            Fold(
                f"{count_of(len(ways), 'path')} to merchants that confirmed reports name", (Listing(ways),), paper=False
            )
        ]
    blocks += [Paragraph(text(line)) for line in case.withheld]
    return Section("known", "Known before", "Reports of others, in their own words for their standing.", tuple(blocks))


def coverage_section(case: Referral) -> Section:
    """What could not be looked at."""
    limits = Listing(tuple(text(line) for line in case.coverage))
    whole = Paragraph(text("Every rule could look at everything it needs."))
    return Section("unseen", "What could not be looked at", "", (limits if case.coverage else whole,))


def _report(report: Report) -> tuple[Cell, ...]:
    return (
        cell(report.subject),
        cell(day(report.reported_at)),
        cell(legible_text(report.reporter_id), report.source_kind.replace("_", " ")),
        cell(report.status),
        cell(legible_text(report.report_id), style="id"),
        cell(report.how),
        cell(f"TLP:{report.tlp.upper()}"),
    )
