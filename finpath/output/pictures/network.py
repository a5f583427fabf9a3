"""The network around one merchant, which a notebook shows and a person can walk."""

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

from finpath.notebook.charts.chart import Chart
from finpath.notebook.charts.tie_charts import Meeting, Spot, network_chart, overlap_chart
from finpath.output.pictures.gallery import PAYERS, Account, MerchantTie
from finpath.output.pictures.read import find_account, read_findings, read_neighbours
from finpath.presentation.page import environment
from finpath.presentation.text import legible_text
from finpath.referral.model.case import LIST_NOTICE

if TYPE_CHECKING:
    import networkx as nx

MAX_STEPS = 3
"""Steps from the merchant that can be walked to …"""

STEPS_AT_FIRST = 1
"""Steps that are drawn at first."""

MAX_MERCHANTS = 150
"""… and merchants at most, the nearest first."""


TIER_COLOURS = {
    "refer": "#a33b1f",
    "review": "#c98a2b",
    "watch": "#3d6fa5",
    "none": "#9aa3b0",
    "suppressed": "#6d6d6d",
}
"""Of the drawing; each is also said when the mouse rests on a merchant."""


@dataclass(frozen=True)
class MerchantNetwork:
    """Merchants around one, by payers in common beyond chance and by identifiers; of payers, counts alone.

    Args:
        centre: The merchant, as "provider/merchant".
        nodes: merchant, name (as its provider declares it; never of a payee), rank, tier, score, steps (from the
            centre), reason (the weightiest).
        edges: merchant, other, kind (payers, or what says that one controller holds both), shared, expected.
    """

    centre: str
    nodes: pa.Table
    edges: pa.Table

    def to_networkx(self) -> nx.Graph[str]:
        """As a networkx graph."""
        import networkx as nx  # noqa: PLC0415 - slow to import: only when asked

        graph: nx.Graph[str] = nx.Graph()
        for node in self.nodes.to_pylist():
            graph.add_node(node.pop("merchant"), **node)
        for edge in self.edges.to_pylist():
            graph.add_edge(edge.pop("merchant"), edge.pop("other"), **edge)
        return graph

    def page(self) -> str:
        """One file that opens from disk, and asks nothing of any network."""
        scripts = _scripts()
        data = json.dumps(self._payload(), ensure_ascii=False, separators=(",", ":"))
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

    def chart(self) -> Chart:
        """The same as an image, with every merchant within one step.

        Raises:
            ConfigError: Altair is not installed; so also below.
        """
        near = [node for node in self.nodes.to_pylist() if node["steps"] <= STEPS_AT_FIRST]
        spots = [Spot(_legible_name(node), node["tier"], _spot_note(node)) for node in near]
        colours = {tier: colour for tier, colour in TIER_COLOURS.items() if any(spot.group == tier for spot in spots)}
        return network_chart(f"Merchants around {self._centre_name}", spots, self._meetings(near), colours)

    def overlap_chart(self) -> Chart:
        """Payers in common, each of the merchants within one step against each other."""
        near = [node for node in self.nodes.to_pylist() if node["steps"] <= STEPS_AT_FIRST]
        return overlap_chart(f"Payers in common around {self._centre_name}", self._meetings(near, kind=PAYERS))

    @property
    def _centre_name(self) -> str:
        return next(
            (_legible_name(node) for node in self.nodes.to_pylist() if node["merchant"] == self.centre), self.centre
        )

    def _meetings(self, near: Sequence[Mapping[str, str]], *, kind: str = "") -> list[Meeting]:
        names = {node["merchant"]: _legible_name(node) for node in near}
        return [
            Meeting(
                names[edge["merchant"]],
                names[edge["other"]],
                edge["shared"],
                f"{names[edge['merchant']]} and {names[edge['other']]}: "
                + MerchantTie(("", ""), edge["kind"], edge["shared"], edge["expected"]).note,
            )
            for edge in self.edges.to_pylist()
            if edge["merchant"] in names and edge["other"] in names and kind in {"", edge["kind"]}
        ]

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

    def _payload(self) -> dict[str, object]:
        nodes = [
            {
                "id": node["merchant"],
                "label": _legible_name(node),
                "tier": node["tier"],
                "note": legible_text(f"{node['tier']}, rank {node['rank']}, {node['merchant']}. {node['reason']}", 600),
            }
            for node in self.nodes.to_pylist()
        ]
        ties = [
            [edge["merchant"], edge["other"], edge["kind"], edge["shared"], edge["expected"]]
            for edge in self.edges.to_pylist()
        ]
        start = [node["merchant"] for node in self.nodes.to_pylist() if node["steps"] <= STEPS_AT_FIRST]
        return {"nodes": nodes, "edges": ties, "centre": self.centre, "start": start}


def merchant_network(run: Path, merchant: str) -> MerchantNetwork:
    """The network around a merchant of a run.

    Raises:
        ConfigError: The run has no such merchant, or keeps no pictures.
    """
    centre, findings_by_account, ties_by_account = (
        find_account(run, merchant),
        read_findings(run),
        _ties_from_both_sides(read_neighbours(run).near),
    )
    steps = _steps_from(centre, ties_by_account)
    rows = [
        {
            "merchant": _account_name(account),
            "name": findings_by_account[account].get("name"),
            "rank": findings_by_account[account]["rank"],
            "tier": findings_by_account[account]["tier"],
            "score": findings_by_account[account]["score"],
            "steps": step,
            "reason": _first_reason(findings_by_account[account]["reasons"]),
        }
        for account, step in steps.items()
    ]
    ties = {
        (
            min(_account_name(one), _account_name(tie.other)),
            max(_account_name(one), _account_name(tie.other)),
            tie.kind,
        ): tie
        for one in steps
        for tie in ties_by_account.get(one, ())
        if tie.other in steps
    }
    edges = [
        {"merchant": one, "other": other, "kind": kind, "shared": tie.shared, "expected": round(tie.expected, 3)}
        for (one, other, kind), tie in sorted(ties.items(), key=lambda each: each[0])
    ]
    return MerchantNetwork(_account_name(centre), pa.Table.from_pylist(rows, NODES), pa.Table.from_pylist(edges, EDGES))


NODES = pa.schema(
    [
        ("merchant", pa.string()),
        ("name", pa.string()),
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

TiesByAccount = dict[Account, list[MerchantTie]]


def _ties_from_both_sides(near: Mapping[Account, Sequence[MerchantTie]]) -> TiesByAccount:
    """Ties from either side: a merchant beyond the first may be named by its neighbours alone."""
    both: TiesByAccount = {}
    for one, meetings in near.items():
        for tie in meetings:
            both.setdefault(one, []).append(tie)
            back = MerchantTie(one, tie.kind, tie.shared, tie.expected)
            both.setdefault(tie.other, []).append(back)
    return both


def _steps_from(centre: Account, near: TiesByAccount) -> dict[Account, int]:
    """Who can be reached, and in how many steps."""
    steps = {centre: 0}
    queue = [centre]
    for account in queue:
        for tie in near.get(account, ()) if steps[account] < MAX_STEPS else ():
            if tie.other not in steps and len(steps) < MAX_MERCHANTS:
                steps[tie.other] = steps[account] + 1
                queue.append(tie.other)
    return steps


def _account_name(account: Account) -> str:
    return "/".join(account)


def _legible_name(node: Mapping[str, str | None]) -> str:
    """What it is called, else its own id without that of its provider."""
    return legible_text(str(node["name"] or str(node["merchant"]).partition("/")[2]), 40)


def _spot_note(node: Mapping[str, str | int | None]) -> str:
    return f"{node['merchant']}: {node['tier']}, rank {node['rank']}. {node['reason']}"


def _first_reason(reasons: object) -> str:
    return str(reasons[0]) if isinstance(reasons, list) and reasons else "No rule speaks of it."


@cache
def _scripts() -> tuple[Markup, ...]:
    static = files("finpath.output.pictures").joinpath("static")
    texts = (
        static.joinpath(name).read_text(encoding="utf-8") for name in ("cytoscape.min.js", "network.js", "alone.js")
    )
    return tuple(Markup(text) for text in texts)  # noqa: S704 - files of the package
