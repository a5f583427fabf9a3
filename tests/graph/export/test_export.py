"""Graphs for other tools: the same nodes and links everywhere, tokens only, the same bytes each time."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import networkx as nx
import pytest

from finpath.engine import DuckDB, Limits
from finpath.errors import ConfigError
from finpath.graph import PaymentGraph, build
from finpath.testing import ledger

NAMES = ("Secret Holding", "secret.example", "+31201234567", "settles-here")


@pytest.fixture(scope="module")
def graph() -> Iterator[PaymentGraph]:
    with DuckDB(Limits(threads=1)) as engine:
        yield build(
            ledger(
                engine,
                merchants=f"""
                    merchant_id | legal_name | domain     | phone      | settlement_account | country
                    site        | {NAMES[0]} | {NAMES[1]} | {NAMES[2]} | {NAMES[3]}         | NL
                """,
                transactions="""
                    merchant_id | payer_ref | amount
                    site        | ann       | 12.50
                    site        | ann       | 12.50
                    site        | bob       | 7
                    shop        | bob       | 1
                    shop        | cas       | 2
                    bar         | cas       | 3
                    bar         | dirk      | 3
                    bar         | eva       | 3
                    apart       | fay       | 4
                """,
                reports="merchant_id | tlp\nsite | red",
            )
        )


def numbers(graph: PaymentGraph, *names: str) -> list[int]:
    rows = graph.engine.rows("SELECT merchant FROM merchant_accounts WHERE merchant_id IN :names", {"names": names})
    return [int(str(number)) for (number,) in rows]


def test_the_whole_graph_has_every_payer_merchant_and_link(graph: PaymentGraph) -> None:
    network = graph.to_networkx()
    assert nx.is_bipartite(network)
    assert sorted(network) == sorted(
        [f"payer {n}" for n in "ann bob cas dirk eva fay".split()]
        + [f"merchant p/{n}" for n in "site shop bar apart".split()]
    )
    assert network.edges["payer ann", "merchant p/site"]["payments"] == 2
    assert network.edges["payer ann", "merchant p/site"]["volume_eur"] == Decimal(25)
    assert network.number_of_edges() == 8
    assert sum(told["payments"] for *_, told in network.edges(data=True)) == 9
    assert nx.number_connected_components(network) == 2


def test_a_neighbourhood_grows_by_nearness_and_stops_at_its_size(graph: PaymentGraph) -> None:
    def ids(most: int) -> set[str]:
        return {node.split()[1].removeprefix("p/") for node in graph.to_networkx(numbers(graph, "site"), most=most)}

    assert ids(1) == {"site"}
    assert ids(2) == {"site", "ann"}
    assert ids(4) == {"site", "ann", "bob", "shop"}
    assert ids(6) == {"site", "ann", "bob", "shop", "cas", "bar"}
    assert ids(99) == {"site", "ann", "bob", "shop", "cas", "bar", "dirk", "eva"}


def test_arrow_and_pandas_hold_the_same(graph: PaymentGraph) -> None:
    tables, (nodes, edges) = graph.to_arrow(), graph.to_pandas()
    assert nodes["id"].tolist() == tables.nodes["id"].to_pylist()
    assert edges["volume_eur"].tolist() == tables.edges["volume_eur"].to_pylist()
    assert edges["payments"].tolist() == tables.edges["payments"].to_pylist()


def test_files_can_be_read_again_and_are_the_same_bytes(graph: PaymentGraph, tmp_path: Path) -> None:
    for name, write, read in (
        ("g.graphml", graph.to_graphml, nx.read_graphml),
        ("g.gexf", graph.to_gexf, nx.read_gexf),
    ):
        write(tmp_path / name)
        first = (tmp_path / name).read_bytes()
        write(tmp_path / name)
        assert (tmp_path / name).read_bytes() == first
        again = read(tmp_path / name)
        assert set(again) == set(graph.to_networkx())
        assert again.edges["payer ann", "merchant p/site"]["volume_eur"] == 25
        assert again.nodes["merchant p/site"]["country"] == "NL"
        assert b"lastmodified" not in first


def test_nothing_leaves_but_tokens_and_what_the_provider_acts_on(graph: PaymentGraph, tmp_path: Path) -> None:
    graph.to_graphml(tmp_path / "g.graphml")
    graph.to_gexf(tmp_path / "g.gexf")
    told = repr(graph.to_arrow()) + "".join(path.read_text() for path in tmp_path.iterdir())
    assert not [name for name in (*NAMES, "red", "reported", "confirmed") if name in told]


def test_ids_that_xml_cannot_hold_are_written_all_the_same(tmp_path: Path) -> None:
    with DuckDB(Limits(threads=1)) as engine:
        odd = build(ledger(engine, transactions='merchant_id | payer_ref\na\x01<&"é | p\x021'))
        odd.to_graphml(tmp_path / "g.graphml")
        odd.to_gexf(tmp_path / "g.gexf")
    assert set(nx.read_graphml(tmp_path / "g.graphml")) == {r'merchant p/a\u0001<&"é', r"payer p\u00021"}
    assert set(nx.read_gexf(tmp_path / "g.gexf")) == {r'merchant p/a\u0001<&"é', r"payer p\u00021"}


def test_what_is_too_large_or_unknown_is_said(graph: PaymentGraph) -> None:
    with pytest.raises(ConfigError, match="10 payers and merchants, and 9"):
        graph.to_arrow(most=9)
    with pytest.raises(ConfigError, match="no merchant number 77"):
        graph.to_networkx([77])
    with pytest.raises(ConfigError, match="2 merchants are named"):
        graph.to_networkx(numbers(graph, "site", "bar"), most=1)
