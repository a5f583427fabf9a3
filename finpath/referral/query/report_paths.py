"""The paths from a case's accounts to merchants that confirmed reports name."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import groupby

from finpath.engine import Engine
from finpath.presentation.small_counts import FEWEST, count_payers
from finpath.referral.model.case import Way
from finpath.referral.query.by_case import fetch_by_case

PATHS_OF_CASES = """
WITH red_ones AS (
    SELECT DISTINCT merchant
    FROM known
    WHERE tlp = 'red'
)
SELECT r.group_id,
       r.label       AS subject,
       w.share,
       CASE WHEN w.via IS NULL THEN NULL
            WHEN least(w.near_payers, w.far_payers) < :fewest
            THEN concat('another merchant at ', v.provider_id)
            WHEN inside.label IS NOT NULL THEN inside.label
            WHEN v.tier IN ('refer', 'review', 'watch') THEN concat(v.provider_id, ' ', v.merchant_id)
            ELSE concat('another merchant at ', v.provider_id) END            AS via,
       coalesce(ended.label,
                CASE WHEN n.merchant IS NOT NULL THEN concat(n.provider_id, ' ', n.merchant_id)
                     ELSE concat('another merchant at ', c.provider_id) END)  AS reported,
       w.near_payers,
       w.far_payers,
       k.reporter_id,
       k.report_id,
       k.reported_at
FROM case_members        AS r
JOIN report_ways     AS w      ON w.merchant = r.merchant
JOIN scores          AS c      ON c.merchant = w.reported
LEFT JOIN suspects   AS n      ON n.merchant = w.reported
JOIN known           AS k      ON k.merchant = w.reported AND k.status = 'confirmed'
LEFT JOIN standings  AS v      ON v.merchant = w.via
LEFT JOIN case_members   AS inside ON inside.merchant = w.via AND inside.group_id = r.group_id
LEFT JOIN case_members   AS ended  ON ended.merchant = w.reported AND ended.group_id = r.group_id
WHERE w.share >= 1e-1 AND w.reported NOT IN (SELECT merchant FROM red_ones)
ORDER BY r.group_id, r.place, w.share DESC, w.reported, k.reported_at, k.reporter_id, k.report_id
"""
"""Ways that give a tenth of the nearness and more; one to a merchant that a report marked red names is not told, and
by way of which merchant fewer than five payers lead is not said."""


@dataclass(frozen=True)
class _PathRow:
    subject: str
    share: float
    via: str | None
    reported: str
    near_payers: int
    far_payers: int
    reporter_id: str
    report_id: str
    reported_at: dt.datetime

    @property
    def path(self) -> tuple[str, str, float]:
        """What the rows of one way have in common."""
        return self.subject, self.reported, -self.share

    @property
    def steps(self) -> tuple[str, ...]:
        """From the subject to the reported merchant."""
        first = (self.subject, _payers_in_common(self.near_payers))
        return (*first, *((self.via, _payers_in_common(self.far_payers)) if self.via else ()), self.reported)


def report_paths(engine: Engine) -> dict[str, tuple[Way, ...]]:
    """The ways of each case, by account, those that give most nearness first."""
    return {
        group: _merge_reports(rows)
        for group, rows in fetch_by_case(engine, PATHS_OF_CASES, _PathRow, {"fewest": FEWEST}).items()
    }


def _merge_reports(rows: tuple[_PathRow, ...]) -> tuple[Way, ...]:
    paths = []
    for _, path_rows in groupby(rows, key=lambda row: row.path):
        each = list(path_rows)
        reports = dict.fromkeys(f"{row.reporter_id} {row.report_id} of {row.reported_at:%Y-%m-%d}" for row in each)
        paths.append(Way(each[0].subject, round(each[0].share, 6), each[0].steps, tuple(reports)))
    return tuple(paths)


def _payers_in_common(count: int) -> str:
    return f"{count_payers(count)} in common"
