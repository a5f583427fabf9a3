"""How near each merchant is to confirmed reports, which report that is owed to, and by which path.

`nearness`: how many times nearer than popularity explains, and the same if the report that gives most were withdrawn.
`report_shares`: what each reported merchant gives of it. `report_ways`: the likeliest ways to those that give most.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pyarrow as pa

from finpath.graph.kernels import LikeliestPaths, Walk, likeliest_paths, origins, walk
from finpath.graph.kernels.incidence import Floats, Ints
from finpath.graph.payer_overlap import PayerOverlap
from finpath.graph.step import Notes, step
from finpath.tables.overlap import NEARNESS, REPORT_SHARES, REPORT_WAYS
from finpath.tables.reported import KNOWN

TRACED = 1.2
"""Only merchants so many times nearer than popularity explains are traced back to reports."""

CELLS = 20_000_000
"""Reported merchants times merchants traced back to them, at most; those nearest to reports are traced first."""

LEAST = 0.01
"""Smaller shares are not kept."""

SHOWN = 2_000
"""Merchants whose ways back to reports are looked for, the nearest first: two steps from one may lead everywhere."""

WAYLESS = "Ways back to reports were looked for from the {shown:,} nearest merchants; {rest:,} less near have none."

UNTRACED = (
    "{untraced:,} merchants near to reports were not traced back to single ones, so nothing of them rests on nearness:"
    " only the {traced:,} nearest were."
)

SEEDS = """
SELECT DISTINCT
       merchant,
       concat(reporter_id, '/', report_id) AS report
FROM known
WHERE status = 'confirmed'
ORDER BY merchant, report
"""


@step(makes=(NEARNESS, REPORT_SHARES, REPORT_WAYS), reads=(KNOWN,))
def measure_proximity(given: PayerOverlap) -> Notes:
    """Walk from the merchants of confirmed reports, each with the same weight, through common payers.

    Answers a sentence when not all that are near could be traced back.
    """
    engine, links = given.engine, given.links
    reports: dict[int, list[str]] = defaultdict(list)
    popularity = links.popularity
    for row in engine.arrow(SEEDS).to_pylist():
        if popularity[row["merchant"]] > 0:
            reports[row["merchant"]].append(row["report"])
    starts = np.array(sorted(reports), np.int64)
    seeds = np.zeros(links.merchants)
    seeds[starts] = 1.0
    found = walk(links, seeds) if reports else Walk(seeds, seeds)
    lift = np.round(found.lift, 9)
    near, untraced = _traced(np.flatnonzero((lift >= TRACED) & (seeds == 0)), lift, len(starts))
    shares = origins(links, starts, near, found)
    alone = np.ones(len(lift))
    alone[near] = _without_one(lift[near], shares, _named_alone([reports[start] for start in starts.tolist()]))
    columns = {"merchant": np.arange(len(lift)), "report_lift": lift, "lift_without_one": np.minimum(alone, lift)}
    engine.load(NEARNESS, pa.table(columns))
    engine.load(REPORT_SHARES, _shares(starts, near, shares))
    shown = np.sort(np.lexsort((near, -lift[near]))[:SHOWN])
    found_ways = likeliest_paths(links, starts, near[shown], shares[:, shown])
    engine.load(REPORT_WAYS, _ways(starts, near[shown], shares[:, shown], found_ways))
    notes = [UNTRACED.format(untraced=untraced, traced=len(near))] if untraced else []
    notes += [WAYLESS.format(shown=len(shown), rest=len(near) - len(shown))] if len(near) > len(shown) else []
    return tuple(notes)


def _traced(near: Ints, lift: Floats, starts: int) -> tuple[Ints, int]:
    """Those near to reports that are traced back, and how many are not."""
    room = CELLS // max(starts, 1)
    nearest = near[np.lexsort((near, -lift[near]))][:room]
    return np.sort(nearest), len(near) - len(nearest)


def _named_alone(reports: list[list[str]]) -> list[list[int]]:
    """For each report the positions of the merchants that no other names."""
    named: dict[str, list[int]] = defaultdict(list)
    for position, names in enumerate(reports):
        if len(names) == 1:
            named[names[0]].append(position)
    return list(named.values())


def _without_one(lift: Floats, shares: Floats, reports: list[list[int]]) -> Floats:
    """The lift that stands whichever one report is withdrawn: the others' weights grow by what it leaves."""
    left = lift.copy()
    starts = len(shares)
    for named in reports:
        others = starts / (starts - len(named)) if starts > len(named) else 0.0
        left = np.minimum(left, lift * (1 - shares[named].sum(axis=0)) * others)
    rounded: Floats = np.round(left, 9)
    return rounded


def _shares(starts: Ints, near: Ints, shares: Floats) -> pa.Table:
    target, start = np.nonzero(shares.T >= LEAST)
    return pa.table({"merchant": near[target], "reported": starts[start], "share": shares[start, target]})


def _ways(starts: Ints, near: Ints, shares: Floats, found: LikeliestPaths) -> pa.Table:
    columns = {
        "merchant": near[found.target],
        "reported": starts[found.start],
        "share": shares[found.start, found.target],
        "via": pa.array(found.via, mask=found.via < 0),
        "near_payers": found.near_payers,
        "far_payers": found.far_payers,
    }
    return pa.table(columns)
