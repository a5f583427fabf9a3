"""Who shares payers with whom, and which way money went."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from finpath.notebook.charts.chart import INK, SOFT, WIDTH, Chart, begin, library

if TYPE_CHECKING:
    import altair as alt

Place = tuple[float, float]
"""To the right, and up."""

THINNEST, THICKEST = 1.0, 10.0
"""Of a line, in pixels."""


MOST = 40
"""Flows that are drawn, the largest first."""


@dataclass(frozen=True)
class Meeting:
    """Two merchants with payers in common.

    Args:
        shared: How many; 0 where so few that they could point at a person.
        note: The same in words.
    """

    one: str
    other: str
    shared: int
    note: str


@dataclass(frozen=True)
class Spot:
    """A merchant in a drawing of a network.

    Args:
        group: What it is, in one word, as its tier: spots of a group have one colour.
        note: Who it is and why it is here, in words.
    """

    name: str
    group: str
    note: str


@dataclass(frozen=True)
class Flow:
    """Money that went from one account to another.

    Args:
        amount: In `currency`.
        note: The same in words.
    """

    source: str
    target: str
    currency: str
    amount: float
    note: str


def overlap_chart(title: str, meetings: Sequence[Meeting]) -> Chart:
    """Payers in common, each merchant against each other."""
    library()
    import altair as alt  # noqa: PLC0415 - slow to import: only when drawn

    names = sorted({name for each in meetings for name in (each.one, each.other)}, key=_by_number)
    both = [asdict(each) for each in meetings]
    both += [{**row, "one": row["other"], "other": row["one"]} for row in both]
    base = begin(both).encode(
        x=alt.X("one:N", title=None, sort=names, scale=alt.Scale(domain=names), axis=alt.Axis(orient="top")),
        y=alt.Y("other:N", title=None, sort=names, scale=alt.Scale(domain=names)),
        tooltip="note:N",
        description="note:N",
    )
    cells = base.mark_rect(stroke="white").encode(
        color=alt.Color("shared:Q", title="Payers in common", scale=alt.Scale(scheme="oranges", domainMin=0))
    )
    most = max((each.shared for each in meetings), default=0)
    counts = base.mark_text().encode(
        text=alt.condition("datum.shared > 0", alt.Text("shared:Q", format=","), alt.value("few")),
        color=alt.condition(f"datum.shared > {0.6 * most}", alt.value("white"), alt.value("black")),
    )
    side = max(160, min(WIDTH, 44 * len(names)))
    return Chart(title, alt.layer(cells, counts).properties(title=title, width=side, height=side))


def network_chart(title: str, spots: Sequence[Spot], meetings: Sequence[Meeting], colours: Mapping[str, str]) -> Chart:
    """Merchants and what ties them; lines are as thick as payers in common are many.

    Args:
        title: Of the chart.
        spots: The merchants.
        meetings: Pairs that are tied.
        colours: Of each group, in the order of the legend.
    """
    library()
    import altair as alt  # noqa: PLC0415 - slow to import: only when drawn
    import networkx as nx  # noqa: PLC0415 - … as this

    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(each.name for each in spots)
    graph.add_edges_from((each.one, each.other) for each in meetings)
    places = {name: (float(x), float(y)) for name, (x, y) in nx.kamada_kawai_layout(graph).items()}
    most = max((each.shared for each in meetings), default=0) or 1
    lines = [
        {
            **_ends(places[each.one], places[each.other]),
            "wide": THINNEST + (THICKEST - THINNEST) * each.shared / most,
            "note": each.note,
        }
        for each in meetings
    ]
    known = [{**asdict(each), **dict(zip("xy", places[each.name], strict=True))} for each in spots]
    tied = _draw_lines(lines)
    points = (
        begin(known)
        .mark_circle(size=260, opacity=1, stroke="white")
        .encode(
            x=alt.X("x:Q", axis=None, scale=alt.Scale(padding=50)),
            y=alt.Y("y:Q", axis=None, scale=alt.Scale(padding=30)),
            color=alt.Color("group:N", title=None, scale=alt.Scale(domain=list(colours), range=list(colours.values()))),
            tooltip="note:N",
            description="note:N",
        )
    )
    names = begin(known).mark_text(dy=-14, fontSize=11).encode(x="x:Q", y="y:Q", text="name:N", description="note:N")
    drawn = alt.layer(tied, points, names).properties(title=title, width=WIDTH, height=420)
    return Chart(title, drawn.configure_view(stroke=None))


def flow_chart(title: str, flows: Sequence[Flow]) -> Chart:
    """Money from left to right, a drawing for each currency; lines are as thick as sums are large.

    Args:
        title: Of the chart.
        flows: From account to account; money begins where nothing comes in.
    """
    library()
    import altair as alt  # noqa: PLC0415 - slow to import: only when drawn

    drawn = []
    for currency in sorted({each.currency for each in flows}):
        every = sorted((each for each in flows if each.currency == currency), key=lambda each: -each.amount)
        chosen, more = every[:MOST], len(every) - MOST
        places = _columns(chosen)
        most = max(each.amount for each in chosen) or 1.0
        lines = [
            {
                **_ends(places[each.source], places[each.target]),
                "wide": THINNEST + (THICKEST - THINNEST) * each.amount / most,
                "note": each.note,
            }
            for each in chosen
        ]
        known = [{"name": name, "x": x, "y": y, "note": _passed(name, chosen)} for name, (x, y) in places.items()]
        accounts = begin(known).encode(x="x:Q", y="y:Q", tooltip="note:N", description="note:N")
        spots = accounts.mark_square(size=120, color=INK, opacity=1)
        names = accounts.mark_text(dy=-13).encode(text="name:N")
        height = 60 + 30 * max(Counter(x for x, _ in places.values()).values())
        said = f"In {currency}" + (f"; {more:,} smaller flows are not drawn" if more > 0 else "")
        layers = alt.layer(_draw_lines(lines), spots, names)
        drawn.append(layers.properties(title=said, width=WIDTH, height=height))
    return Chart(title, alt.vconcat(*drawn).properties(title=title).configure_view(stroke=None))


def _columns(flows: Sequence[Flow]) -> dict[str, Place]:
    """Where accounts stand: to the right by the steps from where money begins, and one below the other."""
    reached = {each.target for each in flows}
    begin = [each.source for each in flows if each.source not in reached] or [flows[0].source]
    steps = dict.fromkeys(begin, 0)
    queue = list(steps)
    for account in queue:
        for each in flows:
            if each.source == account and each.target not in steps:
                steps[each.target] = steps[account] + 1
                queue.append(each.target)
    for each in flows:  # a ring that nothing enters
        steps.setdefault(each.source, 0)
        steps.setdefault(each.target, 1)
    places: dict[str, Place] = {}
    for step in sorted(set(steps.values())):
        column = sorted((name for name, at in steps.items() if at == step), key=_by_number)
        places |= {name: (float(step), (len(column) - 1) / 2 - row) for row, name in enumerate(column)}
    return places


def _passed(name: str, flows: Sequence[Flow]) -> str:
    came = sum(each.amount for each in flows if each.target == name)
    went = sum(each.amount for each in flows if each.source == name)
    return f"{name}: {came:,.2f} {flows[0].currency} came in, {went:,.2f} went on"


def _ends(start: Place, end: Place) -> dict[str, float]:
    return {"x": start[0], "y": start[1], "x2": end[0], "y2": end[1]}


def _draw_lines(lines: Sequence[Mapping[str, object]]) -> alt.Chart:
    import altair as alt  # noqa: PLC0415 - slow to import: only when drawn

    drawn: alt.Chart = (
        begin(list(lines))
        .mark_rule(color=SOFT, opacity=0.7)
        .encode(
            x=alt.X("x:Q", axis=None, scale=alt.Scale(padding=30)),
            y=alt.Y("y:Q", axis=None, scale=alt.Scale(padding=30)),
            x2="x2:Q",
            y2="y2:Q",
            strokeWidth=alt.StrokeWidth("wide:Q", scale=None),
            tooltip="note:N",
            description="note:N",
        )
    )
    return drawn


def _by_number(name: str) -> tuple[str, int, str]:
    """M2 before M10."""
    letters = name.rstrip("0123456789")
    number = name[len(letters) :]
    return letters, int(number) if number.isascii() and number else -1, name
