"""Identifiers and overlaps in; out comes the network of each case: its members, what they share, their neighbours."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from finpath.engine import Engine
from finpath.presentation.text import count_of, legible_text
from finpath.referral.model.network import Edge, Network, Node
from finpath.referral.model.subject import Subject
from finpath.referral.query.grouped import grouped
from finpath.referral.query.payers import SMALL

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

OPEN = frozenset({"registration_number"})
"""Kinds that are public by nature: their value is shown. A host name stands with its account, where people read it."""

HELD = """
SELECT r.group_id,
       r.label AS member,
       i.kind,
       i.value,
       s.accounts,
       s.hub
FROM case_members           AS r
JOIN identifiers        AS i ON i.merchant = r.merchant
JOIN shared_identifiers AS s ON s.kind = i.kind AND s.value = i.value
WHERE r.place <= :members
ORDER BY r.group_id, r.place, i.kind, i.value
"""

MET = """
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
class _Held:
    member: str
    kind: str
    value: str
    accounts: int
    hub: bool


@dataclass(frozen=True)
class _Met:
    member: str
    other: int
    inside: str | None
    shared: int
    expected: float
    provider_id: str
    merchant_id: str
    tier: str


def surroundings(engine: Engine, cases: dict[str, tuple[Subject, ...]]) -> dict[str, Network]:
    """The network of each case, within the bounds above."""
    bounds = {"members": MEMBERS}
    held, met = grouped(engine, HELD, _Held, bounds), grouped(engine, MET, _Met, bounds)
    return {group: _network(each, held.get(group, ()), met.get(group, ())) for group, each in cases.items()}


def _network(subjects: tuple[Subject, ...], held: Iterable[_Held], met: Sequence[_Met]) -> Network:
    members = [Node(each.label, "subject", f"{each.provider_id} {each.merchant_id}") for each in subjects[:MEMBERS]]
    identifiers, holds, more = _identifiers(held)
    neighbours, meets, others = _neighbours(met, NODES - len(members) - len(identifiers))
    left_out = len(subjects) - len(members) + more + others
    return Network((*members, *identifiers, *neighbours), (*holds, *meets), left_out)


def _identifiers(held: Iterable[_Held]) -> tuple[list[Node], list[Edge], int]:
    holders: dict[tuple[str, str, int, bool], list[str]] = defaultdict(list)
    for each in held:
        holders[each.kind, each.value, each.accounts, each.hub].append(each.member)
    wide = sorted(holders, key=lambda key: (-len(holders[key]), key[2], min(holders[key], key=_place), key[:2]))
    nodes, edges, used = [], [], defaultdict[str, int](int)
    for key in wide[:SHARED]:
        kind, value, accounts, hub = key
        letter, words = LETTERS.get(kind, ("I", kind.replace("_", " ")))
        used[letter] += 1
        name = f"{letter}{used[letter]}"
        nodes.append(Node(name, kind, _noted(words, value if kind in OPEN else "", accounts, hub=hub)))
        edges += [Edge(member, name, 1, f"{member} uses {words} {name}") for member in holders[key]]
    return nodes, edges, max(len(wide) - SHARED, 0)


def _noted(words: str, value: str, accounts: int, *, hub: bool) -> str:
    told = f"{words} {legible_text(value)}" if value else words
    return f"{told}, of {count_of(accounts, 'account')}{', a hub that ties nobody' if hub else ''}"


def _neighbours(met: Sequence[_Met], room: int) -> tuple[list[Node], list[Edge], int]:
    """The closest overlaps; a neighbour that nothing else speaks against is not named."""
    places: dict[int, str] = {}
    for each in met:
        if each.inside is None and each.other not in places and len(places) < room:
            places[each.other] = f"N{len(places) + 1}"
    outside = {each.other: each for each in met if each.inside is None}
    nodes = [Node(name, "neighbour", _neighbour(outside[other])) for other, name in places.items()]
    edges = [
        Edge(each.member, each.inside or places[each.other], _size(each.shared), _met(each))
        for each in met
        if each.inside is not None or each.other in places
    ]
    return nodes, edges[:EDGES], len(outside) - len(places)


def _neighbour(met: _Met) -> str:
    known = met.tier in {"refer", "review", "watch"}
    return f"{met.provider_id} {met.merchant_id}, {met.tier}" if known else f"another merchant at {met.provider_id}"


def _size(shared: int) -> int:
    return shared if shared >= SMALL else 0


def _met(met: _Met) -> str:
    shared = f"{met.shared:,}" if met.shared >= SMALL else f"fewer than {SMALL}"
    return f"{shared} payers in common; {met.expected:.1f} would be chance"


def _place(label: str) -> int:
    return int(label[1:])
