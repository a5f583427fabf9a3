"""The ledger as HTML for a notebook: who contributed how much, when, and which columns are empty."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import cast

from finpath.engine import Engine
from finpath.notebook.html import bars, figures, html_card, sentences, spark, table

Member = tuple[str, str, str, int]
"""Id, kind, country, and how many columns it filled."""

REASONS = 6
"""Reasons for rejects that are shown, the most common first."""

BY_PROVIDER = """
SELECT provider_id,
       count(*)                 AS payments,
       count(DISTINCT merchant) AS merchants,
       min(occurred_at)         AS first_seen,
       max(occurred_at)         AS last_seen
FROM transactions
GROUP BY provider_id
ORDER BY provider_id
"""

BY_WEEK = """
SELECT CAST(floor(fp_day_number(occurred_at) / 7e0) AS BIGINT) AS week, count(*) AS payments
FROM transactions
GROUP BY week
ORDER BY week
"""

REJECTED = """
SELECT reason, count(*) AS times
FROM rejects
GROUP BY reason
ORDER BY count(*) DESC, reason
"""

COUNTS = {
    "transactions": "SELECT count(*) FROM transactions",
    "merchant accounts": "SELECT count(*) FROM merchant_accounts",
    "payer tokens": "SELECT count(*) FROM payer_tokens",
    "transfers": "SELECT count(*) FROM transfers",
    "reports": "SELECT count(*) FROM reports",
    "rows not taken": "SELECT count(*) FROM rejects",
}


def ledger_html(engine: Engine, as_of: dt.datetime, members: Sequence[Member], notes: Sequence[str]) -> str:
    """Counts and coverage; no token and no name."""
    counts = {name: engine.count(sql) for name, sql in COUNTS.items()}
    gave = {row["provider_id"]: row for row in engine.arrow(BY_PROVIDER).to_pylist()}
    heads = ("Member", "Kind", "Country", "Columns filled", "Transactions", "Merchants", "From", "To")
    rows = [(*member, *_figures_of_member(gave.get(member[0]))) for member in members]
    weeks = {row["week"]: row["payments"] for row in engine.arrow(BY_WEEK).to_pylist()}
    every = range(min(weeks, default=0), max(weeks, default=-1) + 1)
    why = {row["reason"]: row["times"] for row in engine.arrow(REJECTED).to_pylist()[:REASONS]}
    return html_card(
        f"Ledger as of {as_of:%Y-%m-%d}",
        figures(counts),
        table("What each member gave", heads, rows),
        spark("Transactions by week", [weeks.get(week, 0) for week in every], [_monday(week) for week in every]),
        bars("Rows not taken, by reason", why) if why else "",
        sentences(*notes),
    )


def _figures_of_member(row: Mapping[str, object] | None) -> tuple[str | int, ...]:
    if row is None:
        return 0, 0, "", ""
    return cast("int", row["payments"]), cast("int", row["merchants"]), _day(row["first_seen"]), _day(row["last_seen"])


def _day(instant: object) -> str:
    return str(instant)[:10]


def _monday(week: int) -> str:
    """The first day of a week that is counted from 1970-01-01."""
    return (dt.date(1970, 1, 1) + dt.timedelta(days=7 * week)).isoformat()
