"""Entities are the components of the ties that join (networkx says the same), whatever order rows come in."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import combinations

import networkx as nx
from hypothesis import given, settings
from hypothesis import strategies as st

from finpath.engine import DuckDB, Limits
from finpath.graph.identity.kinds import HUB
from tests.graph.identity.found import Found, identities

COLUMNS = ("provider_id", "merchant_id", "opened_on", "closed_on", "principal", "phone", "settlement_account")
YEARS = st.integers(2000, 2020)
ENGINE = DuckDB(Limits(threads=1))


def account() -> st.SearchStrategy[tuple[str, ...]]:
    value = st.one_of(st.just(""), st.integers(0, 5).map(lambda n: f"v{n}"))
    return st.builds(
        lambda provider, opens, lasts, *values: (provider, f"{opens}-01-01", f"{opens + lasts}-06-30", *values),
        st.sampled_from("abc"),
        YEARS,
        st.integers(0, 3),
        value,
        value,
        value,
    )


Rows = list[tuple[str, ...]]


def table(rows: Sequence[tuple[str, ...]]) -> str:
    """Accounts numbered as drawn, whatever their order here."""
    return "\n".join(" | ".join(row) for row in [COLUMNS, *rows])


def numbered(drawn: Rows) -> Rows:
    return [(provider, f"m{number}", *rest) for number, (provider, *rest) in enumerate(drawn)]


def joined(found: Found) -> set[frozenset[str]]:
    graph = nx.Graph([(tie.one, tie.other) for tie in found.ties if tie.joins])
    return {frozenset(nodes) for nodes in nx.connected_components(graph)}


@settings(max_examples=15)
@given(st.lists(account(), min_size=2, max_size=14), st.randoms(use_true_random=False))
def test_entities_are_the_components_of_ties_in_any_order(drawn: Rows, lot: random.Random) -> None:
    rows = numbered(drawn)
    found = identities(ENGINE, table(rows))
    assert found.groups == joined(found)
    assert len(set(found.entities.values())) == len(found.groups) + len(rows) - sum(map(len, found.groups))
    shuffled = lot.sample(rows, len(rows))
    assert identities(ENGINE, table(shuffled)) == found


@settings(max_examples=15)
@given(st.lists(account(), min_size=2, max_size=14))
def test_without_gaps_sharing_a_value_is_what_joins(drawn: Rows) -> None:
    rows = [(*row[:2], "2001-01-01", "2020-01-01", *row[4:]) for row in numbered(drawn)]
    graph: nx.Graph[str] = nx.Graph()
    for one, other in combinations(rows, 2):
        if any(mine and mine == theirs for mine, theirs in zip(one[4:], other[4:], strict=True)):
            graph.add_edge("/".join(one[:2]), "/".join(other[:2]))
    assert identities(ENGINE, table(rows)).groups == {frozenset(nodes) for nodes in nx.connected_components(graph)}


@settings(max_examples=10)
@given(st.lists(account(), min_size=2, max_size=14))
def test_the_names_of_providers_change_no_grouping(drawn: Rows) -> None:
    rows, other = numbered(drawn), {"a": "z", "b": "y", "c": "x"}
    known = identities(ENGINE, table(rows)).groups
    renamed = identities(ENGINE, table([(other[row[0]], *row[1:]) for row in rows])).groups
    assert renamed == {frozenset(other[name[0]] + name[1:] for name in group) for group in known}


@settings(max_examples=10)
@given(st.lists(account(), min_size=3, max_size=14))
def test_an_id_lasts_when_accounts_that_began_later_are_added(drawn: Rows) -> None:
    rows = numbered(drawn)
    latest = max(row[2] for row in rows)
    before = identities(ENGINE, table([row for row in rows if row[2] < latest])).entities
    after = identities(ENGINE, table(rows)).entities
    for entity in {after[name] for name in before}:
        held = {before[name] for name in before if after[name] == entity}
        assert entity in held


def test_the_bound_of_a_hub_is_exact() -> None:
    rows = [("a", f"m{number}", "2001-01-01", "", "boss", "", "") for number in range(HUB + 1)]
    assert identities(ENGINE, table(rows)).groups == set()
    assert len(identities(ENGINE, table(rows[1:])).groups) == 1
