"""What `build` makes: the tables that rules and detectors ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from finpath.engine import Engine, Table


@dataclass(frozen=True)
class PaymentGraph:
    """Payers, merchants and the links between them.

    Args:
        engine: Where the tables are.
        links: One row per payer and merchant.
        merchants: One row per merchant account, with every feature of the catalogue.
        payers: One row per payer; never shown, never scored.
        entities: One row per merchant account: the entity and the controller it belongs to.
        supplied: Which of the contract's columns each provider filled.
        caps: Bounds that bit, one sentence each.
    """

    engine: Engine
    links: Table
    merchants: Table
    payers: Table
    entities: Table
    supplied: Mapping[str, frozenset[str]]
    caps: tuple[str, ...] = ()

    @property
    def present(self) -> frozenset[str]:
        """The contract's columns that anybody filled."""
        return frozenset[str]().union(*self.supplied.values())
