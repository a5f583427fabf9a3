"""Links and accounts in; out comes `lives`: from when to when an account existed as far as anybody has said or seen."""

from __future__ import annotations

import pyarrow as pa

from finpath.engine import Engine
from finpath.ingest import Ledger

LIVES = """
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


def build_lives(ledger: Ledger) -> None:
    """Make `lives`, with the file that describes each account."""
    engine: Engine = ledger.engine
    files = {"file": [file.index for file in ledger.files], "path": [file.path for file in ledger.files]}
    engine.register("ledger_files", pa.table(files, schema=pa.schema([("file", pa.int32()), ("path", pa.string())])))
    engine.materialize("lives", LIVES)
