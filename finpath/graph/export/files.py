"""GraphML and GEXF files, in the values that those formats know; no wall clock in them."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import networkx as nx

NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold; a provider's ids may have them."""

Plain = str | int | float | bool


def write_graphml(graph: nx.Graph[str], path: Path) -> None:
    """Write a GraphML file; money as a number, instants as text."""
    from networkx.readwrite.graphml import write_graphml_xml  # noqa: PLC0415 - slow to import: only when asked

    write_graphml_xml(_plain(graph), path, prettyprint=True)


def write_gexf(graph: nx.Graph[str], path: Path) -> None:
    """Write a GEXF file, as Gephi opens it; money as a number, instants as text."""
    from networkx.readwrite.gexf import GEXFWriter  # noqa: PLC0415 - slow to import: only when asked

    writer = GEXFWriter(encoding="utf-8", prettyprint=True, version="1.2draft")
    writer.xml.find("meta").attrib.pop("lastmodifieddate")
    writer.add_graph(_plain(graph))
    with path.open("wb") as file:
        writer.write(file)


def _plain(graph: nx.Graph[str]) -> nx.Graph[str]:
    import networkx as nx  # noqa: PLC0415 - slow to import: only when asked

    plain: nx.Graph[str] = nx.Graph()
    for node, told in graph.nodes(data=True):
        plain.add_node(_text(node), label=_text(node), **{name: _value(value) for name, value in told.items()})
    for one, other, told in graph.edges(data=True):
        plain.add_edge(_text(one), _text(other), **{name: _value(value) for name, value in told.items()})
    return plain


def _value(value: object) -> Plain:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, dt.datetime):
        return value.isoformat()
    return value if isinstance(value, bool | int | float) else _text(str(value))


def _text(text: str) -> str:
    return NOT_XML.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
