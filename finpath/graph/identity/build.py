"""A ledger, its links and what is known of identities in; out come `identity_edges` and `entities`."""

from __future__ import annotations

import pyarrow as pa

from finpath.config import Identities, IdentityDecisions
from finpath.engine import Engine, Table
from finpath.graph.identity.account_lifetimes import build_lives
from finpath.graph.identity.apply_overrides import apply
from finpath.graph.identity.edges import build_edges
from finpath.graph.identity.entities import build_entities
from finpath.graph.identity.identifier_succession import build_passed
from finpath.graph.identity.identifiers import build_identifiers
from finpath.ingest import Ledger

NUMBERS = """
SELECT n.account,
       a.merchant
FROM merchant_accounts   AS a
JOIN decided_accounts    AS n ON n.account = concat(a.provider_id, '/', a.merchant_id)
ORDER BY a.merchant
"""


def build_identity(ledger: Ledger, told: Identities) -> tuple[Table, tuple[str, ...]]:
    """Find accounts that are one merchant, and accounts that one controller holds.

    Args:
        ledger: Its engine holds `links` already.
        told: IdentityDecisions of a person, and ids of an earlier run.

    Returns:
        `entities`; and sentences for the coverage: hubs, bounds that bit, decisions on accounts that are not here.
    """
    engine = ledger.engine
    build_lives(ledger)
    hubs = build_identifiers(engine)
    merchants = int(str(engine.scalar("SELECT count(*) FROM merchant_accounts")))
    decided = apply(told.decisions, _numbers(engine, told.decisions), merchants)
    build_passed(engine, decided.sides)
    bounds = build_edges(engine, decided)
    return build_entities(engine, merchants, told.earlier), (*hubs, *bounds, *decided.notes)


def _numbers(engine: Engine, decisions: IdentityDecisions) -> dict[str, int]:
    """The accounts that a person decided of, by "provider/merchant"."""
    named = sorted({name for each in (*decisions.merges, *decisions.splits) for name in each.accounts})
    engine.register("decided_accounts", pa.table({"account": pa.array(named, pa.string())}))
    numbers = {str(name): int(str(merchant)) for name, merchant in engine.rows(NUMBERS)}
    engine.drop("decided_accounts")
    return numbers
