"""Merchant accounts and their identifiers in; out comes which accounts one controller holds.

Exact identifiers join accounts. An identifier that many accounts share (a facilitator's settlement account, a
registered agent, a shared switchboard) is a hub: it joins nobody, and is listed.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pyarrow as pa
from publicsuffixlist import PublicSuffixList

from finpath.engine import Engine, Table
from finpath.engine.kernels import components

HUB = 40
"""An identifier of more accounts than this joins nobody."""

IDENTIFIERS = ("settlement_account", "principal", "phone", "email", "registration_number")
"""What ties accounts to one controller. An address alone does not: malls and agents share one."""

DOMAINS = """
SELECT merchant,
       domain
FROM merchant_accounts
WHERE domain IS NOT NULL
ORDER BY merchant
"""

SHARED = """
SELECT kind,
       value,
       count(DISTINCT merchant) AS accounts,
       min(merchant)            AS anchor
FROM identifiers
GROUP BY kind, value
HAVING count(DISTINCT merchant) > 1
"""

TIES = """
SELECT i.merchant,
       s.anchor,
       i.kind
FROM identifiers AS i
JOIN shared_identifiers AS s ON s.kind = i.kind AND s.value = i.value
WHERE s.accounts <= :hub AND i.merchant <> s.anchor
ORDER BY i.merchant, s.anchor, i.kind
"""

HUBS = """
SELECT kind,
       count(*)      AS hubs,
       max(accounts) AS accounts
FROM shared_identifiers
WHERE accounts > :hub
GROUP BY kind
ORDER BY kind
"""

NAMED = """
SELECT a.merchant,
       a.provider_id,
       a.merchant_id,
       c.controller,
       concat('e-', fp_first(fp_sha256(concat(first.provider_id, '/', first.merchant_id)), 12)) AS entity_id
FROM merchant_accounts AS a
JOIN controllers       AS c     ON c.merchant = a.merchant
JOIN merchant_accounts AS first ON first.merchant = c.controller
ORDER BY a.merchant
"""


def build_entities(engine: Engine, merchants: int) -> tuple[Table, tuple[str, ...]]:
    """Join accounts by shared identifiers.

    Returns:
        `entities`: one row per account with its controller; and a sentence per kind of hub.
    """
    engine.register("domains", _registered_domains(engine))
    engine.view("identifiers", _identifiers())
    engine.materialize("shared_identifiers", SHARED)
    ties = engine.arrow(TIES, {"hub": HUB})
    label = components(ties["merchant"].to_numpy(), ties["anchor"].to_numpy(), merchants)
    engine.register("controllers", pa.table({"merchant": np.arange(merchants), "controller": label}))
    entities = engine.materialize("entities", NAMED)
    hubs = engine.rows(HUBS, {"hub": HUB})
    return entities, tuple(_hub_sentence(str(kind), int(str(n)), int(str(most))) for kind, n, most in hubs)


def _identifiers() -> str:
    columns = [f"SELECT merchant, '{name}' AS kind, {name} AS value FROM merchant_accounts" for name in IDENTIFIERS]  # noqa: S608
    every = " UNION ALL ".join([*columns, "SELECT merchant, 'domain' AS kind, value FROM domains"])
    return f"SELECT DISTINCT merchant, kind, value FROM ({every}) AS every_kind WHERE value IS NOT NULL"  # noqa: S608


def _registered_domains(engine: Engine) -> pa.Table:
    """The part of a host name that somebody registered, by the bundled public suffix list."""
    suffixes = _suffixes()
    hosts = engine.arrow(DOMAINS)
    names = [suffixes.privatesuffix(str(host).lower().strip(".")) for host in hosts["domain"].to_pylist()]
    return pa.table({"merchant": hosts["merchant"], "value": pa.array(names, pa.string())})


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


def _hub_sentence(kind: str, hubs: int, most: int) -> str:
    words = kind.replace("_", " ")
    return f"{hubs} {words} value(s) shared by more than {HUB} accounts (up to {most}) joined nobody: hubs."
