"""The network of each case: its members, the identifiers they share, and their neighbours by shared payers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from finpath.engine import Engine
from finpath.presentation.small_counts import count_payers, withhold
from finpath.presentation.text import count_of, legible_text
from finpath.referral.model.network import Edge, Network, Node
from finpath.referral.model.subject import Subject
from finpath.referral.query.by_case import fetch_by_case

NODES, MEMBERS, SHARED, EDGES = 40, 24, 8, 120
"""Bounds of a drawing that can still be read: nodes in all, members and identifiers among them, ties."""

LETTERS = {
    "settlement_account": ("A", "settlement account"),
    "principal": ("C", "person in control"),
    "phone": ("P", "phone"),
    "email": ("E", "e-mail address"),
    "registration_number": ("R", "registration number"),
    "domain": ("D", "domain"),
}
"""The letter of an identifier's short name, and its words. A token is never shown."""

PUBLIC_KINDS = frozenset({"registration_number"})
"""Kinds that are public by nature: their value is shown. A host name stands with its account, where people read it."""

IDENTIFIERS_OF_CASES = """
SELECT r.group_id,
       r.label AS member,
       i.kind,
       i.value,
       s.accounts,
       s.hub
FROM case_members           AS r
JOIN identifiers        AS i ON i.merchant = r.merchant
JOIN shared_identifiers AS s ON s.kind = i.kind AND s.value = i.value AND s.organisation = i.organisation
WHERE r.place <= :members
ORDER BY r.group_id, r.place, i.kind, i.value
"""

OVERLAPS_OF_CASES = """
SELECT r.group_id,
       r.label                   AS member,
       o.other,
       inside.label              AS inside,
       o.shared,
       o.expected,
       c.provider_id,
       c.merchant_id,
       c.tier
FROM case_members      AS r
JOIN shared_payers AS o      ON o.merchant = r.merchant
JOIN suspects      AS c      ON c.merchant = o.other
LEFT JOIN case_members AS inside ON inside.merchant = o.other AND inside.group_id = r.group_id
WHERE r.place <= :members
  AND (inside.place IS NULL OR (inside.place > r.place AND inside.place <= :members))
ORDER BY r.group_id, o.surprise DESC, r.place, o.other
"""


@dataclass(frozen=True)
class _SharedIdentifier:
    member: str
    kind: str
    value: str
    accounts: int
    hub: bool


@dataclass(frozen=True)
class _PayerOverlap:
    member: str
    other: int
    inside: str | None
    shared: int
    expected: float
    provider_id: str
    merchant_id: str
    tier: str


def networks(engine: Engine, cases: dict[str, tuple[Subject, ...]]) -> dict[str, Network]:
    """The network of each case, within the bounds above."""
    bounds = {"members": MEMBERS}
    identifiers, overlaps = (
        fetch_by_case(engine, IDENTIFIERS_OF_CASES, _SharedIdentifier, bounds),
        fetch_by_case(engine, OVERLAPS_OF_CASES, _PayerOverlap, bounds),
    )
    return {group: _network(each, identifiers.get(group, ()), overlaps.get(group, ())) for group, each in cases.items()}


def _network(
    subjects: tuple[Subject, ...], identifiers: Iterable[_SharedIdentifier], overlaps: Sequence[_PayerOverlap]
) -> Network:
    members = [Node(each.label, "subject", f"{each.provider_id} {each.merchant_id}") for each in subjects[:MEMBERS]]
    identifier_nodes, identifier_edges, other_identifiers = _identifiers(identifiers)
    neighbours, overlap_edges, other_neighbours = _neighbours(overlaps, NODES - len(members) - len(identifier_nodes))
    left_out = len(subjects) - len(members) + other_identifiers + other_neighbours
    return Network((*members, *identifier_nodes, *neighbours), (*identifier_edges, *overlap_edges), left_out)


def _identifiers(identifiers: Iterable[_SharedIdentifier]) -> tuple[list[Node], list[Edge], int]:
    holders: dict[tuple[str, str, int, bool], list[str]] = defaultdict(list)
    for each in identifiers:
        holders[each.kind, each.value, each.accounts, each.hub].append(each.member)
    most_shared = sorted(
        holders, key=lambda key: (-len(holders[key]), key[2], min(holders[key], key=_label_number), key[:2])
    )
    nodes, edges, used = [], [], defaultdict[str, int](int)
    for key in most_shared[:SHARED]:
        kind, value, accounts, hub = key
        letter, words = LETTERS.get(kind, ("I", kind.replace("_", " ")))
        used[letter] += 1
        name = f"{letter}{used[letter]}"
        nodes.append(
            Node(name, kind, _identifier_note(words, value if kind in PUBLIC_KINDS else "", accounts, hub=hub))
        )
        edges += [Edge(member, name, 1, f"{member} uses {words} {name}") for member in holders[key]]
    return nodes, edges, max(len(most_shared) - SHARED, 0)


def _identifier_note(words: str, value: str, accounts: int, *, hub: bool) -> str:
    name = f"{words} {legible_text(value)}" if value else words
    return f"{name}, of {count_of(accounts, 'account')}{', a hub that ties nobody' if hub else ''}"


def _neighbours(overlaps: Sequence[_PayerOverlap], room: int) -> tuple[list[Node], list[Edge], int]:
    """The closest overlaps; a neighbour that nothing else speaks against is not named."""
    places: dict[int, str] = {}
    for each in overlaps:
        if each.inside is None and each.other not in places and len(places) < room:
            places[each.other] = f"N{len(places) + 1}"
    outside = {each.other: each for each in overlaps if each.inside is None}
    nodes = [Node(name, "neighbour", _neighbour_note(outside[other])) for other, name in places.items()]
    edges = [
        Edge(each.member, each.inside or places[each.other], _edge_weight(each.shared), _overlap_note(each))
        for each in overlaps
        if each.inside is not None or each.other in places
    ]
    return nodes, edges[:EDGES], len(outside) - len(places)


def _neighbour_note(overlap: _PayerOverlap) -> str:
    listed = overlap.tier in {"refer", "review", "watch"}
    return (
        f"{overlap.provider_id} {overlap.merchant_id}, {overlap.tier}"
        if listed
        else f"another merchant at {overlap.provider_id}"
    )


def _edge_weight(shared: int) -> int:
    return withhold(shared) or 0


def _overlap_note(overlap: _PayerOverlap) -> str:
    return f"{count_payers(overlap.shared)} in common; {overlap.expected:.1f} would be chance"


def _label_number(label: str) -> int:
    return int(label[1:])
