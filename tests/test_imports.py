"""No module imports itself again, by whatever way: not through a package's `__init__` and not for types alone."""

from __future__ import annotations

import grimp
import networkx as nx
import pytest


@pytest.fixture(scope="module")
def imports() -> nx.DiGraph[str]:
    """Which module imports which; a package stands for its `__init__`."""
    read = grimp.build_graph("finpath", exclude_type_checking_imports=False, cache_dir=None)
    return nx.DiGraph((name, each) for name in read.modules for each in read.find_modules_directly_imported_by(name))


def test_there_is_something_to_look_at(imports: nx.DiGraph[str]) -> None:
    assert imports.number_of_edges() > 1000
    assert imports.has_edge("finpath.graph", "finpath.graph.build")


def test_no_circle_of_imports(imports: nx.DiGraph[str]) -> None:
    circles = [sorted(circle) for circle in nx.strongly_connected_components(imports) if len(circle) > 1]
    assert circles == []


def test_a_circle_through_a_package_would_be_seen() -> None:
    """As there was once: the package names a form of a referral, the form its base, the base the package."""
    circle = nx.DiGraph(
        [("referral", "referral.json"), ("referral.json", "referral.writer"), ("referral.writer", "referral")]
    )
    assert [sorted(each) for each in nx.strongly_connected_components(circle)] == [
        ["referral", "referral.json", "referral.writer"]
    ]
