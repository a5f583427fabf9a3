"""When, at which hours and at which prices a merchant was paid."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from finpath.notebook.charts.chart import INK, RAISES, SOFT, WIDTH, Chart, begin, library

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

HOURS = 24


@dataclass(frozen=True)
class PriceBar:
    """An amount that was paid more than once.

    Args:
        amount: With its currency.
        payments: How many.
        peers: Of which share of its peers, 0 to 1, it is an amount too; None where they are too few.
        note: The same in words.
    """

    amount: str
    payments: int
    peers: float | None
    note: str


def timeline_chart(
    title: str, counts: Mapping[dt.date, int], moments: Sequence[tuple[dt.date, str]], *, days: int
) -> Chart:
    """Payments over time, and what happened meanwhile.

    Args:
        title: Of the chart.
        counts: Payments by the first day of each bar, those without payments too.
        moments: Days on which something happened, and what.
        days: Length of a bar.
    """
    library()
    import altair as alt  # noqa: PLC0415 - slow to import: only when drawn

    unit = "Day" if days == 1 else "Week, by its first day"
    span = "on" if days == 1 else "in the week from"
    bars = [
        {
            "start": start.isoformat(),
            "end": (start + dt.timedelta(days=days)).isoformat(),
            "payments": count,
            "note": f"{count:,} payments {span} {start}",
        }
        for start, count in counts.items()
    ]
    drawn = (
        begin(bars)
        .mark_bar(color=INK, stroke="white", strokeWidth=0.5)
        .encode(
            x=alt.X("start:T", title=unit, axis=alt.Axis(format="%d %b %Y")),
            x2="end:T",
            y=alt.Y("payments:Q", title="Payments", axis=alt.Axis(tickMinStep=1)),
            y2=alt.datum(0),
            tooltip="note:N",
            description="note:N",
        )
    )
    happened = [{"day": day.isoformat(), "what": what, "note": f"{what} on {day}"} for day, what in moments]
    lines = (
        begin(happened)
        .mark_rule(color=RAISES, strokeDash=[4, 3], strokeWidth=2)
        .encode(x="day:T", tooltip="note:N", description="note:N")
    )
    names = lines.mark_text(color=RAISES, align="left", dx=4, baseline="top").encode(text="what:N", y=alt.value(2))
    return Chart(title, alt.layer(drawn, lines, names).properties(title=title, width=WIDTH, height=200))


def hours_chart(title: str, counts: Sequence[int]) -> Chart:
    """Payments by the hour of the week on the payers' clocks.

    Args:
        title: Of the chart.
        counts: 168 of them, Monday 00:00 first.
    """
    library()
    import altair as alt  # noqa: PLC0415 - slow to import: only when drawn

    cells = [
        {
            "day": WEEKDAYS[place // HOURS],
            "hour": place % HOURS,
            "payments": count,
            "note": f"{WEEKDAYS[place // HOURS]} {place % HOURS:02}:00: {count:,} payments",
        }
        for place, count in enumerate(counts)
    ]
    drawn = (
        begin(cells)
        .mark_rect(stroke="white")
        .encode(
            x=alt.X("hour:O", title="Hour of the payer's clock", axis=alt.Axis(labelAngle=0)),
            y=alt.Y("day:O", title=None, sort=list(WEEKDAYS)),
            color=alt.Color("payments:Q", title="Payments", scale=alt.Scale(scheme="blues", domainMin=0)),
            tooltip="note:N",
            description="note:N",
        )
    )
    return Chart(title, drawn.properties(title=title, width=WIDTH, height=170))


def prices_chart(title: str, prices: Sequence[PriceBar]) -> Chart:
    """Amounts paid more than once, beside how usual each is among the merchant's peers."""
    library()
    import altair as alt  # noqa: PLC0415 - slow to import: only when drawn

    base = begin([asdict(each) for each in prices])
    amounts = [each.amount for each in prices]
    here = base.mark_bar(color=INK).encode(
        x=alt.X("payments:Q", title="Payments here", axis=alt.Axis(tickMinStep=1)),
        y=alt.Y("amount:N", title="Amount", sort=amounts),
        tooltip="note:N",
        description="note:N",
    )
    peers = (
        base.transform_filter("isValid(datum.peers)")
        .mark_bar(color=SOFT)
        .encode(
            x=alt.X(
                "peers:Q", title="Peers with this amount", scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format="%")
            ),
            y=alt.Y("amount:N", title=None, sort=amounts, axis=alt.Axis(labels=False), scale=alt.Scale(domain=amounts)),
            tooltip="note:N",
            description="note:N",
        )
    )
    half = WIDTH // 2 - 20
    return Chart(title, alt.hconcat(here.properties(width=half), peers.properties(width=half)).properties(title=title))
