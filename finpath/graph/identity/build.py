"""A ledger, its links and what is known of identities in; out come `identity_edges` and `entities`."""

from __future__ import annotations

from finpath.engine import Table
from finpath.graph.identity.decided import apply
from finpath.graph.identity.edges import build_edges
from finpath.graph.identity.entities import build_entities
from finpath.graph.identity.identifiers import build_identifiers
from finpath.graph.identity.known import Identities
from finpath.graph.identity.lives import build_lives
from finpath.graph.identity.passing import build_passed
from finpath.ingest import Ledger

NUMBERS = """
SELECT concat(provider_id, '/', merchant_id),
       merchant
FROM merchant_accounts
ORDER BY merchant
"""


def build_identity(ledger: Ledger, told: Identities) -> tuple[Table, tuple[str, ...]]:
    """Find accounts that are one merchant, and accounts that one controller holds.

    Args:
        ledger: Its engine holds `links` already.
        told: Decisions of a person, and ids of an earlier run.

    Returns:
        `entities`; and sentences for the coverage: hubs, bounds that bit, decisions on accounts that are not here.
    """
    engine = ledger.engine
    build_lives(ledger)
    hubs = build_identifiers(engine)
    numbers = {str(name): int(str(merchant)) for name, merchant in engine.rows(NUMBERS)}
    decided = apply(told.decisions, numbers)
    build_passed(engine, decided.sides)
    bounds = build_edges(engine, decided)
    return build_entities(engine, len(numbers), told.earlier), (*hubs, *bounds, *decided.notes)
