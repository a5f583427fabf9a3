"""A small world in; out comes what is found of its identities, in names instead of numbers."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from finpath.config import Identities
from finpath.engine import Engine
from finpath.graph.step import GraphInput
from finpath.graph.steps import IDENTIFY, JOIN, LINK
from finpath.testing import ledger

EDGES = """
SELECT concat(one.provider_id, '/', one.merchant_id),
       concat(two.provider_id, '/', two.merchant_id),
       e.relation,
       e.kind,
       e.valid_from,
       e.valid_to,
       e.gap_days,
       e.source,
       e.confidence,
       e.joins
FROM identity_edges AS e
JOIN entities       AS one ON one.merchant = e.merchant
JOIN entities       AS two ON two.merchant = e.other
ORDER BY e.merchant, e.other, e.kind
"""
ENTITIES = "SELECT concat(provider_id, '/', merchant_id), entity_id, shop_id FROM entities ORDER BY merchant"
Groups = set[frozenset[str]]


@dataclass(frozen=True)
class Tie:
    one: str
    other: str
    relation: str
    kind: str
    valid_from: dt.date | None
    valid_to: dt.date | None
    gap_days: int | None
    source: str
    confidence: float
    joins: bool


@dataclass(frozen=True)
class Found:
    ties: tuple[Tie, ...]
    entities: dict[str, str]
    shops: dict[str, str]
    notes: tuple[str, ...]

    @property
    def groups(self) -> Groups:
        """Accounts of one controller, where there is more than one."""
        return _gathered(self.entities)

    @property
    def merchants(self) -> Groups:
        """Accounts that are one merchant, where there is more than one."""
        return _gathered(self.shops)

    def tie(self, kind: str) -> Tie:
        (found,) = (tie for tie in self.ties if tie.kind == kind)
        return found


def identities(engine: Engine, merchants: str, transactions: str = "", overrides: Identities | None = None) -> Found:
    world = ledger(engine, merchants=merchants, transactions=transactions)
    given = GraphInput(world, overrides or Identities())
    notes = tuple(note for stage in (LINK, IDENTIFY, JOIN) for note in stage.run(given))
    rows = [(str(name), str(entity), str(shop)) for name, entity, shop in engine.rows(ENTITIES)]
    ties = tuple(Tie(*row) for row in engine.rows(EDGES))  # type: ignore[arg-type] # columns of one type each
    return Found(ties, {name: entity for name, entity, _ in rows}, {name: shop for name, _, shop in rows}, notes)


def _gathered(ids: dict[str, str]) -> Groups:
    held = defaultdict(set)
    for name, key in ids.items():
        held[key].add(name)
    return {frozenset(names) for names in held.values() if len(names) > 1}
