"""The network around a merchant is what the run knows of it, and can be walked without any network."""

from __future__ import annotations

import html
import json
import re
from itertools import pairwise
from pathlib import Path

import pyarrow as pa
import pytest

from finpath import Run
from finpath.errors import ConfigError
from finpath.output.pictures.network import EDGES, MAX_MERCHANTS, NODES, MerchantNetwork
from tests.browser import asks_outside
from tests.session import browsing

HOSTILE = "p/</script><script>document.title='owned'</script>"


@pytest.fixture
def near(done: Run) -> MerchantNetwork:
    first = done.top(1).to_pylist()[0]
    return done.network(f"{first['provider_id']}/{first['merchant_id']}")


def made(names: list[str], steps: list[int]) -> MerchantNetwork:
    """A line of merchants, each tied to the next."""
    nodes = [
        {"merchant": name, "rank": at, "tier": "review", "score": 0.5, "steps": step, "reason": f"Because {at}."}
        for at, (name, step) in enumerate(zip(names, steps, strict=True), 1)
    ]
    pairs = pairwise(names)
    edges = [{"merchant": a, "other": b, "kind": "payers", "shared": 7, "expected": 0.25} for a, b in pairs]
    return MerchantNetwork(names[0], pa.Table.from_pylist(nodes, NODES), pa.Table.from_pylist(edges, EDGES))


def test_nodes_and_edges_agree_with_the_run(done: Run, near: MerchantNetwork) -> None:
    rows = {f"{row['provider_id']}/{row['merchant_id']}": row for row in done.findings.to_pylist()}
    nodes = near.nodes.to_pylist()
    assert nodes[0]["merchant"] == near.centre
    assert 1 < len(nodes) <= MAX_MERCHANTS
    assert all(node["rank"] == rows[node["merchant"]]["rank"] for node in nodes)
    assert "protect" not in {node["tier"] for node in nodes}
    known = {node["merchant"] for node in nodes}
    assert all({edge["merchant"], edge["other"]} <= known for edge in near.edges.to_pylist())
    assert all(edge["merchant"] < edge["other"] for edge in near.edges.to_pylist())


def test_it_is_one_piece_in_networkx(near: MerchantNetwork) -> None:
    import networkx as nx  # noqa: PLC0415 - of this test alone

    graph = near.to_networkx()
    assert nx.is_connected(graph)
    steps = nx.single_source_shortest_path_length(graph, near.centre)
    assert {name: data["steps"] for name, data in graph.nodes(data=True)} == dict(steps)


def test_it_is_the_same_from_either_side(done: Run, near: MerchantNetwork) -> None:
    other = near.nodes.to_pylist()[1]["merchant"]
    assert near.centre in done.network(other).nodes["merchant"].to_pylist()


def test_a_merchant_that_is_not_there_is_answered_with_those_like_it(done: Run, near: MerchantNetwork) -> None:
    with pytest.raises(ConfigError, match=re.escape(near.centre)):
        done.network(near.centre + "0")


def test_a_notebook_gets_a_frame_that_asks_nothing_of_any_network(near: MerchantNetwork) -> None:
    shown = near._repr_html_()
    inside = html.unescape(shown.partition('srcdoc="')[2].rpartition('"')[0])
    assert inside == near.page()
    assert 'sandbox="allow-scripts"' in shown
    assert not asks_outside(near.page())
    assert len(shown) < 1_000_000


@pytest.mark.browser
def test_keys_and_the_list_show_neighbours_of_neighbours(tmp_path: Path) -> None:
    path = made(["p/a", "p/b", "p/c", HOSTILE], [0, 1, 2, 3]).save(tmp_path / "network.html")
    with browsing(tmp_path / "profile") as session:
        session.open(path)
        assert "2 merchants, 1 tie. A dashed rim" in str(session.ask("document.querySelector('.told').textContent"))
        session.ask("document.querySelector('.stage').focus()")
        session.press("ArrowRight")
        session.press("ArrowRight")
        session.press("Enter")
        told = session.ask("document.querySelector('.told').textContent")
        assert told == "b: review, rank 2, p/b. Because 2. 1 neighbour more."
        session.ask("document.querySelector('[data-merchant=\"p/c\"]').click()")
        assert "1 neighbour more." in str(session.ask("document.querySelector('.told').textContent"))
        assert session.ask("document.title") == "Network around p/a"
        assert not session.complaints
        assert session.requests == [path.as_uri()]


@pytest.mark.browser
def test_hovering_tells_why(tmp_path: Path) -> None:
    path = made(["p/a", "p/b"], [0, 1]).save(tmp_path / "network.html")
    with browsing(tmp_path / "profile") as session:
        session.open(path)
        box = json.loads(str(session.ask("JSON.stringify(document.querySelector('.stage').getBoundingClientRect())")))
        told = set()
        for x in range(int(box["left"]), int(box["right"]), 8):
            for y in range(int(box["top"]) + 20, int(box["bottom"]), 60):
                session.call("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)
                said = session.ask("(e => e.hidden ? '' : e.textContent)(document.querySelector('.tip'))")
                told.add(str(said))
        assert any("payers in common; 0.3 would be chance" in said or "Because" in said for said in told)


AWAY = """new Promise((told) => setTimeout(() => {
  const stage = document.querySelector(".stage"), drawn = stage._cyreg.cy.elements().renderedBoundingBox();
  told(Math.abs((drawn.x1 + drawn.x2) / 2 - stage.clientWidth / 2) / stage.clientWidth);
}, 500))"""


@pytest.mark.browser
def test_all_stays_in_view_where_a_notebook_sizes_the_frame_later(tmp_path: Path) -> None:
    path = made(["p/a", "p/b", "p/c"], [0, 1, 1]).save(tmp_path / "network.html")
    with browsing(tmp_path / "profile") as session:
        session.open(path, width=500)
        session.call("Emulation.setDeviceMetricsOverride", width=1400, height=900, deviceScaleFactor=1, mobile=False)
        assert float(str(session.ask(AWAY))) < 0.05
        assert not session.complaints
