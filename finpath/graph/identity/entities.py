"""Which accounts are one merchant, which one controller holds, under ids that last.

An id is made of its founder: the account that began first, then the first by provider and merchant. So it changes only
when an account that began earlier than all the others joins, or when the founder leaves. With the ids of an earlier run
at hand not even then: an entity keeps the id that most of its accounts bore, and what splits off gets a new one.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from finpath.config.identity_decisions import SAME_MERCHANT
from finpath.graph.identity.apply_overrides import Decided
from finpath.graph.kernels import components
from finpath.graph.step import Notes, step
from finpath.tables.identity import ENTITIES, IDENTITY_EDGES, LIVES

FOUNDERS = """
SELECT c.{part} AS part,
       fp_first(fp_sha256(concat(l.provider_id, '/', l.merchant_id)), 12)            AS digits,
       fp_first(fp_sha256(concat(l.provider_id, '/', l.merchant_id, '/again')), 12)  AS more_digits
FROM controllers AS c
JOIN lives       AS l ON l.merchant = c.merchant
QUALIFY row_number() OVER (PARTITION BY c.{part} ORDER BY l.began IS NULL, l.began, l.provider_id, l.merchant_id) = 1
"""

LASTING = """
WITH votes AS (
    SELECT b.entity_id,
           c.controller,
           count(*) AS members
    FROM borne       AS b
    JOIN lives       AS l ON l.provider_id = b.provider_id AND l.merchant_id = b.merchant_id
    JOIN controllers AS c ON c.merchant = l.merchant
    GROUP BY b.entity_id, c.controller
), claims AS (
    SELECT v.entity_id,
           v.controller,
           v.members
    FROM votes AS v
    QUALIFY row_number() OVER (PARTITION BY v.entity_id ORDER BY v.members DESC, v.controller) = 1
)
SELECT k.entity_id,
       k.controller
FROM claims AS k
QUALIFY row_number() OVER (PARTITION BY k.controller ORDER BY k.members DESC, k.entity_id) = 1
"""
"""An id goes with most of those who bore it; of several ids in one entity, the one of most of its accounts stays."""

NAMED = """
SELECT l.merchant,
       l.provider_id,
       l.merchant_id,
       c.controller,
       CASE WHEN k.entity_id IS NOT NULL THEN k.entity_id
            WHEN b.entity_id IS NOT NULL THEN concat('e-', f.more_digits)
            ELSE concat('e-', f.digits) END             AS entity_id,
       concat('s-', s.digits)                           AS shop_id
FROM lives               AS l
JOIN controllers         AS c ON c.merchant = l.merchant
JOIN founders            AS f ON f.part = c.controller
JOIN shop_founders       AS s ON s.part = c.shop
LEFT JOIN lasting        AS k ON k.controller = c.controller
LEFT JOIN (SELECT DISTINCT entity_id FROM borne) AS b ON b.entity_id = concat('e-', f.digits)
ORDER BY l.merchant
"""
"""An id that was borne is given to nobody new, even where its founder is."""

JOINING = """
SELECT merchant,
       other,
       relation
FROM identity_edges
WHERE joins
ORDER BY merchant, other
"""


@step(makes=(ENTITIES,), reads=(IDENTITY_EDGES, LIVES))
def name_entities(given: Decided) -> Notes:
    """Name the entity and the shop of each account."""
    engine = given.engine
    edges = engine.arrow(JOINING)
    left, right = edges["merchant"].to_numpy(), edges["other"].to_numpy()
    alike = np.array([relation == SAME_MERCHANT for relation in edges["relation"].to_pylist()], np.bool_)
    labels = {
        "merchant": np.arange(given.merchants),
        "controller": components(left, right, given.merchants),
        "shop": components(left[alike], right[alike], given.merchants),
    }
    with engine.scratch() as scratch:
        scratch.register("controllers", pa.table(labels))
        scratch.register("borne", given.earlier)
        scratch.make("founders", FOUNDERS.format(part="controller"))
        scratch.make("shop_founders", FOUNDERS.format(part="shop"))
        scratch.make("lasting", LASTING)
        engine.make(ENTITIES, NAMED)
    return ()
