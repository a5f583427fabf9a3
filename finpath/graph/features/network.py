"""Whose payers meet where: the circle of a merchant, its controller, and how near it is to what is known."""

from __future__ import annotations

from finpath.graph.features.feature import Feature, Source

_M = Source.MERCHANTS

FEATURES = (
    Feature(
        "neighbours", "count", "merchants that share payers with it beyond chance", "max(neighbours)", Source.CIRCLES
    ),
    Feature("most_shared", "count", "payers shared with one neighbour, at most", "max(most_shared)", Source.CIRCLES),
    Feature("circle_payers", "count", "payers shared with neighbours, added up", "max(circle_payers)", Source.CIRCLES),
    Feature(
        "surprise",
        "millionths of powers of ten",
        "improbability of its closest overlap",
        "max(surprise)",
        Source.CIRCLES,
    ),
    Feature("lift", "millionths of times", "its highest overlap against expectation", "max(lift)", Source.CIRCLES),
    Feature(
        "meeting_ratio",
        "times",
        "how often its payers meet outside the circle, against chance: about 1 for strangers, high for neighbours",
        "max(meeting_ratio)",
        Source.MEETINGS,
    ),
    Feature(
        "report_lift",
        "times",
        "how much nearer to confirmed reports than popularity explains",
        "max(report_lift)",
        Source.NEARNESS,
    ),
    Feature(
        "lift_without_one",
        "times",
        "the same if the report that gives most were withdrawn",
        "max(lift_without_one)",
        Source.NEARNESS,
    ),
    Feature("sister_accounts", "count", "other accounts of its controller", "max(accounts) - 1", Source.CONTROL),
    Feature(
        "sister_reports",
        "count",
        "other accounts of its controller that a confirmed report names",
        "max(other_reported)",
        Source.CONTROL,
    ),
    Feature("reported", "count", "live reports that name it", "max(reported)", Source.CONTROL),
    Feature("confirmed", "count", "confirmed reports that name it", "max(confirmed)", Source.CONTROL),
    Feature(
        "most_shared_share", "share", "payers shared with one neighbour, at most", "fp_share(most_shared, payers)", _M
    ),
    Feature(
        "circle_depth",
        "count",
        "neighbours that an average payer also pays",
        "fp_share(circle_payers, payers)",
        _M,
        "high",
        divided=True,
    ),
)
