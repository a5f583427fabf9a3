"""Who pays where, as a table of links: every question is a SELECT that the engine answers.

What comes here are vectors of merchants and of crowds, how many payers have how many merchants, and the links of the
merchants that `visits` is asked for: no others, and no payer that none of them has.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np

from finpath.engine.engine import Engine
from finpath.graph.kernels.incidence import Floats, Incidence, Ints, Pairs, Visits
from finpath.graph.kernels.meeting import Met, Null, OverlapLimits
from finpath.graph.kernels.tables.meeting import Meeting
from finpath.graph.kernels.tables.scratch import Scratch
from finpath.graph.kernels.tables.steps import TableSteps
from finpath.tables.relation import Relation

ROOM, PER_LINK = 600_000_000, 100
"""Steps from merchants to payers to merchants: as on one machine, and where links are many, so many for each."""

POPULARITY = "SELECT merchant AS place, count(*) AS value FROM {links} GROUP BY merchant"

ACTIVITY = "SELECT payer, count(*) AS activity FROM {links} GROUP BY payer"

ACTIVITIES = "SELECT activity, count(*) AS payers FROM {activity} GROUP BY activity ORDER BY activity"

WITHOUT = """
SELECT l.merchant,
       l.payer
FROM {own}           AS l
SEMI JOIN {activity} AS a ON a.payer = l.payer AND a.activity <= :most
"""

REACH = """
SELECT c.merchant                           AS place,
       CAST(sum(a.activity - 1) AS BIGINT) AS value
FROM {crowds}   AS c
JOIN {activity} AS a ON a.payer = c.payer
GROUP BY c.merchant
"""

PART = """
SELECT p.place AS merchant,
       l.payer
FROM {links}  AS l
JOIN {places} AS p ON p.merchant = l.merchant
"""

BOTH = """
SELECT p.place AS merchant,
       a.payer
FROM {pairs} AS p
JOIN {links} AS a ON a.merchant = p.one
JOIN {links} AS b ON b.merchant = p.other AND b.payer = a.payer
"""

OUTSIDERS = """
WITH homes AS (
    SELECT n.one AS merchant,
           l.payer
    FROM {pairs} AS n
    JOIN {links} AS l ON l.merchant = n.other
    GROUP BY n.one, l.payer
    HAVING count(*) >= :at_home
)
SELECT l.merchant,
       l.payer
FROM {links}    AS l
ANTI JOIN homes AS h ON h.merchant = l.merchant AND h.payer = l.payer
"""

VISITS = """
SELECT p.place AS member,
       l.payer,
       a.activity
FROM {links}    AS l
JOIN {places}   AS p ON p.merchant = l.merchant
JOIN {activity} AS a ON a.payer = l.payer
"""

OUTSIDE = """
WITH met AS (
    SELECT g.other    AS crowd,
           l.merchant,
           count(*)   AS times
    FROM {pairs} AS g
    JOIN {links} AS l ON l.payer = g.one
    JOIN {homes} AS h ON h.merchant = l.merchant
    WHERE h.home <> g.other
    GROUP BY g.other, l.merchant
)
SELECT crowd                                    AS place,
       CAST(sum(times * (times - 1)) AS BIGINT) AS value
FROM met
GROUP BY crowd
"""

KEPT = """
SELECT l.merchant,
       l.payer
FROM {links}       AS l
SEMI JOIN {places} AS p ON p.merchant = l.merchant
"""


class TableIncidence(Incidence):
    """Who pays where, in an engine."""

    def __init__(self, scratch: Scratch, table: str, merchants: int, payers: int) -> None:
        """Read nothing yet.

        Args:
            scratch: Where tables are kept, until the graph that they are all about is done with.
            table: Has the columns `merchant` and `payer`, each pair once.
            merchants: How many ids of merchants there are.
            payers: The same of payers.
        """
        self._scratch, self.table, self._merchants, self._payers = scratch, table, merchants, payers

    def end(self) -> None:
        """Drop what was kept for it, and for all that was taken from it."""
        self._scratch.clear()

    @property
    def payers(self) -> int:
        """How many ids of payers there are."""
        return self._payers

    @property
    def merchants(self) -> int:
        """How many there are, also those whom nobody paid."""
        return self._merchants

    @cached_property
    def popularity(self) -> Ints:
        """Payers of each merchant."""
        return self._scratch.vector(POPULARITY.format(links=self.table), self._merchants)

    @cached_property
    def activity(self) -> str:
        """The table of payers and how many merchants each has."""
        return self._scratch.keep(ACTIVITY.format(links=self.table))

    @property
    def room(self) -> int:
        """What many machines walk in about the time that one takes for few links."""
        return max(ROOM, PER_LINK * self.links)

    def activities(self) -> tuple[Ints, Ints]:
        """How many merchants a payer may have, in order, and how many payers have so many."""
        said = self._scratch.take(ACTIVITIES.format(activity=self.activity))
        return said["activity"], said["payers"]

    def without(self, links: TableIncidence, most: int) -> TableIncidence:
        """The same without the payers that have more merchants than `most` in `links`."""
        kept = self._scratch.keep(WITHOUT.format(own=self.table, activity=links.activity), {"most": most})
        return TableIncidence(self._scratch, kept, self._merchants, self._payers)

    def reach(self, crowds: TableIncidence) -> Floats:
        """Per crowd: links of its payers here beyond one each, added up."""
        text = REACH.format(crowds=crowds.table, activity=self.activity)
        return self._scratch.vector(text, crowds.merchants).astype(np.float64)

    def meet(self, crowds: TableIncidence, owner: Ints, null: Null, limits: OverlapLimits) -> Met:
        """Compare every crowd with every merchant but its owner, and keep the nearest of each."""
        return Meeting(self._scratch, crowds.table, self.table, owner, null, limits).nearest()

    def part(self, merchants: Ints) -> TableIncidence:
        """Some merchants alone, numbered anew in the order given."""
        kept = self._scratch.keep(PART.format(links=self.table, places=self._places(merchants)))
        return TableIncidence(self._scratch, kept, len(merchants), self._payers)

    def both(self, pairs: Pairs) -> TableIncidence:
        """The common payers of each pair, the pairs numbered as merchants."""
        kept = self._scratch.keep(BOTH.format(links=self.table, pairs=self._pairs(pairs)))
        return TableIncidence(self._scratch, kept, len(pairs.one), self._payers)

    def outsiders(self, near: Pairs, at_home: int) -> TableIncidence:
        """The links of payers who pay fewer than `at_home` of the merchants that stand near a merchant."""
        text = OUTSIDERS.format(links=self.table, pairs=self._pairs(near))
        kept = self._scratch.keep(text, {"at_home": at_home})
        return TableIncidence(self._scratch, kept, self._merchants, self._payers)

    def visits(self, merchants: Ints) -> Visits:
        """The links of some merchants."""
        text = VISITS.format(links=self.table, places=self._places(merchants), activity=self.activity)
        member, payer, activity = self._scratch.many(text, ("member", "payer", "activity"))
        order = np.lexsort((payer, member))
        return Visits(member[order], payer[order], activity[order])

    def outside(self, payers: Pairs, home: Ints) -> Floats:
        """Per group: pairs of its payers that meet at a merchant which is no home of the group."""
        homes = self._scratch.put({"merchant": np.arange(len(home)), "home": home})
        text = OUTSIDE.format(links=self.table, pairs=self._pairs(payers), homes=homes)
        return self._scratch.vector(text, int(home.max(initial=-1)) + 1) / 2

    def keep(self, engine: Engine, relation: Relation, merchants: Ints) -> None:
        """Make a relation (merchant, payer) from the links of some merchants."""
        engine.make(relation, KEPT.format(links=self.table, places=self._places(merchants)))

    @cached_property
    def steps(self) -> TableSteps:
        """How one walks here."""
        numbers = {"merchant": np.arange(self._merchants), "popularity": self.popularity}
        return TableSteps(self._scratch, self.table, self.activity, self._scratch.put(numbers), self.popularity)

    def _places(self, merchants: Ints) -> str:
        return self._scratch.put({"merchant": merchants.astype(np.int64), "place": np.arange(len(merchants))})

    def _pairs(self, pairs: Pairs) -> str:
        columns = {"one": pairs.one.astype(np.int64), "other": pairs.other.astype(np.int64)}
        return self._scratch.put({"place": np.arange(len(pairs.one))} | columns)
