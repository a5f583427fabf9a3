"""A part of the graph as Arrow tables of nodes and edges, as a networkx graph and as data frames."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa

from finpath.engine import Engine
from finpath.graph.export.around import Around, choose

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd

NODES = """
SELECT concat('payer ', t.token)                AS id,
       'payer'                                  AS kind,
       NULL                                     AS provider_id,
       NULL                                     AS merchant_id,
       NULL                                     AS entity_id,
       NULL                                     AS category,
       p.country,
       p.merchants                              AS partners,
       p.payments,
       p.volume_eur,
       p.first_seen,
       p.last_seen
FROM around_payers AS a
JOIN payers        AS p ON p.payer = a.number
JOIN payer_tokens  AS t ON t.payer = a.number
UNION ALL
SELECT concat('merchant ', m.provider_id, '/', m.merchant_id) AS id,
       'merchant'                               AS kind,
       m.provider_id,
       m.merchant_id,
       e.entity_id,
       m.mcc                                    AS category,
       m.country,
       m.payers                                 AS partners,
       m.transactions                           AS payments,
       m.volume_eur,
       m.first_seen,
       m.last_seen
FROM around_merchants AS a
JOIN merchants        AS m ON m.merchant = a.number
JOIN entities         AS e ON e.merchant = a.number
ORDER BY kind, id
"""

EDGES = """
SELECT concat('payer ', t.token)                              AS payer,
       concat('merchant ', m.provider_id, '/', m.merchant_id) AS merchant,
       l.payments,
       l.volume_eur,
       l.first_seen,
       l.last_seen
FROM links             AS l
JOIN around_merchants  AS a ON a.number = l.merchant
JOIN around_payers     AS b ON b.number = l.payer
JOIN merchant_accounts AS m ON m.merchant = l.merchant
JOIN payer_tokens      AS t ON t.payer = l.payer
ORDER BY merchant, payer
"""


@dataclass(frozen=True)
class Exported:
    """A graph of payers and merchants, outside of the engine; payers under tokens, no identifier of a merchant's owner.

    Args:
        nodes: `id, kind` (payer or merchant), `provider_id, merchant_id, entity_id, category` (of merchants),
            `country, partners` (merchants of a payer, payers of a merchant, in the whole graph), `payments,
            volume_eur` (DECIMAL; before anything came back), `first_seen, last_seen` (UTC); by kind and id.
        edges: `payer, merchant` (ids of nodes), `payments, volume_eur, first_seen, last_seen`; by merchant and payer.
    """

    nodes: pa.Table
    edges: pa.Table

    def frames(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Nodes and edges for pandas."""
        import pandas as pd  # noqa: PLC0415 - slow to import

        return self.nodes.to_pandas(types_mapper=pd.ArrowDtype), self.edges.to_pandas(types_mapper=pd.ArrowDtype)

    def network(self) -> nx.Graph[str]:
        """The same as an undirected networkx graph; an attribute that is not known is left out."""
        import networkx as nx  # noqa: PLC0415 - slow to import: only when asked

        graph: nx.Graph[str] = nx.Graph()
        for row in self.nodes.to_pylist():
            graph.add_node(row.pop("id"), **_without_nulls(row))
        for row in self.edges.to_pylist():
            graph.add_edge(row.pop("payer"), row.pop("merchant"), **_without_nulls(row))
        return graph


def _without_nulls(row: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in row.items() if value is not None}


def exported(engine: Engine, around: Around) -> Exported:
    """Take a part of a graph out of the engine."""
    choose(engine, around)
    found = Exported(engine.arrow(NODES), engine.arrow(EDGES))
    engine.drop("around_merchants", "around_payers")
    return found
