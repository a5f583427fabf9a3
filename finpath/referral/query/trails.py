"""The payment trail of each case: when, how much, in which amounts, at which hours, from how many."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from finpath.engine import Engine
from finpath.referral.model.trail import REPORTED, Clock, Moment, Peers, Proceeds, Timeline, Trail
from finpath.referral.query.by_case import fetch_by_case, select_over
from finpath.referral.query.payers import payers_of_cases
from finpath.referral.query.prices import prices_with_peers
from finpath.referral.query.tallies import bars_by_case, clocks_by_case
from finpath.tables.conclusions import CASE_MEMBERS
from finpath.tables.relation import Relation

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


def trails(engine: Engine, cases: Relation = CASE_MEMBERS) -> dict[str, Trail]:
    """The trail of each case."""
    bars = bars_by_case(engine.arrow(select_over(DAYS_OF_CASES, cases)))
    moments = fetch_by_case(engine, MOMENTS, _moment, {"reported": REPORTED}, cases)
    proceeds, (points, peers) = fetch_by_case(engine, PROCEEDS, Proceeds, cases=cases), prices_with_peers(engine, cases)
    clocks, counts = clocks_by_case(engine.arrow(select_over(HOURS, cases))), payers_of_cases(engine, cases)
    made = {
        group: Trail(
            Timeline(length, drawn, moments.get(group, ())),
            proceeds.get(group, ()),
            points.get(group, ()),
            clocks.get(group, Clock()),
            counts[group],
            peers.get(group, (Peers(),))[0],
        )
        for group, (length, drawn) in bars.items()
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
