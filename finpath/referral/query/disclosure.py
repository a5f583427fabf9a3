"""Decides what of reports may leave by their TLP labels: red never does, not even in a sentence."""

from __future__ import annotations

from collections.abc import Iterable

from finpath.engine import Engine
from finpath.referral.model.case import Report
from finpath.referral.query.by_case import fetch_by_case
from finpath.rules import Family, Finding

TLP = ("clear", "green", "amber", "amber+strict", "red")
"""FIRST TLP 2.0, the laxest first."""

FLOOR = "amber+strict"
"""A referral holds payments of members, so no laxer label is ever put on it."""

REPORTS_OF_CASES = """
SELECT r.group_id,
       r.label                         AS subject,
       k.reporter_id,
       k.report_id,
       k.source_kind,
       k.status,
       k.reported_at,
       coalesce(k.tlp, 'amber+strict') AS tlp,
       k.how
FROM case_members AS r
JOIN known    AS k ON k.merchant = r.merchant
WHERE k.tlp IS NULL OR k.tlp <> 'red'
ORDER BY r.group_id, k.reported_at, r.place, k.reporter_id, k.report_id, k.how
"""

RED_CASES = """
WITH near AS (
    SELECT r.group_id, r.merchant
    FROM case_members AS r
    UNION
    SELECT r.group_id, other.merchant
    FROM case_members AS r
    JOIN entities AS mine  ON mine.merchant = r.merchant
    JOIN entities AS other ON other.controller = mine.controller
    UNION
    SELECT r.group_id, o.other AS merchant
    FROM case_members      AS r
    JOIN shared_payers AS o ON o.merchant = r.merchant
    UNION
    SELECT r.group_id, g.reported AS merchant
    FROM case_members      AS r
    JOIN report_shares AS g ON g.merchant = r.merchant
    WHERE g.share >= :owed
)
SELECT DISTINCT
       n.group_id
FROM near  AS n
JOIN known AS k ON k.merchant = n.merchant
WHERE k.tlp = 'red'
"""

RED_SHARE = 0.25
"""A case that owes so much of its nearness to a reported merchant rests on its reports."""

WITHHELD = (
    "What rests on reports marked TLP:RED is left out: the reports, and every reason that speaks of reports. The score"
    " still counts it; whoever may see it can ask the source."
)


def disclosable_reports(engine: Engine) -> dict[str, tuple[Report, ...]]:
    """The reports that name a subject of each case, without those marked red."""
    return fetch_by_case(engine, REPORTS_OF_CASES, Report)


def red_cases(engine: Engine) -> frozenset[str]:
    """The cases with a report marked red on a subject, its controller's accounts, or whom it is near to."""
    return frozenset(str(group) for (group,) in engine.rows(RED_CASES, {"owed": RED_SHARE}))


def strictest_label(reports: Iterable[Report]) -> str:
    """The label of what is written.

    >>> strictest_label(())
    'amber+strict'
    """
    return max((FLOOR, *(report.tlp for report in reports)), key=TLP.index)


def rests_on_reports(finding: Finding) -> bool:
    """Whether a finding follows from anybody's reports."""
    return finding.origin.rests_on_reports or finding.origin.family == Family.REPORT.value
