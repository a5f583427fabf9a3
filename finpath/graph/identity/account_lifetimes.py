"""From when to when an account existed, as far as anybody has said or seen."""

from __future__ import annotations

import pyarrow as pa

from finpath.graph.step import GraphInput, Notes, step
from finpath.tables.graph import LINKS
from finpath.tables.identity import LIVES
from finpath.tables.ledger import MERCHANT_ACCOUNTS

LEDGER_FILES = pa.schema([("file", pa.int32()), ("path", pa.string())])

LIFETIMES = """
WITH seen AS (
    SELECT merchant,
           min(first_seen) AS first_seen,
           max(last_seen)  AS last_seen
    FROM links
    GROUP BY merchant
)
SELECT a.merchant,
       a.provider_id,
       a.merchant_id,
       coalesce(f.path, a.provider_id)                       AS source,
       least(a.opened_on, fp_day(s.first_seen))              AS began,
       greatest(a.closed_on, fp_day(s.last_seen))            AS ended
FROM merchant_accounts   AS a
LEFT JOIN seen           AS s ON s.merchant = a.merchant
LEFT JOIN ledger_files   AS f ON f.file = a.file
"""
"""An account that nobody closed ends, for us, with its last payment."""


@step(makes=(LIVES,), reads=(LINKS, MERCHANT_ACCOUNTS))
def date_accounts(given: GraphInput) -> Notes:
    """Date each account, with the file that describes it."""
    files = {"file": [each.index for each in given.ledger.files], "path": [each.path for each in given.ledger.files]}
    with given.engine.scratch() as scratch:
        scratch.register("ledger_files", pa.table(files, schema=LEDGER_FILES))
        given.engine.make(LIVES, LIFETIMES)
    return ()
