"""The figures of a dossier: SVG that a page restyles by its classes, and paper takes as it is."""

from __future__ import annotations

from collections.abc import Sequence

from finpath.presentation.page import environment
from finpath.referral.model.network import PRICE, Network
from finpath.referral.writers import charts
from finpath.referral.writers.charts import HourCell, Lanes
from finpath.referral.writers.dossier.content import Figure
from finpath.referral.writers.drawing import draw_network
from finpath.referral.writers.flow import Flow


def network_picture(network: Network) -> Figure:
    """Accounts, what they share, and what stands near them."""
    drawing = draw_network(network)
    priced = (("price", "price inside an account"),) if any(node.kind == PRICE for node in network.nodes) else ()
    keys = (("member", "account of the case"), ("shared", "shared identifier"), *priced, ("other", "account outside"))
    says = f"{len(drawing.spots)} nodes and {len(drawing.ties)} ties; the words beside and below say the same."
    return Figure("network", _svg("network", drawing=drawing, says=says), says, keys, 0.5)


def timeline_picture(lanes: Lanes) -> Figure:
    """One lane of bars for each account."""
    keys = (("opened", "opened"), ("closed", "closed"), ("reported", "reported"))
    says = "One lane per merchant account; the table of accounts gives first and last payment of each."
    svg = _svg("timeline", lanes=lanes, width=charts.WIDTH, gutter=charts.GUTTER, top=charts.TOP, says=says)
    return Figure("timeline", svg, says, keys)


def week_picture(cells: Sequence[HourCell]) -> Figure:
    """The hours of the week in shades."""
    says = "Payments by weekday and hour of the payer's clock."
    return Figure("week", _svg("week", cells=cells, says=says), says, (), 0.5)


def flow_picture(flow: Flow) -> Figure:
    """Accounts in columns, and what passed between them."""
    says = f"{len(flow.boxes)} accounts and {len(flow.streams)} lines of transfers; the table below says the same."
    keys = (("rests", "proceeds rest here"), ("passed", "passed on; as thick as the money"))
    return Figure("flow", _svg("flow", flow=flow, says=says), says, keys, min(1.0, max(0.62, flow.width / 900)))


def _svg(name: str, **shapes: object) -> str:
    return environment("finpath.presentation").get_template(f"{name}.svg.j2").render(**shapes).strip()
