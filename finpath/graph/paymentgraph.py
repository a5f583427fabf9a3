"""What `build` makes: the relations that rules and detectors ask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from finpath.engine import Engine, Table
from finpath.graph import export
from finpath.graph.export.around import MOST
from finpath.graph.graph_html import describe

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd


@dataclass(frozen=True)
class PaymentGraph:
    """Payers, merchants and the links between them.

    Args:
        engine: Where the relations are.
        supplied: Which of the contract's columns each provider filled.
        caps: Bounds that bit, one sentence each.
    """

    engine: Engine
    supplied: Mapping[str, frozenset[str]]
    caps: tuple[str, ...] = ()

    @property
    def links(self) -> Table:
        """One row per payer and merchant."""
        return self.engine.table("links")

    @property
    def merchants(self) -> Table:
        """One row per merchant account, with every feature of the catalogue."""
        return self.engine.table("merchants")

    @property
    def payers(self) -> Table:
        """One row per payer; never shown, never scored."""
        return self.engine.table("payers")

    @property
    def entities(self) -> Table:
        """One row per merchant account: the entity and the controller it belongs to."""
        return self.engine.table("entities")

    @property
    def present(self) -> frozenset[str]:
        """The contract's columns that anybody filled."""
        return frozenset[str]().union(*self.supplied.values())

    def to_arrow(self, merchants: Sequence[int] | None = None, *, most: int | None = MOST) -> export.Exported:
        """Nodes and edges as Arrow tables: the whole graph, or the neighbourhood of some merchants.

        Args:
            merchants: Their numbers, as in the column `merchant`; the whole graph when None.
            most: Payers and merchants at most, the nearest first; None for no bound.

        Raises:
            ConfigError: The whole graph is larger than `most`, or a merchant does not exist.
        """
        return export.exported(self.engine, export.Around(merchants=merchants, most=most))

    def to_pandas(
        self, merchants: Sequence[int] | None = None, *, most: int | None = MOST
    ) -> tuple[pd.DataFrame, pd.DataFrame]:
        """The same as two data frames, nodes and edges."""
        return self.to_arrow(merchants, most=most).frames()

    def to_networkx(self, merchants: Sequence[int] | None = None, *, most: int | None = MOST) -> nx.Graph[str]:
        """The same as a networkx graph."""
        return self.to_arrow(merchants, most=most).network()

    def to_graphml(self, path: Path, merchants: Sequence[int] | None = None, *, most: int | None = MOST) -> None:
        """Write the same as a GraphML file."""
        export.write_graphml(self.to_networkx(merchants, most=most), path)

    def to_gexf(self, path: Path, merchants: Sequence[int] | None = None, *, most: int | None = MOST) -> None:
        """Write the same as a GEXF file, for Gephi."""
        export.write_gexf(self.to_networkx(merchants, most=most), path)

    def _repr_html_(self) -> str:
        """For a notebook: counts alone."""
        return describe(self.engine, len(self.present), self.caps)
