"""Entities and reports in; out comes `control`: per merchant, what its controller holds and what is reported of it."""

from __future__ import annotations

CONTROL = """
WITH report_counts AS (
    SELECT merchant,
           count(*)                                       AS reported,
           count(*) FILTER (WHERE status = 'confirmed')   AS confirmed
    FROM known
    GROUP BY merchant
), held AS (
    SELECT e.merchant,
           e.controller,
           coalesce(r.reported, 0)                        AS reported,
           coalesce(r.confirmed, 0)                       AS confirmed
    FROM entities           AS e
    LEFT JOIN report_counts AS r ON r.merchant = e.merchant
)
SELECT merchant,
       reported,
       confirmed,
       count(*) OVER (PARTITION BY controller)                                                AS accounts,
       CAST(sum(CASE WHEN confirmed > 0 THEN 1 ELSE 0 END) OVER (PARTITION BY controller)
           - CASE WHEN confirmed > 0 THEN 1 ELSE 0 END AS BIGINT)                             AS other_reported
FROM held
"""
