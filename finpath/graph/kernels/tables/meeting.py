"""The nearest merchants of each crowd, by SQL.

What comes here: `nearest` pairs for each crowd at most, and one number for each crowd.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from finpath.graph.kernels.meeting import Ints, Met, Null, OverlapLimits, improbability
from finpath.graph.kernels.tables.scratch import Numbers, Scratch

SHARED = """
SELECT c.merchant AS crowd,
       l.merchant AS other,
       count(*)   AS shared
FROM {crowds}        AS c
JOIN {crowd_numbers} AS n ON n.crowd = c.merchant
JOIN {links}         AS l ON l.payer = c.payer
WHERE l.merchant <> n.owner
GROUP BY c.merchant, l.merchant
HAVING count(*) >= :fewest
"""

MEETINGS = """
SELECT crowd                                     AS place,
       CAST(sum(shared * (shared - 1)) AS BIGINT) AS value
FROM {shared}
GROUP BY crowd
"""

NEAREST = """
WITH chance AS (
    SELECT s.crowd,
           s.other,
           s.shared,
           greatest(n.crowd_onward * m.popularity, m.onward * n.crowd_size) / :links AS expected
    FROM {shared}           AS s
    JOIN {crowd_numbers}    AS n ON n.crowd = s.crowd
    JOIN {merchant_numbers} AS m ON m.merchant = s.other
    WHERE s.shared >= :fewest
), ranked AS (
    SELECT crowd,
           other,
           shared,
           (shared - expected) / sqrt(expected + 1e0) AS above
    FROM chance
)
SELECT crowd,
       other,
       shared,
       CAST(row_number() OVER (PARTITION BY crowd ORDER BY floor(above * 1e9 + 5e-1) DESC, other) AS BIGINT) AS nth
FROM ranked
WHERE above >= :far
QUALIFY row_number() OVER (PARTITION BY crowd ORDER BY floor(above * 1e9 + 5e-1) DESC, other) <= :nearest
"""

NO_BAR = -1e300
"""What every number is above, as SQL can say it."""


@dataclass(frozen=True)
class Meeting:
    """Crowds, and whom they are compared with.

    Args:
        scratch: Where tables are kept.
        crowds, links: Names of tables.
        owner: The merchant of each crowd.
        null: What chance expects.
        limits: Bounds of the work.
    """

    scratch: Scratch
    crowds: str
    links: str
    owner: Ints
    null: Null
    limits: OverlapLimits

    def nearest(self) -> Met:
        """Compare all crowds."""
        numbers = self._crowd_numbers()
        text = SHARED.format(crowds=self.crowds, crowd_numbers=numbers, links=self.links)
        shared = self.scratch.keep(text, {"fewest": self.limits.fewest})
        meetings = self.scratch.vector(MEETINGS.format(shared=shared), len(self.owner)) / 2
        crowd, other, common = self._nearest(shared, numbers)
        self.scratch.drop(numbers, shared)
        expected = self.null.expected(crowd, other)
        return Met(crowd, other, common, expected, improbability(common.astype(np.float64), expected), meetings)

    def _nearest(self, shared: str, numbers: str) -> tuple[Ints, Ints, Ints]:
        merchants = self._merchant_numbers()
        text = NEAREST.format(shared=shared, crowd_numbers=numbers, merchant_numbers=merchants)
        bars = {
            "links": float(self.null.links),
            "fewest": self.limits.shared,
            "far": max(float(self.limits.far), NO_BAR),
            "nearest": self.limits.nearest,
        }
        crowd, other, common, nth = self.scratch.many(text, ("crowd", "other", "shared", "nth"), bars)
        self.scratch.drop(merchants)
        order = np.lexsort((nth, crowd))
        return crowd[order], other[order], common[order]

    def _crowd_numbers(self) -> str:
        columns: dict[str, Numbers] = {"crowd": np.arange(len(self.owner)), "owner": self.owner.astype(np.int64)}
        columns |= {"crowd_size": self.null.crowd_size, "crowd_onward": self.null.crowd_onward}
        return self.scratch.put(columns)

    def _merchant_numbers(self) -> str:
        columns: dict[str, Numbers] = {"merchant": np.arange(len(self.null.popularity))}
        columns |= {"popularity": self.null.popularity, "onward": self.null.onward}
        return self.scratch.put(columns)
