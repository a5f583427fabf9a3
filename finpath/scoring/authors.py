"""Who carries how much of a case: what remains of the evidence with any one other organisation's rows left out.

A coalition joins parties that do not know each other's systems. What one member says of its own accounts is its own
affair; that another's account is to be referred must not rest on one member's word alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from finpath.engine import Engine
from finpath.rules import Finding, Rule, find, leave_out, looks_across
from finpath.scoring.evidence import ADDITIVE, FAMILIES, Evidence, Floats, weigh
from finpath.scoring.groups import join_groups, share
from finpath.scoring.whole import Whole
from finpath.tables.conclusions import CARRIED

Bools = npt.NDArray[np.bool_]

ORGANISATIONS = """
SELECT e.merchant,
       c.organisation
FROM entities     AS e
JOIN contributors AS c ON c.provider_id = e.provider_id
ORDER BY e.merchant
"""

REACHING = """
WITH reached AS (
    SELECT o.other AS merchant FROM shared_payers AS o SEMI JOIN candidates AS c ON c.merchant = o.merchant
    UNION
    SELECT o.other FROM outsider_meetings AS o SEMI JOIN candidates AS c ON c.merchant = o.merchant
    UNION
    SELECT t.other
    FROM stream_meetings AS t
    JOIN streams         AS s ON s.stream = t.stream
    SEMI JOIN candidates AS c ON c.merchant = s.merchant
    UNION
    SELECT o.merchant
    FROM block_members   AS b
    SEMI JOIN candidates AS c ON c.merchant = b.merchant
    JOIN block_members   AS o ON o.block = b.block
    UNION
    SELECT o.merchant
    FROM identifiers     AS i
    SEMI JOIN candidates AS c ON c.merchant = i.merchant
    JOIN identifiers     AS o ON o.kind = i.kind AND o.value = i.value
    UNION
    SELECT o.merchant
    FROM entities        AS e
    SEMI JOIN candidates AS c ON c.merchant = e.merchant
    JOIN entities        AS o ON o.controller = e.controller
    UNION
    SELECT r.reported
    FROM report_shares   AS r
    SEMI JOIN candidates AS c ON c.merchant = r.merchant
), speakers AS (
    SELECT e.provider_id FROM entities AS e JOIN reached AS r ON r.merchant = e.merchant
    UNION
    SELECT reporter_id FROM known
    UNION
    SELECT provider_id FROM transfers
)
SELECT DISTINCT c.organisation
FROM contributors AS c
JOIN speakers     AS s ON s.provider_id = c.provider_id
ORDER BY c.organisation
"""
"""Organisations whose rows can have anything to do with a candidate: the others need not be left out."""

ROWS = pa.schema(
    [
        ("merchant", pa.int64()),
        ("organisation", pa.string()),
        ("lost", pa.float64()),
        ("remaining", pa.float64()),
    ]
)

PLACES = 6

SCORED = np.array([[family in ADDITIVE] for family in FAMILIES])
"""Families of the scorecard, which is not asked again: what lowers stays."""


@dataclass(frozen=True)
class Claims:
    """What evidence is made of.

    Args:
        engine: Holds the relations of the graph.
        rules: In force.
        findings: Of rules and detectors, each account with its own payments alone.
        heard: What each merchant's evidence comes to, its group's included.
        whole: Accounts that are views of one merchant.
    """

    engine: Engine
    rules: Sequence[Rule]
    findings: Sequence[Finding]
    heard: Evidence
    whole: Whole = field(default_factory=Whole)


def organisations(engine: Engine) -> list[str]:
    """The organisation that tells of each merchant, in the order of their numbers."""
    return [str(each) for each in engine.arrow(ORGANISATIONS)["organisation"].to_pylist()]


def find_unbacked(claims: Claims, candidates: Bools, bar: float) -> Bools:
    """Say of which candidates too little remains when one other organisation's rows are left out; make `carried`.

    Args:
        claims: What is weighed.
        candidates: Merchants that would be referred.
        bar: Weight (nats) that must remain.

    Returns:
        Of each merchant. With one organisation in the run, nobody's word can be left out.
    """
    engine = claims.engine
    owner = np.array(organisations(engine), object)
    unbacked = np.zeros(len(candidates), np.bool_)
    spoke = {finding.origin.id for finding in claims.findings}
    across = [rule for rule in claims.rules if not rule.shadow and rule.id in spoke and looks_across(rule)]
    rows: list[tuple[int, str, float, float]] = []
    full = claims.heard.without_reports
    asked_again = {rule.id for rule in across}
    own = weigh([each for each in claims.findings if each.origin.id not in asked_again], len(owner))
    for organisation in _reaching(engine, candidates):
        mine = np.asarray(owner == organisation, np.bool_)
        asked = np.flatnonzero(candidates & ~mine)
        if not len(asked):
            continue
        left = _left(claims, across, own, mine, organisation)
        rows += [
            (place, organisation, round(float(full[place] - left[place]), PLACES), round(float(left[place]), PLACES))
            for place in asked.tolist()
            if full[place] - left[place] >= 10.0**-PLACES
        ]
        unbacked[asked] |= left[asked] < bar
    engine.load(CARRIED, few_rows(ROWS, rows))
    return unbacked


def _reaching(engine: Engine, candidates: Bools) -> list[str]:
    if not candidates.any():
        return []
    with engine.scratch() as scratch:
        scratch.register("candidates", pa.table({"merchant": np.flatnonzero(candidates)}))
        reaching = engine.arrow(REACHING)["organisation"].to_pylist()
    known = engine.arrow("SELECT DISTINCT organisation FROM contributors ORDER BY organisation")
    return reaching if known.num_rows > 1 else []


def _left(claims: Claims, across: Sequence[Rule], own: Evidence, mine: Bools, organisation: str) -> Floats:
    """The weight that remains of each merchant: of independent families, as everywhere here without any report."""
    engine = claims.engine
    with leave_out(engine, organisation) as rewrite:
        findings = [each for rule in across for each in find(engine, rule, rewrite) if each.score > 0]
        again = weigh(findings, len(mine))
        evidence = Evidence(np.where(SCORED, own.weights, np.maximum(own.weights, again.weights)) * ~mine)
        group = join_groups(engine, evidence, rewrite)
    return claims.whole.strongest(share(evidence, group).without_reports)


def few_rows(schema: pa.Schema, rows: Sequence[tuple[object, ...]]) -> pa.Table:
    """A table of few rows, or none, in the order of their values."""
    columns = list(zip(*sorted(rows), strict=True)) or [()] * len(schema)
    arrays = [pa.array(list(column), kind) for column, kind in zip(columns, schema.types, strict=True)]
    return pa.table(arrays, schema=schema)
