"""Steps of a walker over a table of links; to Python come vectors of merchants, and pairs that were asked about.

Probabilities are added up as integers, in parts of 2^60 or in limbs, so that no order of rows changes a sum. They
differ from sums of floats by 1e-12 of the largest at most.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from finpath.graph.kernels.meeting import Floats, Ints
from finpath.graph.kernels.steps import Middle, Steps, Walkers
from finpath.graph.kernels.tables.exact_sum import high, low, parted, summed, together
from finpath.graph.kernels.tables.scratch import Numbers, Scratch

ONWARD = """
WITH given AS (
    SELECT l.merchant,
           {given}
    FROM {links} AS l
    JOIN {here}  AS h ON h.merchant = l.merchant
), parts AS (
    SELECT merchant,
           {parts}
    FROM given
)
SELECT merchant,
       {sums}
FROM parts
GROUP BY merchant
"""
"""What a payer's merchants give stands beside each of its links: so all links are shuffled once, not twice."""

OF_PAYER = "OVER (PARTITION BY l.payer)"

MOVED = """
WITH given AS (
    SELECT h.origin,
           l.payer,
           CAST(sum(CAST(floor(h.chance / m.popularity * 1152921504606846976e0) AS BIGINT)) AS BIGINT) AS part
    FROM {here}       AS h
    JOIN {popularity} AS m ON m.merchant = h.merchant
    JOIN {links}      AS l ON l.merchant = h.merchant
    WHERE h.chance >= :thin * m.popularity
    GROUP BY h.origin, l.payer
), parts AS (
    SELECT g.origin,
           g.payer,
           CAST(floor(CAST(g.part AS DOUBLE) / a.activity) AS BIGINT) AS part
    FROM given      AS g
    JOIN {activity} AS a ON a.payer = g.payer
)
SELECT p.origin,
       l.merchant,
       CAST(CAST(sum(p.part) AS BIGINT) AS DOUBLE) / 1152921504606846976e0 AS chance
FROM parts   AS p
JOIN {links} AS l ON l.payer = p.payer
GROUP BY p.origin, l.merchant
"""

FOUND = """
SELECT h.origin,
       t.target,
       h.chance
FROM {here}    AS h
JOIN {targets} AS t ON t.merchant = h.merchant
"""

COMMON = """
SELECT p.place  AS place,
       count(*) AS value
FROM {pairs} AS p
JOIN {links} AS a ON a.merchant = p.one
JOIN {links} AS b ON b.merchant = p.other AND b.payer = a.payer
GROUP BY p.place
"""

AHEAD = """
WITH parts AS (
    SELECT s.merchant,
           l.payer,
           CAST(floor(1152921504606846976e0 / (m.popularity * a.activity)) AS BIGINT) AS part
    FROM {sources}    AS s
    JOIN {popularity} AS m ON m.merchant = s.merchant
    JOIN {links}      AS l ON l.merchant = s.merchant
    JOIN {activity}   AS a ON a.payer = l.payer
)
SELECT p.merchant AS source,
       l.merchant,
       CAST(CAST(sum(p.part) AS BIGINT) AS DOUBLE) / 1152921504606846976e0 AS chance
FROM parts   AS p
JOIN {links} AS l ON l.payer = p.payer
GROUP BY p.merchant, l.merchant
"""

MIDDLE = """
WITH forth AS (
    SELECT p.place,
           p.one,
           p.other,
           d.merchant,
           d.chance
    FROM {pairs} AS p
    JOIN {ahead} AS d ON d.source = p.other
), detours AS (
    SELECT f.place,
           f.merchant,
           floor(:going * (f.chance * (b.chance * (CAST(o.popularity AS DOUBLE) / m.popularity))) * 1e12 + 5e-1)
               AS likely
    FROM forth        AS f
    JOIN {ahead}      AS b ON b.source = f.one AND b.merchant = f.merchant
    JOIN {popularity} AS m ON m.merchant = f.merchant
    JOIN {popularity} AS o ON o.merchant = f.one
    WHERE f.merchant <> f.one AND f.merchant <> f.other
), best AS (
    SELECT place,
           merchant,
           likely
    FROM detours
    QUALIFY row_number() OVER (PARTITION BY place ORDER BY likely DESC, merchant) = 1
), direct AS (
    SELECT place,
           floor(chance * 1e12 + 5e-1) AS likely
    FROM forth
    WHERE merchant = one
)
SELECT b.place,
       b.merchant,
       CASE WHEN b.likely > coalesce(d.likely, 0) THEN 1 ELSE 0 END AS likelier
FROM best        AS b
LEFT JOIN direct AS d ON d.place = b.place
"""


@dataclass(frozen=True)
class TableSteps(Steps):
    """Steps by joins.

    Args:
        scratch: Where tables are kept.
        links, activity, popularity: Names of tables: (merchant, payer), (payer, activity), (merchant, popularity).
        payers: Of each merchant.
    """

    scratch: Scratch
    links: str
    activity: str
    popularity: str
    payers: Ints

    together = 2_000  # nothing of it comes here but one row for each pair
    followed = 100_000  # starts times targets, which the caller bounds, are all that comes here

    def onward(self, vectors: Sequence[Floats]) -> list[Floats]:
        """One step of each vector of merchants, made symmetric; of all in one pass over the links."""
        root = np.sqrt(np.maximum(self.payers, 1).astype(np.float64))
        parts = [parted(vector / root) for vector in vectors]
        limbs = {f"high{i}": each[0] for i, each in enumerate(parts)} | {
            f"low{i}": each[1] for i, each in enumerate(parts)
        }
        here = self.scratch.put({"merchant": np.arange(len(root))} | limbs)
        found = self.scratch.take(_onward(self.links, here, len(parts)))
        self.scratch.drop(here)
        moved = []
        for i, (_, _, scale) in enumerate(parts):
            vector = np.zeros(len(root))
            vector[found["merchant"]] = together(found[f"high{i}"], found[f"low{i}"], scale)
            moved.append(vector / root)
        return moved

    def walkers(self, starts: Ints, targets: Ints) -> TableWalkers:
        """One walker at each start."""
        here: dict[str, Numbers] = {
            "origin": np.arange(len(starts)),
            "merchant": starts,
            "chance": np.ones(len(starts)),
        }
        asked = self.scratch.put({"merchant": targets, "target": np.arange(len(targets))})
        return TableWalkers(self, self.scratch.put(here), asked, (len(starts), len(targets)))

    def common(self, one: Ints, other: Ints) -> Ints:
        """Payers of both, pair by pair."""
        pairs = self._pairs(one, other)
        common = self.scratch.vector(COMMON.format(pairs=pairs, links=self.links), len(one))
        self.scratch.drop(pairs)
        return common

    def middle(self, first: Ints, last: Ints, on: float) -> Middle:
        """The likeliest way of two steps from each last merchant to its first, and whether it beats the direct one."""
        pairs, sources = self._pairs(first, last), self.scratch.put({"merchant": np.union1d(first, last)})
        ahead = self.scratch.keep(AHEAD.format(sources=sources, **self._names()))
        said = self.scratch.take(MIDDLE.format(pairs=pairs, ahead=ahead, **self._names()), {"going": on})
        self.scratch.drop(pairs, sources, ahead)
        found = Middle(np.zeros(len(first), np.int64), np.zeros(len(first), np.bool_))
        found.merchant[said["place"]] = said["merchant"]
        found.likelier[said["place"]] = said["likelier"] > 0
        return found

    def moved(self, here: str, thin: float) -> str:
        """One step of walkers: a table (origin, merchant, chance) takes the place of another."""
        moved = self.scratch.keep(MOVED.format(here=here, **self._names()), {"thin": thin})
        self.scratch.drop(here)
        return moved

    def _pairs(self, one: Ints, other: Ints) -> str:
        return self.scratch.put({"place": np.arange(len(one)), "one": one, "other": other})

    def _names(self) -> dict[str, str]:
        return {"links": self.links, "activity": self.activity, "popularity": self.popularity}


@dataclass(frozen=True)
class TableWalkers(Walkers):
    """Where walkers are, as a table."""

    steps: TableSteps
    here: str
    targets: str
    shape: tuple[int, int]

    def found(self) -> Floats:
        """Starts by targets."""
        said = self.steps.scratch.take(FOUND.format(here=self.here, targets=self.targets))
        found = np.zeros(self.shape)
        found[said["origin"], said["target"]] = said["chance"]
        return found

    def moved(self, thin: float) -> Self:
        """The same one step later, without those who spread thin."""
        return replace(self, here=self.steps.moved(self.here, thin))


def _onward(links: str, here: str, vectors: int) -> str:
    """The SQL of a step of so many vectors."""
    columns = range(vectors)
    given = [f"{summed(f'h.high{i}', f'h.low{i}', OF_PAYER)} / count(*) {OF_PAYER} AS given{i}" for i in columns]
    parts = [f"{high(f'given{i}')} AS high{i}, {low(f'given{i}')} AS low{i}" for i in columns]
    sums = [f"CAST(sum({limb}{i}) AS BIGINT) AS {limb}{i}" for i in columns for limb in ("high", "low")]
    return ONWARD.format(links=links, here=here, given=", ".join(given), parts=", ".join(parts), sums=", ".join(sums))
