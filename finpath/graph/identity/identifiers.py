"""What accounts are identified by, and which values several of them share."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

import pyarrow as pa

from finpath.engine import Engine
from finpath.graph.identity.kinds import EACH, FREE_MAIL, HUB, LENT, LISTINGS, STRONG
from finpath.graph.step import GraphInput, Notes, step
from finpath.ingest.normalise import host
from finpath.tables.graph import PLACED_PAYMENTS
from finpath.tables.identity import HOSTS, IDENTIFIERS, SHARED_IDENTIFIERS, TRAITS
from finpath.tables.ledger import CONTRIBUTORS, MERCHANT_ACCOUNTS

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
       i.value,
       i.organisation
FROM identifiers       AS i
JOIN merchant_accounts AS child  ON child.merchant = i.merchant
JOIN merchant_accounts AS parent ON parent.provider_id = child.provider_id AND parent.merchant_id = child.parent_id
JOIN identifiers       AS own    ON own.merchant = parent.merchant AND own.kind = i.kind AND own.value = i.value
WHERE i.kind IN :lent AND parent.merchant <> child.merchant
UNION
SELECT own.kind,
       own.value,
       every.organisation
FROM known_facilitators AS f
JOIN merchant_accounts  AS a   ON a.provider_id = f.provider_id AND a.merchant_id = f.merchant_id
JOIN identifiers        AS own ON own.merchant = a.merchant
CROSS JOIN (SELECT DISTINCT organisation FROM contributors) AS every
WHERE own.kind IN :lent
"""
"""What an account has from the facilitator that it hangs under is the facilitator's: for accounts of the organisation
that says so; where the hub's roster names the facilitator, for everybody's."""

SHARED = """
WITH held AS (
    SELECT kind,
           value,
           organisation,
           count(*)      AS accounts,
           min(merchant) AS anchor
    FROM identifiers
    GROUP BY kind, value, organisation
), several AS (
    SELECT kind,
           value,
           CAST(sum(accounts) AS BIGINT) AS accounts,
           min(anchor)                   AS anchor
    FROM held
    GROUP BY kind, value
    HAVING sum(accounts) > 1
), others AS (
    SELECT h.kind,
           h.value,
           h.organisation,
           CAST(sum(least(o.accounts, :each)) AS BIGINT) AS together,
           max(least(o.accounts, :each))                 AS most
    FROM held AS h
    JOIN held AS o ON o.kind = h.kind AND o.value = h.value AND o.organisation <> h.organisation
    GROUP BY h.kind, h.value, h.organisation
), weighed AS (
    SELECT h.kind,
           h.value,
           h.organisation,
           s.accounts,
           s.anchor,
           h.accounts > :hub OR f.kind IS NOT NULL OR o.value IS NOT NULL
               OR h.accounts + coalesce(w.together - w.most, 0) > :hub AS hub,
           h.accounts + coalesce(w.together, 0) > :hub                 AS crowded
    FROM held              AS h
    JOIN several           AS s ON s.kind = h.kind AND s.value = h.value
    LEFT JOIN others       AS w ON w.kind = h.kind AND w.value = h.value AND w.organisation = h.organisation
    LEFT JOIN facilitators AS f ON f.kind = h.kind AND f.value = h.value AND f.organisation = h.organisation
    LEFT JOIN open_to_all  AS o ON h.kind = 'domain' AND o.value = h.value
)
SELECT kind,
       value,
       organisation,
       accounts,
       anchor,
       hub,
       crowded AND NOT hub AS contested
FROM weighed
"""
"""A value is a hub for an organisation by its own accounts and at most so many of each other one; and never by the word
of one other alone, which could untie a case with accounts that it invents."""

HUBS = """
WITH hubs AS (
    SELECT DISTINCT kind, value, accounts
    FROM shared_identifiers
    WHERE hub
)
SELECT kind,
       count(*)                               AS hubs,
       max(accounts)                          AS accounts,
       count(*) FILTER (WHERE accounts <= :hub) AS lent
FROM hubs
GROUP BY kind
ORDER BY kind
"""

CONTESTED = """
SELECT kind,
       count(DISTINCT value) AS contested
FROM shared_identifiers
WHERE contested
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
    reads=(MERCHANT_ACCOUNTS, CONTRIBUTORS, PLACED_PAYMENTS),
)
def list_identifiers(given: GraphInput) -> Notes:
    """List what accounts are identified by, and which values are shared; a sentence for each kind of hub."""
    engine = given.engine
    engine.load(HOSTS, _hosts(engine))
    engine.make(IDENTIFIERS, _identifiers())
    with engine.scratch() as scratch:
        scratch.register("known_facilitators", _facilitators(given.ledger.facilitators))
        scratch.make("facilitators", FACILITATORS, {"lent": LENT})
        scratch.view("open_to_all", OPEN_TO_ALL)
        engine.make(SHARED_IDENTIFIERS, SHARED, {"hub": HUB, "each": EACH})
        scratch.view("stems", STEMMED)
        engine.make(TRAITS, COMMON_TRAITS, {"letters": STEM, "common": COMMON})
    hubs = engine.fetch(HUBS, _hub_sentence, {"hub": HUB})
    return (*hubs, *engine.fetch(CONTESTED, _contested_sentence))


def _facilitators(named: Sequence[tuple[str, str]]) -> pa.Table:
    """The accounts that the roster names as facilitators'."""
    columns = list(zip(*named, strict=True)) or [(), ()]
    names = ("provider_id", "merchant_id")
    return pa.table({name: pa.array(list(c), pa.string()) for name, c in zip(names, columns, strict=True)})


def _identifiers() -> str:
    names = [kind.name for kind in STRONG if kind.name != "domain"]
    columns = [f"SELECT merchant, '{name}' AS kind, {name} AS value FROM merchant_accounts" for name in names]  # noqa: S608
    every = " UNION ALL ".join([*columns, "SELECT merchant, 'domain' AS kind, value FROM hosts"])
    return (
        "SELECT DISTINCT i.merchant, i.kind, i.value, c.organisation "  # noqa: S608
        f"FROM ({every}) AS i JOIN merchant_accounts AS a ON a.merchant = i.merchant "
        "JOIN contributors AS c ON c.provider_id = a.provider_id WHERE i.value IS NOT NULL"
    )


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


def _contested_sentence(kind: str, contested: int) -> str:
    return (
        f"{contested} {kind.replace('_', ' ')} value(s) would tie nobody by one other organisation's accounts alone: "
        "they still tie, and a person should look at them."
    )
