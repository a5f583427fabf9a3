"""The payment trail of each case: when, how much, in which amounts, at which hours, from how many."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, replace

from finpath.engine import Engine
from finpath.referral.model.trail import REPORTED, Bar, Clock, Moment, Peers, Proceeds, Timeline, Trail
from finpath.referral.query.by_case import fetch_by_case
from finpath.referral.query.payers import payers_of_cases
from finpath.referral.query.prices import prices_with_peers
from finpath.tables.conclusions import CASE_MEMBERS
from finpath.tables.relation import Relation

BY_DAY_UP_TO = 56
"""A case of more days is drawn by week."""

EPOCH = dt.date(1970, 1, 1).toordinal()

DAYS_OF_CASES = """
SELECT r.group_id,
       r.label AS subject,
       d.day,
       d.payments
FROM case_members AS r
JOIN days     AS d ON d.merchant = r.merchant
ORDER BY r.group_id, r.place, d.day
"""

MOMENTS = """
WITH told AS (
    SELECT merchant, opened_on AS day, 'opened' AS what FROM merchants WHERE opened_on IS NOT NULL
    UNION ALL
    SELECT merchant, closed_on AS day, 'closed' AS what FROM merchants WHERE closed_on IS NOT NULL
    UNION ALL
    SELECT merchant, fp_day(reported_at) AS day, concat(:reported, status, ')') AS what
    FROM known
    WHERE tlp IS NULL OR tlp <> 'red'
)
SELECT DISTINCT
       r.group_id,
       r.place,
       t.day,
       r.label AS subject,
       t.what
FROM case_members AS r
JOIN told     AS t ON t.merchant = r.merchant
ORDER BY r.group_id, t.day, r.place, t.what
"""

PROCEEDS = """
SELECT r.group_id,
       p.currency,
       fp_month(p.occurred_at) AS month,
       CAST(sum(CASE WHEN p.kind = 'purchase' THEN p.amount ELSE 0 END) AS DECIMAL(38, 8))               AS gross,
       CAST(sum(CASE WHEN p.kind IN ('refund', 'reversal') THEN p.amount ELSE 0 END) AS DECIMAL(38, 8))  AS refunded,
       CAST(sum(CASE p.kind WHEN 'chargeback' THEN p.amount WHEN 'representment' THEN -p.amount ELSE 0 END)
            AS DECIMAL(38, 8))                                                                           AS charged_back
FROM case_members AS r
JOIN payments AS p ON p.merchant = r.merchant
WHERE p.kind IN ('purchase', 'refund', 'reversal', 'chargeback', 'representment')
GROUP BY r.group_id, p.currency, fp_month(p.occurred_at)
ORDER BY r.group_id, p.currency, month
"""

HOURS = """
SELECT r.group_id,
       CASE WHEN t.timed AND t.zone IS NOT NULL
            THEN 24 * fp_local_weekday(t.occurred_at, t.zone) + fp_local_hour(t.occurred_at, t.zone) END AS hour,
       count(*)                                                                                          AS payments
FROM case_members     AS r
JOIN transactions AS t ON t.merchant = r.merchant
WHERE t.counted AND t.kind = 'purchase'
GROUP BY r.group_id, hour
ORDER BY r.group_id, hour
"""


@dataclass(frozen=True)
class _Day:
    subject: str
    day: int
    payments: int


def trails(engine: Engine, cases: Relation = CASE_MEMBERS) -> dict[str, Trail]:
    """The trail of each case."""
    days_by_case, moments = (
        fetch_by_case(engine, DAYS_OF_CASES, _Day, cases=cases),
        fetch_by_case(engine, MOMENTS, _moment, {"reported": REPORTED}, cases),
    )
    proceeds, (points, peers) = fetch_by_case(engine, PROCEEDS, Proceeds, cases=cases), prices_with_peers(engine, cases)
    hours, counts = fetch_by_case(engine, HOURS, _hour, cases=cases), payers_of_cases(engine, cases)
    made = {
        group: Trail(
            _timeline(days, moments.get(group, ())),
            proceeds.get(group, ()),
            points.get(group, ()),
            _clock(hours.get(group, ())),
            counts[group],
            peers.get(group, (Peers(),))[0],
        )
        for group, days in days_by_case.items()
    }
    return {group: _withhold_few(trail) for group, trail in made.items()}


def _withhold_few(trail: Trail) -> Trail:
    """When, at which hours and in which amounts fewer than five payers paid is drawn nowhere: it would be of them."""
    if trail.payers.total is not None:
        return trail
    return replace(trail, timeline=replace(trail.timeline, bars=()), clock=Clock(), prices=())


def _moment(day: dt.date, subject: str, what: str, place: int) -> Moment:
    del place  # it only orders
    return Moment(day, subject, what)


def _hour(hour: int | None, payments: int) -> tuple[int | None, int]:
    return hour, payments


def _clock(hours: tuple[tuple[int | None, int], ...]) -> Clock:
    counts = dict(hours)
    unknown = counts.pop(None, 0)
    return Clock(tuple(counts.get(hour, 0) for hour in range(24 * 7)) if counts else (), unknown)


def _timeline(days: tuple[_Day, ...], moments: tuple[Moment, ...]) -> Timeline:
    span = 1 + max(each.day for each in days) - min(each.day for each in days)
    length = 1 if span <= BY_DAY_UP_TO else 7
    bars: Counter[tuple[str, dt.date]] = Counter()
    for each in days:
        bars[each.subject, _start(each.day, length)] += each.payments
    return Timeline(length, tuple(Bar(subject, start, count) for (subject, start), count in bars.items()), moments)


def _start(day: int, length: int) -> dt.date:
    """The day itself, or the Monday of its week."""
    date = dt.date.fromordinal(EPOCH + day)
    return date if length == 1 else date - dt.timedelta(days=date.weekday())
