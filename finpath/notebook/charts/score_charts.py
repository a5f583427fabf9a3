"""What makes a score, and how many merchants a bar lets through."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import groupby

from finpath.notebook.charts.chart import INK, LOWERS, RAISES, SOFT, WIDTH, Chart, begin, library

LONGEST = 60
"""Letters of a step's name in the drawing; the whole is said when the mouse rests on it."""


def waterfall_chart(title: str, prior: float, parts: Sequence[tuple[str, float]]) -> Chart:
    """What each reason adds to the score, from what holds of any merchant to where this one stands.

    Args:
        title: Of the chart.
        prior: Log-odds before any evidence, in nats.
        parts: What each part says, and what it adds in nats; those that add nothing are left out.
    """
    library()
    import altair as alt  # noqa: PLC0415 - slow to import: only when drawn

    rows = [_step("Any merchant, before any evidence", 0.0, prior, "start")]
    at = prior
    for said, nats in parts:
        if nats:
            rows.append(_step(said, at, at + nats, "raises" if nats > 0 else "lowers"))
            at += nats
    rows.append(_step("Where this merchant stands", 0.0, at, "stands"))
    order = [str(row["step"]) for row in rows]
    drawn = (
        begin(rows)
        .mark_bar()
        .encode(
            x=alt.X("start:Q", title="Log-odds, in nats (0 is even odds)"),
            x2="end:Q",
            y=alt.Y("step:N", title=None, sort=order, axis=alt.Axis(labelLimit=500)),
            color=alt.Color(
                "kind:N",
                title=None,
                scale=alt.Scale(domain=["raises", "lowers", "start", "stands"], range=[RAISES, LOWERS, SOFT, INK]),
                legend=alt.Legend(values=["raises", "lowers"]),
            ),
            tooltip="note:N",
            description="note:N",
        )
    )
    return Chart(title, drawn.properties(title=title, width=WIDTH // 2))


def _step(said: str, start: float, end: float, kind: str) -> dict[str, object]:
    moved = f"{end - start:+.2f} nats, " if kind in {"raises", "lowers"} else ""
    name = said if len(said) <= LONGEST else f"{said[:LONGEST].rsplit(' ', 1)[0]} …"
    return {
        "step": name,
        "start": round(start, 4),
        "end": round(end, 4),
        "kind": kind,
        "note": f"{said}: {moved}score {1 / (1 + math.exp(-end)):.3f}",
    }


def threshold_chart(title: str, scores: Sequence[float], bars: Mapping[str, float]) -> Chart:
    """How many merchants reach each score, and where the bars of the tiers stand.

    Args:
        title: Of the chart.
        scores: Of merchants, in any order.
        bars: The score that each tier asks for.
    """
    library()
    import altair as alt  # noqa: PLC0415 - slow to import: only when drawn

    ranked = sorted(scores, reverse=True)
    steps, reached = [], 0
    for score, same in groupby(ranked, key=_to_thousandth):
        reached += len(list(same))
        steps.append({"score": score, "merchants": reached, "note": f"{reached:,} merchants reach {score:.3f}"})
    base = begin(steps)
    curve = base.mark_line(color=INK, interpolate="step-before", point=alt.OverlayMarkDef(size=12, color=INK)).encode(
        x=alt.X("score:Q", title="Score", scale=alt.Scale(domain=[0, 1])),
        y=alt.Y("merchants:Q", title="Merchants at or above it (log scale)", scale=alt.Scale(type="log", domainMin=1)),
        tooltip="note:N",
        description="note:N",
    )
    tiers = [
        {"bar": bar, "tier": tier, "note": f"{tier} asks for {bar:g}: {_reach(ranked, bar):,} merchants have it"}
        for tier, bar in bars.items()
    ]
    lines = (
        begin(tiers)
        .mark_rule(color=RAISES, strokeDash=[4, 3])
        .encode(x="bar:Q", tooltip="note:N", description="note:N")
    )
    names = lines.mark_text(color=RAISES, align="right", dx=-4, baseline="top").encode(text="tier:N", y=alt.value(2))
    return Chart(title, alt.layer(curve, lines, names).properties(title=title, width=WIDTH, height=260))


def _to_thousandth(score: float) -> float:
    return math.floor(1000 * score) / 1000


def _reach(ranked: Sequence[float], bar: float) -> int:
    return sum(score >= bar for score in ranked)
