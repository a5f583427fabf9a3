"""`keys.parquet`: by what accounts of two cases could be one controller's, as tokens; only where a run is asked for it.

It holds identifiers of controllers alone, never a payer's, of accounts at `watch` or above; no value, and nothing that
so many have that it ties nobody. It lies in the run folder, is sealed with it, and is in no package.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import cast

import pyarrow as pa

from finpath.engine import Engine
from finpath.engine.parquet import write_parquet
from finpath.graph.identity import list_sellers

NAME = "keys.parquet"
ROWS = 20_000
REGISTERED = "registration_number"
"""The one kind that has no token: it stands in a public register. Its plain hash hides it from nobody who counts up."""

SELLER = "name_and_address"
"""A name with an address, where the two say who the seller is as finpath joins accounts: hashed with that token."""

HASHED = (REGISTERED, SELLER)
LOOKED_AT = ("refer", "review", "watch")

KEYS = """
WITH shared_by_many AS (
    SELECT DISTINCT kind, value, organisation
    FROM shared_identifiers
    WHERE hub
), named AS (
    SELECT s.provider_id,
           s.merchant_id,
           i.kind,
           CASE WHEN i.kind = 'domain' THEN a.domain_token ELSE i.value END AS token,
           coalesce(a.country, '')                                          AS country
    FROM suspects            AS s
    JOIN identifiers         AS i ON i.merchant = s.merchant
    JOIN merchant_accounts   AS a ON a.merchant = s.merchant
    LEFT JOIN shared_by_many AS h ON h.kind = i.kind AND h.value = i.value AND h.organisation = i.organisation
    WHERE s.tier IN :tiers AND h.kind IS NULL
    UNION ALL
    SELECT s.provider_id,
           s.merchant_id,
           :seller AS kind,
           n.said  AS token,
           ''      AS country
    FROM suspects      AS s
    JOIN named_sellers AS n ON n.merchant = s.merchant
    WHERE s.tier IN :tiers
)
SELECT provider_id,
       merchant_id,
       kind,
       token,
       country
FROM named
WHERE token IS NOT NULL
ORDER BY provider_id, merchant_id, kind, token
"""


def write_keys(engine: Engine, folder: Path) -> None:
    """Write the keys into the folder of explanations."""
    with engine.scratch() as scratch:
        scratch.register("named_sellers", list_sellers(engine))
        found = engine.arrow(KEYS, {"tiers": LOOKED_AT, "seller": SELLER})
    rows = zip(*(cast("list[str]", found[name].to_pylist()) for name in ("kind", "token", "country")), strict=True)
    tokens = [_hashed(kind, country, said) if kind in HASHED else said for kind, said, country in rows]
    table = found.drop_columns(["token", "country"]).append_column("token", pa.array(tokens, pa.string()))
    write_parquet(table, folder / NAME, ROWS)


def _hashed(kind: str, country: str, said: str) -> str:
    return hashlib.sha256(f"{kind}\x1f{country}\x1f{said}".encode()).hexdigest()
