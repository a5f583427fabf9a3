"""Which accounts are one merchant and which one controller holds: the steps that draw on a person's decisions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pyarrow as pa

from finpath.config import IdentityDecisions
from finpath.engine import Engine
from finpath.graph.identity.apply_overrides import Decided, apply
from finpath.graph.identity.edges import draw_edges
from finpath.graph.identity.entities import name_entities
from finpath.graph.identity.identifier_succession import tie_successors
from finpath.graph.step import GraphInput, Step

JOIN_ACCOUNTS: tuple[Step[Decided], ...] = (tie_successors, draw_edges, name_entities)
"""In their order."""

NUMBERS = """
SELECT n.account,
       a.merchant
FROM merchant_accounts   AS a
JOIN decided_accounts    AS n ON n.account = concat(a.provider_id, '/', a.merchant_id)
ORDER BY a.merchant
"""


@contextmanager
def decided(given: GraphInput) -> Iterator[Decided]:
    """What a person decided, as it meets this ledger."""
    engine, known = given.engine, given.identities
    merchants = engine.count("SELECT count(*) FROM merchant_accounts")
    applied = apply(known.decisions, _numbers(engine, known.decisions), merchants)
    yield Decided(engine, applied, known.earlier, merchants)


def _numbers(engine: Engine, decisions: IdentityDecisions) -> dict[str, int]:
    """The accounts that a person decided of, by "provider/merchant"."""
    named = sorted({name for each in (*decisions.merges, *decisions.splits) for name in each.accounts})
    with engine.scratch() as scratch:
        scratch.register("decided_accounts", pa.table({"account": pa.array(named, pa.string())}))
        rows = engine.arrow(NUMBERS).to_pylist()
    return {row["account"]: row["merchant"] for row in rows}
