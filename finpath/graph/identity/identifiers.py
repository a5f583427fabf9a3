"""What accounts are identified by, and which values several of them share."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pyarrow as pa

from finpath.engine import Engine
from finpath.graph.identity.kinds import FREE_MAIL, HUB, LENT, LISTINGS, STRONG
from finpath.graph.step import GraphInput, Notes, step
from finpath.ingest.normalise import host
from finpath.tables.graph import PLACED_PAYMENTS
from finpath.tables.identity import HOSTS, IDENTIFIERS, SHARED_IDENTIFIERS, TRAITS
from finpath.tables.ledger import MERCHANT_ACCOUNTS

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

DOMAINS = """
SELECT merchant,
       domain
FROM merchant_accounts
WHERE domain IS NOT NULL
ORDER BY merchant
"""

OPEN_TO_ALL = """
SELECT value
FROM hosts
WHERE open_to_all
GROUP BY value
"""

FACILITATORS = """
SELECT i.kind,
       i.value
FROM identifiers       AS i
JOIN merchant_accounts AS child  ON child.merchant = i.merchant
JOIN merchant_accounts AS parent ON parent.provider_id = child.provider_id AND parent.merchant_id = child.parent_id
JOIN identifiers       AS own    ON own.merchant = parent.merchant AND own.kind = i.kind AND own.value = i.value
WHERE i.kind IN :lent AND parent.merchant <> child.merchant
GROUP BY i.kind, i.value
"""
"""What an account has from the facilitator that it hangs under is the facilitator's."""

SHARED = """
WITH held AS (
    SELECT kind,
           value,
           count(*)      AS accounts,
           min(merchant) AS anchor
    FROM identifiers
    GROUP BY kind, value
    HAVING count(*) > 1
)
SELECT h.kind,
       h.value,
       h.accounts,
       h.anchor,
       h.accounts > :hub OR f.kind IS NOT NULL OR o.value IS NOT NULL AS hub
FROM held              AS h
LEFT JOIN facilitators AS f ON f.kind = h.kind AND f.value = h.value
LEFT JOIN open_to_all  AS o ON h.kind = 'domain' AND o.value = h.value
"""

HUBS = """
SELECT kind,
       count(*)                               AS hubs,
       max(accounts)                          AS accounts,
       count(*) FILTER (WHERE accounts <= :hub) AS lent
FROM shared_identifiers
WHERE hub
GROUP BY kind
ORDER BY kind
"""

STEMMED = """
WITH texts AS (
    SELECT p.merchant,
           p.descriptor,
           count(*) AS payments
    FROM placed_payments   AS p
    JOIN merchant_accounts AS a ON a.merchant = p.merchant AND a.descriptor IS NULL
    WHERE p.descriptor IS NOT NULL
    GROUP BY p.merchant, p.descriptor
), counted AS (
    SELECT t.merchant,
           fp_replace(fp_clean_id(t.descriptor), '[0-9]', '') AS stem,
           sum(t.payments)                                    AS payments
    FROM texts AS t
    GROUP BY t.merchant, fp_replace(fp_clean_id(t.descriptor), '[0-9]', '')
), usual AS (
    SELECT merchant,
           stem
    FROM counted
    QUALIFY row_number() OVER (PARTITION BY merchant ORDER BY payments DESC, stem) = 1
)
SELECT merchant,
       fp_replace(fp_clean_id(descriptor), '[0-9]', '') AS stem
FROM merchant_accounts
WHERE descriptor IS NOT NULL
UNION ALL
SELECT merchant,
       stem
FROM usual
"""
"""What a statement text says without its digits and marks; where no office wrote it down, what payments mostly say."""

COMMON_TRAITS = """
WITH common AS (
    SELECT s.merchant,
           'descriptor_family' AS kind,
           s.stem              AS value
    FROM stems AS s
    WHERE length(s.stem) >= :letters
    UNION ALL
    SELECT a.merchant,
           'parent'                                AS kind,
           concat(a.provider_id, '/', a.parent_id) AS value
    FROM merchant_accounts AS a
    WHERE a.parent_id IS NOT NULL
)
SELECT c.merchant,
       c.kind,
       c.value
FROM common AS c
QUALIFY count(*) OVER (PARTITION BY c.kind, c.value) BETWEEN 2 AND :common
"""

STEM, COMMON = 7, 12
"""Letters that a descriptor's stem has at least; accounts that one stem, or one parent, has at most."""


@step(
    makes=(HOSTS, IDENTIFIERS, SHARED_IDENTIFIERS, TRAITS),
    reads=(MERCHANT_ACCOUNTS, PLACED_PAYMENTS),
)
def list_identifiers(given: GraphInput) -> Notes:
    """List what accounts are identified by, and which values are shared; a sentence for each kind of hub."""
    engine = given.engine
    engine.load(HOSTS, _hosts(engine))
    engine.make(IDENTIFIERS, _identifiers())
    with engine.scratch() as scratch:
        scratch.make("facilitators", FACILITATORS, {"lent": LENT})
        scratch.view("open_to_all", OPEN_TO_ALL)
        engine.make(SHARED_IDENTIFIERS, SHARED, {"hub": HUB})
        scratch.view("stems", STEMMED)
        engine.make(TRAITS, COMMON_TRAITS, {"letters": STEM, "common": COMMON})
    return tuple(engine.fetch(HUBS, _hub_sentence, {"hub": HUB}))


def _identifiers() -> str:
    names = [kind.name for kind in STRONG if kind.name != "domain"]
    columns = [f"SELECT merchant, '{name}' AS kind, {name} AS value FROM merchant_accounts" for name in names]  # noqa: S608
    every = " UNION ALL ".join([*columns, "SELECT merchant, 'domain' AS kind, value FROM hosts"])
    return f"SELECT DISTINCT merchant, kind, value FROM ({every}) AS every_kind WHERE value IS NOT NULL"  # noqa: S608


def _hosts(engine: Engine) -> pa.Table:
    """Each host name, the part of it that somebody registered, and whether anybody can have a place there."""
    found = engine.arrow(DOMAINS)
    hosts = [host(str(text)) for text in found["domain"].to_pylist()]
    names = [_suffixes().privatesuffix(host) for host in hosts]
    return pa.table(
        {
            "merchant": found["merchant"],
            "host": pa.array(hosts, pa.string()),
            "value": pa.array(names, pa.string()),
            "open_to_all": pa.array([name in FREE_MAIL or name in LISTINGS for name in names], pa.bool_()),
        }
    )


@cache
def _suffixes() -> PublicSuffixList:
    """The whole list: it is slow to read, and many runs have no host."""
    from publicsuffixlist import PublicSuffixList  # noqa: PLC0415 - as slow to import

    return PublicSuffixList()


def _hub_sentence(kind: str, hubs: int, accounts: int, lent: int) -> str:
    why = f", {lent} of them a facilitator's or open to all" if lent else ""
    name = kind.replace("_", " ")
    return f"{hubs} {name} value(s) joined nobody: hubs of up to {accounts:,} accounts (bound: {HUB}){why}."
