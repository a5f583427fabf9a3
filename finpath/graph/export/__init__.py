"""The graph for other tools: Arrow, pandas, networkx, GraphML and GEXF; tokens only, in one order."""

from __future__ import annotations

from finpath.graph.export.around import MOST, Around
from finpath.graph.export.exported import Exported, exported
from finpath.graph.export.files import write_gexf, write_graphml

__all__ = ["MOST", "Around", "Exported", "exported", "write_gexf", "write_graphml"]
