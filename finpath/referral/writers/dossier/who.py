"""The accounts section of a dossier: merchant accounts by their providers' own ids."""

from __future__ import annotations

from finpath.presentation.small_counts import show_number
from finpath.presentation.text import count_of, euros, legible_text
from finpath.presentation.words import category, country, day
from finpath.referral.model.case import Referral
from finpath.referral.model.subject import Description, Subject
from finpath.referral.writers.dossier.content import Cell, Column, Fold, Line, Section, Table, Text, cell, text

COLUMNS = (
    Column("Label", hidden=True),
    Column("Merchant account", width=5),
    Column("Declared as", width=4),
    Column("Payments", width=3),
    Column("Payers", number=True),
    Column("EUR taken", number=True),
    Column("Role", width=2.2),
    Column("Score", number=True),
)
MEMBERS = (Column("Member", width=2), Column("Kind", width=2), Column("Country", width=2))


def who_section(case: Referral) -> Section:
    """The accounts of the case."""
    caption = f"{count_of(len(case.subjects), 'merchant account')} at {', '.join(case.providers)}"
    with_description = "about" not in case.left_out
    table = Table(
        "who", caption, COLUMNS, tuple(_row(subject, with_description=with_description) for subject in case.subjects)
    )
    aside = "Merchant accounts, by their own provider's ids. Nobody has a role until a person gives one."
    return Section(
        "who",
        "Who",
        aside,
        (table, Fold("Members that hold or report these accounts", (_members(case),))) if case.members else (table,),
        wide=True,
    )


def _row(subject: Subject, *, with_description: bool) -> tuple[Cell, ...]:
    trade = subject.trade
    days = f"{day(trade.first_seen)} to {day(trade.last_seen)}" if trade.first_seen else ""
    returned = f"{euros(trade.returned_eur)} came back" if trade.returned_eur else ""
    return (
        cell(subject.label, style="strong"),
        Cell((text(legible_text(subject.merchant_id), "id"), *_names(subject))),
        cell(*(_declaration(subject.about) if with_description else ["not shown here"])),
        cell(f"{trade.payments:,}", days),
        cell(show_number(trade.payers)),
        cell(euros(trade.volume_eur), returned),
        cell(subject.role.value, _role_origin(subject), f"{subject.tier}, rank {subject.rank:,}"),
        cell(f"{subject.score:.3f}"),
    )


def _declaration(about: Description) -> list[str]:
    return [category(about.category) or "no category", country(about.country) or "no country", *_life(about)]


def _role_origin(subject: Subject) -> str:
    given = subject.given
    return f"given by {legible_text(given.by)} on {day(given.on)}: {legible_text(given.why)}" if given else ""


def _members(case: Referral) -> Table:
    rows = (
        (cell(legible_text(each.id)), cell(each.kind.replace("_", " ")), cell(country(each.country)))
        for each in case.members
    )
    return Table("members", "Members that hold these accounts or have reported them", MEMBERS, tuple(rows))


def _names(subject: Subject) -> list[Line]:
    about, lines = subject.about, [text(legible_text(subject.provider_id))]
    if about.name:
        lines.append(text(legible_text(about.name), "name"))
    if about.descriptor and about.descriptor.lower() != (about.name or "").lower():
        lines.append((Text("statement: "), Text(legible_text(about.descriptor), "name")))
    if about.domain:
        lines.append(text(legible_text(about.domain), "id"))
    return lines


def _life(about: Description) -> list[str]:
    opened = [f"opened {day(about.opened_on)}"] if about.opened_on else []
    reason = f" ({legible_text(about.close_reason)})" if about.close_reason else ""
    closed = [f"closed {day(about.closed_on)}{reason}"] if about.closed_on else []
    return [", ".join(opened + closed)]
