"""The time section of a dossier: payments over time, and by the hours of the week."""

from __future__ import annotations

from collections.abc import Iterator

from finpath.presentation.text import count_of
from finpath.presentation.words import day, percent
from finpath.referral.model.case import Referral
from finpath.referral.writers import charts
from finpath.referral.writers.dossier.content import Block, Fold, Heading, Listing, Paragraph, Section, text
from finpath.referral.writers.dossier.pictures import timeline_picture, week_picture


def when_section(case: Referral) -> Section:
    """The timeline and the week."""
    unit = "day" if case.trail.timeline.days == 1 else "week"
    aside = f"Payments by {unit}; heights grow with the square root of their number."
    return Section("when", "When", aside, (*_timeline(case), *_week(case)))


def _timeline(case: Referral) -> Iterator[Block]:
    lanes = charts.draw_lanes(case.trail.timeline, [subject.label for subject in case.subjects])
    if lanes.names:
        yield timeline_picture(lanes)
    if lanes.left_out:
        yield Paragraph(text(f"{count_of(lanes.left_out, 'account')} without a lane."), soft=True)
    moments = case.trail.timeline.moments
    if moments:
        items = tuple(text(f"{day(moment.day)}: {moment.subject} {moment.what}") for moment in moments)
        yield Fold(f"{count_of(len(moments), 'date')} in words", (Listing(items),), paper=False)


def _week(case: Referral) -> Iterator[Block]:
    clock = case.trail.clock
    if "hours" in case.left_out:
        return
    if not clock.known:
        yield Paragraph(text("The time of day of these payments is not known."), soft=True)
        return
    yield Heading("Hours of the week, by the payers' clocks")
    yield week_picture(charts.shade_hours(clock))
    nights = charts.count_at_night(clock)
    share = percent(nights / clock.known)
    unknown = f" The hour of {clock.unknown:,} more is not known." if clock.unknown else ""
    summary = f"{nights:,} of {clock.known:,} payments ({share}) fall between 23:00 and 05:00.{unknown}"
    yield Paragraph(text(summary), soft=True)
