"""Who contributed, as a relation: the organisation behind each member id, and from when to when it delivered."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from finpath.engine import Engine
from finpath.ingest.ledger import Provider
from finpath.ingest.sides import is_payers_side
from finpath.tables.ledger import CONTRIBUTORS

CONTRIBUTED = """
WITH delivered AS (
    SELECT provider_id,
           min(occurred_at) AS first_seen,
           max(occurred_at) AS last_seen
    FROM transactions
    GROUP BY provider_id
)
SELECT v.provider_id,
       v.organisation,
       v.kind,
       v.payers_side,
       d.first_seen,
       d.last_seen
FROM voices          AS v
LEFT JOIN delivered  AS d ON d.provider_id = v.provider_id
"""

SCHEMA = pa.schema(
    [
        ("provider_id", pa.string()),
        ("organisation", pa.string()),
        ("kind", pa.string()),
        ("payers_side", pa.bool_()),
    ]
)


def write_contributors(engine: Engine, providers: Sequence[Provider]) -> None:
    """Make `contributors`; `transactions` is there.

    What a merchant's life, its silence or its end is measured against is the last day of the member that tells of it:
    members deliver up to different days, and one member's late row must not end everybody's merchants.
    """
    rows = [(one.id, one.voice, one.kind, is_payers_side(one.kind)) for one in providers]
    columns = list(zip(*rows, strict=True)) or [()] * len(SCHEMA)
    arrays = [pa.array(list(column), kind) for column, kind in zip(columns, SCHEMA.types, strict=True)]
    with engine.scratch() as scratch:
        scratch.register("voices", pa.table(arrays, schema=SCHEMA))
        engine.make(CONTRIBUTORS, CONTRIBUTED)
