"""A run folder and a merchant in; out comes the network around it, which a notebook shows and a person can walk."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
from markupsafe import Markup

from finpath.output.pictures.gallery import Account, Meeting
from finpath.output.pictures.read import findings, named, neighbours
from finpath.presentation.page import environment
from finpath.presentation.text import legible_text
from finpath.referral.model.case import LIST_NOTICE

if TYPE_CHECKING:
    import networkx as nx

FARTHEST = 3
"""Steps from the merchant that can be walked to …"""

SEEN = 1
"""Steps that are drawn at first."""

MOST = 150
"""… and merchants at most, the nearest first."""


@dataclass(frozen=True)
class Network:
    """Merchants around one, by payers in common beyond chance and by identifiers; of payers, counts alone.

    Args:
        centre: The merchant, as "provider/merchant".
        nodes: merchant, rank, tier, score, steps (from the centre), reason (the weightiest).
        edges: merchant, other, kind (payers, or what says that one controller holds both), shared, expected.
    """

    centre: str
    nodes: pa.Table
    edges: pa.Table

    def to_networkx(self) -> nx.Graph[str]:
        """As a networkx graph."""
        import networkx as nx  # noqa: PLC0415 - slow to import: only when asked

        made: nx.Graph[str] = nx.Graph()
        for node in self.nodes.to_pylist():
            made.add_node(node.pop("merchant"), **node)
        for edge in self.edges.to_pylist():
            made.add_edge(edge.pop("merchant"), edge.pop("other"), **edge)
        return made

    def page(self) -> str:
        """One file that opens from disk, and asks nothing of any network."""
        scripts = _scripts()
        data = json.dumps(self._drawn(), ensure_ascii=False, separators=(",", ":"))
        return (
            environment("finpath.output.pictures")
            .get_template("network.html.j2")
            .render(
                centre=self.centre,
                notice=LIST_NOTICE,
                nodes=self.nodes.to_pylist(),
                data=Markup(data.replace("<", "\\u003c").replace("&", "\\u0026")),  # noqa: S704 - no tag can begin
                scripts=scripts,
                hashes=[base64.b64encode(hashlib.sha256(each.encode()).digest()).decode() for each in scripts],
            )
        )

    def save(self, path: Path | str) -> Path:
        """Write the page."""
        Path(path).write_text(self.page(), encoding="utf-8")
        return Path(path)

    def _repr_html_(self) -> str:
        """For a notebook: in a frame of its own, so that nothing of it touches the notebook."""
        return (
            f'<iframe title="Network around {escape(legible_text(self.centre))}" sandbox="allow-scripts"'
            f' style="width:100%;height:640px;border:0" srcdoc="{escape(self.page())}"></iframe>'
        )

    def __repr__(self) -> str:
        """Counts only."""
        return f"Network around {self.centre}: {self.nodes.num_rows} merchants, {self.edges.num_rows} ties"

    def _drawn(self) -> dict[str, object]:
        nodes = [
            {
                "id": node["merchant"],
                "label": legible_text(node["merchant"].partition("/")[2]),
                "tier": node["tier"],
                "note": legible_text(f"{node['tier']}, rank {node['rank']}, {node['merchant']}. {node['reason']}", 600),
            }
            for node in self.nodes.to_pylist()
        ]
        ties = [
            [edge["merchant"], edge["other"], edge["kind"], edge["shared"], edge["expected"]]
            for edge in self.edges.to_pylist()
        ]
        start = [node["merchant"] for node in self.nodes.to_pylist() if node["steps"] <= SEEN]
        return {"nodes": nodes, "edges": ties, "centre": self.centre, "start": start}


def network(run: Path, merchant: str) -> Network:
    """The network around a merchant of a run.

    Raises:
        ConfigError: The run has no such merchant, or keeps no pictures.
    """
    centre, known, near = named(run, merchant), findings(run), _both(neighbours(run).near)
    steps = _walked(centre, near)
    rows = [
        {
            "merchant": _name(account),
            "rank": known[account]["rank"],
            "tier": known[account]["tier"],
            "score": known[account]["score"],
            "steps": step,
            "reason": _first(known[account]["reasons"]),
        }
        for account, step in steps.items()
    ]
    ties = {
        (min(_name(one), _name(met.other)), max(_name(one), _name(met.other)), met.kind): met
        for one in steps
        for met in near.get(one, ())
        if met.other in steps
    }
    edges = [
        {"merchant": one, "other": other, "kind": kind, "shared": met.shared, "expected": round(met.expected, 3)}
        for (one, other, kind), met in sorted(ties.items(), key=lambda each: each[0])
    ]
    return Network(_name(centre), pa.Table.from_pylist(rows, NODES), pa.Table.from_pylist(edges, EDGES))


NODES = pa.schema(
    [
        ("merchant", pa.string()),
        ("rank", pa.int64()),
        ("tier", pa.string()),
        ("score", pa.float64()),
        ("steps", pa.int64()),
        ("reason", pa.string()),
    ]
)

EDGES = pa.schema(
    [
        ("merchant", pa.string()),
        ("other", pa.string()),
        ("kind", pa.string()),
        ("shared", pa.int64()),
        ("expected", pa.float64()),
    ]
)

Near = dict[Account, list[Meeting]]


def _both(near: Mapping[Account, Sequence[Meeting]]) -> Near:
    """Ties from either side: a merchant beyond the first may be named by its neighbours alone."""
    found: Near = {}
    for one, meetings in near.items():
        for met in meetings:
            found.setdefault(one, []).append(met)
            back = Meeting(one, met.kind, met.shared, met.expected)
            found.setdefault(met.other, []).append(back)
    return found


def _walked(centre: Account, near: Near) -> dict[Account, int]:
    """Who can be reached, and in how many steps."""
    steps = {centre: 0}
    waiting = [centre]
    for account in waiting:
        for met in near.get(account, ()) if steps[account] < FARTHEST else ():
            if met.other not in steps and len(steps) < MOST:
                steps[met.other] = steps[account] + 1
                waiting.append(met.other)
    return steps


def _name(account: Account) -> str:
    return "/".join(account)


def _first(reasons: object) -> str:
    return str(reasons[0]) if isinstance(reasons, list) and reasons else "No rule speaks of it."


@cache
def _scripts() -> tuple[Markup, ...]:
    static = files("finpath.output.pictures").joinpath("static")
    texts = (
        static.joinpath(name).read_text(encoding="utf-8") for name in ("cytoscape.min.js", "network.js", "alone.js")
    )
    return tuple(Markup(text) for text in texts)  # noqa: S704 - files of the package
