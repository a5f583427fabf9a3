"""The graph for other tools: Arrow, pandas, networkx, GraphML and GEXF; tokens only, in one order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finpath.lazy import lazily

if TYPE_CHECKING:
    from finpath.graph.export.around import MOST, Around
    from finpath.graph.export.exported import Exported, exported
    from finpath.graph.export.files import write_gexf, write_graphml

__all__ = ["MOST", "Around", "Exported", "exported", "write_gexf", "write_graphml"]

lazily(
    __name__,
    {
        "MOST": "finpath.graph.export.around",
        "Around": "finpath.graph.export.around",
        "Exported": "finpath.graph.export.exported",
        "exported": "finpath.graph.export.exported",
        "write_gexf": "finpath.graph.export.files",
        "write_graphml": "finpath.graph.export.files",
    },
)
