"""Asks rules again with one organisation's rows left out: whose word a finding rests on.

Most rules look at a merchant's own payments, and another member's rows change nothing. Those that look across accounts
read the relations below; they are asked of the same relations without the organisation's accounts, reports and
transfers. Not counted anew is what the graph measures over all payers at once (how often payers meet elsewhere, how
popular a merchant is): that moves little with one member's rows, and would cost a graph for each organisation.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import numpy as np
import pyarrow as pa

from finpath.engine import Engine
from finpath.engine.scratch import ScratchTables
from finpath.graph.kernels import components
from finpath.graph.merchants import MERCHANTS
from finpath.rules.rule import Family, Rule

KEPT = """
SELECT a.merchant,
       a.provider_id
FROM merchant_accounts AS a
JOIN contributors      AS c ON c.provider_id = a.provider_id
WHERE c.organisation <> :organisation
"""

SPEAKING = """
SELECT provider_id
FROM contributors
WHERE organisation <> :organisation
"""

KNOWN = """
SELECT x.*
FROM known              AS x
SEMI JOIN kept_accounts AS k ON k.merchant = x.merchant
SEMI JOIN kept_members  AS r ON r.provider_id = x.reporter_id
"""

ACROSS: Mapping[str, str] = {
    "links": "SELECT x.* FROM links AS x SEMI JOIN kept_accounts AS k ON k.merchant = x.merchant",
    "shared_payers": """
SELECT x.*
FROM shared_payers      AS x
SEMI JOIN kept_accounts AS k ON k.merchant = x.merchant
SEMI JOIN kept_accounts AS o ON o.merchant = x.other
""",
    "outsider_meetings": """
SELECT x.*
FROM outsider_meetings  AS x
SEMI JOIN kept_accounts AS k ON k.merchant = x.merchant
SEMI JOIN kept_accounts AS o ON o.merchant = x.other
""",
    "stream_meetings": "SELECT x.* FROM stream_meetings AS x SEMI JOIN kept_accounts AS o ON o.merchant = x.other",
    "live_reports": "SELECT x.* FROM live_reports AS x SEMI JOIN kept_members AS r ON r.provider_id = x.reporter_id",
    "transfers": "SELECT x.* FROM transfers AS x SEMI JOIN kept_members AS r ON r.provider_id = x.provider_id",
    "merchant_accounts": """
SELECT x.*
FROM merchant_accounts  AS x
SEMI JOIN kept_accounts AS k ON k.merchant = x.merchant
""",
}
"""What rules read of other accounts, by relation: the same of those who are left."""

VISITS = """
WITH remaining AS (
    SELECT b.block,
           b.merchant
    FROM block_members      AS b
    SEMI JOIN kept_accounts AS k ON k.merchant = b.merchant
), visits AS (
    SELECT m.block,
           m.merchant,
           l.payer,
           count(*) OVER (PARTITION BY m.block, l.payer) AS members
    FROM remaining AS m
    JOIN links     AS l ON l.merchant = m.merchant
)
SELECT block,
       merchant,
       payer
FROM visits
WHERE members > 1
"""
"""Payers of two of a block's remaining members or more, where they paid."""

BLOCK_MEMBERS = """
WITH shared AS (
    SELECT block,
           merchant,
           count(*) AS shared
    FROM kept_visits
    GROUP BY block, merchant
)
SELECT b.block,
       b.merchant,
       s.shared,
       b.surprise * s.shared / b.shared AS surprise
FROM block_members AS b
JOIN shared        AS s ON s.block = b.block AND s.merchant = b.merchant
"""

BLOCKS = """
WITH left_members AS (
    SELECT block,
           count(*)                                           AS merchants,
           sum(fp_millionths(surprise)) / (1e6 * count(*))    AS density
    FROM block_members_left
    GROUP BY block
), left_payers AS (
    SELECT block,
           count(DISTINCT payer) AS payers
    FROM kept_visits
    GROUP BY block
)
SELECT b.block,
       m.merchants,
       p.payers,
       m.density,
       b.meeting_ratio,
       b.first_seen,
       b.last_seen,
       b.usual_life
FROM blocks       AS b
JOIN left_members AS m ON m.block = b.block
JOIN left_payers  AS p ON p.block = b.block
"""

HELD = """
WITH left_ties AS (
    SELECT i.merchant,
           lag(i.merchant) OVER (PARTITION BY i.kind, i.value, e.controller ORDER BY i.merchant) AS other
    FROM identifiers        AS i
    JOIN shared_identifiers AS s ON s.kind = i.kind AND s.value = i.value AND s.organisation = i.organisation
                                AND NOT s.hub
    JOIN entities           AS e ON e.merchant = i.merchant
    SEMI JOIN kept_accounts AS k ON k.merchant = i.merchant
    UNION ALL
    SELECT d.merchant,
           d.other
    FROM identity_edges     AS d
    SEMI JOIN kept_accounts AS k ON k.merchant = d.merchant
    SEMI JOIN kept_accounts AS o ON o.merchant = d.other
    WHERE d.joins
)
SELECT merchant,
       other
FROM left_ties
WHERE other IS NOT NULL
ORDER BY merchant, other
"""
"""What ties the accounts that are left: whom only the other organisation's accounts tied is tied no more."""

ENTITIES = """
SELECT e.merchant,
       e.provider_id,
       e.merchant_id,
       h.controller,
       e.entity_id,
       e.shop_id
FROM entities           AS e
JOIN left_controllers   AS h ON h.merchant = e.merchant
SEMI JOIN kept_accounts AS k ON k.merchant = e.merchant
"""

NEAR = """
SELECT r.merchant,
       sum(fp_millionths(r.share)) / 1e6 AS lost
FROM report_shares AS r
ANTI JOIN (SELECT DISTINCT merchant FROM known_left WHERE status = 'confirmed') AS s ON s.merchant = r.reported
GROUP BY r.merchant
"""

GROWTH = """
SELECT greatest(count(DISTINCT k.merchant), 1) * 1e0 / greatest(count(DISTINCT s.merchant), 1) AS growth
FROM known           AS k
LEFT JOIN known_left AS s ON s.merchant = k.merchant AND s.status = 'confirmed'
WHERE k.status = 'confirmed'
"""
"""The others' reports weigh more where one goes."""

REPORTED = """
WITH counted AS (
    SELECT merchant,
           count(*)                                     AS reported,
           count(*) FILTER (WHERE status = 'confirmed') AS confirmed
    FROM known_left
    GROUP BY merchant
)
SELECT e.merchant,
       count(*) OVER (PARTITION BY e.controller) - 1                                          AS sister_accounts,
       coalesce(c.reported, 0)                                                                AS reported,
       coalesce(c.confirmed, 0)                                                               AS confirmed,
       CAST(sum(CASE WHEN c.confirmed > 0 THEN 1 ELSE 0 END) OVER (PARTITION BY e.controller)
            - CASE WHEN c.confirmed > 0 THEN 1 ELSE 0 END AS BIGINT)                          AS sister_reports
FROM entities_left AS e
LEFT JOIN counted  AS c ON c.merchant = e.merchant
"""

LIFT = "greatest(m.report_lift * (1e0 - least(coalesce(n.lost, 0e0), 1e0)) * g.growth, 0e0)"
CHANGED: Mapping[str, str] = {
    "report_lift": f"CASE WHEN n.lost > 0 THEN {LIFT} ELSE m.report_lift END",
    "lift_without_one": f"CASE WHEN n.lost > 0 THEN least(m.lift_without_one, {LIFT}) ELSE m.lift_without_one END",
    "sister_accounts": "r.sister_accounts",
    "sister_reports": "r.sister_reports",
    "reported": "r.reported",
    "confirmed": "r.confirmed",
}
"""Features of a merchant that rest on other members' word."""

MADE = ("merchants", "entities", "known", "block_members", "blocks")
"""Relations that are made anew for those who are left."""

TABLE = re.compile(rf"\b(FROM|JOIN)(\s+)({'|'.join(sorted((*ACROSS, *MADE)))})\b")
OWN_FAMILIES = frozenset({Family.IDENTITY, Family.REPORT})
"""Families that look across accounts even where they read no other relation."""


def looks_across(rule: Rule) -> bool:
    """Whether a rule reads of a merchant more than the merchant's own row and payments.

    >>> from finpath.rules.catalogue import catalogue
    >>> sorted(rule.id for rule in catalogue() if rule.family.value == "time" and looks_across(rule))
    []
    """
    read = [found.group(3) for found in TABLE.finditer(rule.sql)]
    return rule.family in OWN_FAMILIES or any(name != "merchants" for name in read) or read.count("merchants") > 1


@contextmanager
def leave_out(engine: Engine, organisation: str) -> Iterator[Callable[[str], str]]:
    """Leave one organisation's accounts, reports and transfers out.

    Args:
        engine: Holds the relations of the graph.
        organisation: Whose.

    Yields:
        What makes of a SELECT over the graph one over those who are left; it holds inside the block.
    """
    with engine.scratch() as scratch:
        _leave_out(engine, scratch, organisation)
        yield _of_the_left


def _of_the_left(sql: str) -> str:
    return TABLE.sub(r"\1\2\3_left", sql)


def _leave_out(engine: Engine, scratch: ScratchTables, organisation: str) -> None:
    who = {"organisation": organisation}
    scratch.make("kept_accounts", KEPT, who)
    scratch.make("kept_members", SPEAKING, who)
    scratch.view("known_left", KNOWN)
    for name, sql in ACROSS.items():
        scratch.view(f"{name}_left", sql)
    scratch.make("kept_visits", VISITS)
    scratch.make("block_members_left", BLOCK_MEMBERS)
    scratch.make("blocks_left", BLOCKS)
    ties = engine.arrow(HELD)
    accounts = engine.count("SELECT count(*) FROM merchant_accounts")
    controller = components(ties["merchant"].to_numpy(), ties["other"].to_numpy(), accounts)
    scratch.register("left_controllers", pa.table({"merchant": np.arange(accounts), "controller": controller}))
    scratch.make("entities_left", ENTITIES)
    scratch.make("near_lost", NEAR)
    scratch.make("report_growth", GROWTH)
    scratch.make("reported_left", REPORTED)
    scratch.make("merchants_left", _merchants_sql())


def _merchants_sql() -> str:
    columns = ", ".join(
        f"{CHANGED[field.name]} AS {field.name}" if field.name in CHANGED else f"m.{field.name}"
        for field in MERCHANTS.fields
    )
    return (
        f"SELECT {columns} FROM merchants AS m JOIN reported_left AS r ON r.merchant = m.merchant "  # noqa: S608
        "LEFT JOIN near_lost AS n ON n.merchant = m.merchant CROSS JOIN report_growth AS g"
    )
