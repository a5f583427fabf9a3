"""All transfers that touch some accounts, and what is known of an account before it is looked into."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import pyarrow as pa

from finpath.engine import Engine
from finpath.graph.trail.node import Node, Transfer, all_units, units

SURVEY = """
WITH ends AS (
    SELECT f.account, f.currency, t.from_account AS feeder, t.amount AS received
    FROM trail_frontier AS f
    JOIN transfers      AS t ON t.to_account = f.account AND t.currency = f.currency
    UNION ALL
    SELECT f.account, f.currency, NULL AS feeder, NULL AS received
    FROM trail_frontier AS f
    JOIN transfers      AS t ON t.from_account = f.account AND t.currency = f.currency
)
SELECT account,
       currency,
       count(*)                                                     AS transfers,
       count(DISTINCT feeder)                                       AS feeders,
       CAST(coalesce(sum(received), 0) AS DECIMAL(38, 8))           AS received
FROM ends
GROUP BY account, currency
"""

TOUCHING = """
SELECT t.provider_id,
       t.transfer_id,
       fp_micros(t.occurred_at) AS at,
       t.from_account,
       t.to_account,
       t.amount,
       t.currency
FROM transfers AS t
WHERE t.from_account <> t.to_account
  AND (EXISTS (SELECT 1 FROM trail_frontier AS f WHERE f.account = t.to_account AND f.currency = t.currency)
       OR EXISTS (SELECT 1 FROM trail_frontier AS f WHERE f.account = t.from_account AND f.currency = t.currency))
"""


@dataclass(frozen=True)
class AccountSurvey:
    """What is known of an account before its transfers are read.

    Args:
        transfers: In and out.
        feeders: Accounts that pay into it.
        received: In all, in hundred-millionths.
    """

    transfers: int = 0
    feeders: int = 0
    received: int = 0


def survey(engine: Engine, nodes: Sequence[Node]) -> dict[Node, AccountSurvey]:
    """Count the transfers of accounts."""
    with _frontier(engine, nodes):
        rows = engine.arrow(SURVEY).to_pylist()
    return {
        Node(row["account"], row["currency"]): AccountSurvey(row["transfers"], row["feeders"], units(row["received"]))
        for row in rows
    }


def touching(engine: Engine, nodes: Sequence[Node]) -> list[Transfer]:
    """Read every transfer into or out of accounts; one that two members tell of counts once."""
    with _frontier(engine, nodes):
        rows = engine.arrow(TOUCHING)
    currencies = rows["currency"].to_pylist()
    sides = (map(Node, rows[side].to_pylist(), currencies) for side in ("from_account", "to_account"))
    names = (rows[name].to_pylist() for name in ("at", "provider_id", "transfer_id"))
    return _once(map(Transfer, *names, *sides, all_units(rows["amount"])))


@contextmanager
def _frontier(engine: Engine, nodes: Sequence[Node]) -> Iterator[None]:
    """The accounts that are asked about, as the table `trail_frontier`."""
    accounts = pa.array([node.account for node in nodes], pa.string())
    currencies = pa.array([node.currency for node in nodes], pa.string())
    with engine.scratch() as scratch:
        scratch.register("trail_frontier", pa.table({"account": accounts, "currency": currencies}))
        yield


def _once(transfers: Iterable[Transfer]) -> list[Transfer]:
    """The bank of the sender and that of the receiver may both tell of a transfer: as often as the one that tells most.

    A transfer has no name that both share; it is the same where instant, accounts, currency and amount are.
    """
    told: dict[tuple[object, ...], list[Transfer]] = defaultdict(list)
    for each in transfers:
        told[each.at, each.source, each.target, each.amount].append(each)
    return [each for same in told.values() for each in (same if len(same) == 1 else _most(same))]


def _most(same: list[Transfer]) -> Iterator[Transfer]:
    """Of transfers that look the same, sorted by name, each that makes them more than any provider had told of."""
    counts: Counter[str] = Counter()
    most = 0
    for each in sorted(same, key=lambda each: (each.provider_id, each.transfer_id, each)):
        counts[each.provider_id] += 1
        if counts[each.provider_id] > most:
            most += 1
            yield each
