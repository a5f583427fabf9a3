"""Whose payers meet where: the circle of a merchant, its controller, and how near it is to what is known."""

from __future__ import annotations

from finpath.graph.features.feature import CountedFrom, Feature

_M = CountedFrom.MERCHANTS

FEATURES = (
    Feature(
        "neighbours",
        "count",
        "merchants that share payers with it beyond chance",
        "max(neighbours)",
        CountedFrom.CIRCLES,
    ),
    Feature(
        "most_shared", "count", "payers shared with one neighbour, at most", "max(most_shared)", CountedFrom.CIRCLES
    ),
    Feature(
        "circle_payers", "count", "payers shared with neighbours, added up", "max(circle_payers)", CountedFrom.CIRCLES
    ),
    Feature(
        "surprise",
        "millionths of powers of ten",
        "improbability of its closest overlap",
        "max(surprise)",
        CountedFrom.CIRCLES,
    ),
    Feature("lift", "millionths of times", "its highest overlap against expectation", "max(lift)", CountedFrom.CIRCLES),
    Feature(
        "meeting_ratio",
        "times",
        "how often its payers meet outside the circle, against chance: about 1 for strangers, high for neighbours",
        "max(meeting_ratio)",
        CountedFrom.MEETINGS,
    ),
    Feature(
        "report_lift",
        "times",
        "how much nearer to confirmed reports than popularity explains",
        "max(report_lift)",
        CountedFrom.NEARNESS,
    ),
    Feature(
        "lift_without_one",
        "times",
        "the same if the report that gives most were withdrawn",
        "max(lift_without_one)",
        CountedFrom.NEARNESS,
    ),
    Feature("sister_accounts", "count", "other accounts of its controller", "max(accounts) - 1", CountedFrom.CONTROL),
    Feature(
        "sister_reports",
        "count",
        "other accounts of its controller that a confirmed report names",
        "max(other_reported)",
        CountedFrom.CONTROL,
    ),
    Feature("reported", "count", "live reports that name it", "max(reported)", CountedFrom.CONTROL),
    Feature("confirmed", "count", "confirmed reports that name it", "max(confirmed)", CountedFrom.CONTROL),
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
