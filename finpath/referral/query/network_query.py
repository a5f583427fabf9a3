"""The network of each case: its members, the identifiers they share, prices elsewhere, and neighbours by payers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from finpath.engine import Engine
from finpath.presentation.small_counts import count_payers, withhold
from finpath.presentation.text import count_of, legible_text
from finpath.referral.model.network import NEIGHBOUR, PRICE, SUBJECT, Edge, Network, Node
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

PRICES = 8
"""Prices inside other merchants that are shown, those first that surprise most."""

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

PRICES_OF_CASES = """
WITH met AS (
    SELECT r.group_id,
           r.place,
           r.label,
           t.*,
           m.shared,
           CAST(fp_millionths(m.surprise) AS BIGINT) AS surprise
    FROM case_members    AS r
    JOIN stream_meetings AS m ON m.other = r.merchant
    JOIN streams         AS t ON t.stream = m.stream
    JOIN case_accounts   AS a ON a.merchant = r.merchant
    JOIN case_streams    AS d ON d.stream = t.stream AND d.case_number = a.case_number
    WHERE r.place <= :members
), weighed AS (
    SELECT *,
           sum(surprise) OVER (PARTITION BY group_id, stream) AS weight
    FROM met
)
SELECT x.group_id,
       x.label       AS member,
       x.stream,
       x.amount,
       x.currency,
       x.payers,
       x.shared,
       inside.label  AS inside,
       c.provider_id,
       c.merchant_id,
       c.tier
FROM weighed           AS x
JOIN suspects          AS c      ON c.merchant = x.merchant
LEFT JOIN case_members AS inside ON inside.merchant = x.merchant AND inside.group_id = x.group_id
ORDER BY x.group_id, x.weight DESC, x.stream, x.place
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


@dataclass(frozen=True)
class _PriceElsewhere:
    member: str
    stream: int
    amount: Decimal
    currency: str
    payers: int
    shared: int
    inside: str | None
    provider_id: str
    merchant_id: str
    tier: str


@dataclass(frozen=True)
class _Around:
    """What a case's accounts have in common with each other and with others."""

    identifiers: Iterable[_SharedIdentifier]
    prices: Sequence[_PriceElsewhere]
    overlaps: Sequence[_PayerOverlap]


def networks(engine: Engine, cases: dict[str, tuple[Subject, ...]]) -> dict[str, Network]:
    """The network of each case, within the bounds above."""
    bounds = {"members": MEMBERS}
    identifiers, prices, overlaps = (
        fetch_by_case(engine, IDENTIFIERS_OF_CASES, _SharedIdentifier, bounds),
        fetch_by_case(engine, PRICES_OF_CASES, _PriceElsewhere, bounds),
        fetch_by_case(engine, OVERLAPS_OF_CASES, _PayerOverlap, bounds),
    )
    return {
        group: _network(each, _Around(identifiers.get(group, ()), prices.get(group, ()), overlaps.get(group, ())))
        for group, each in cases.items()
    }


def _network(subjects: tuple[Subject, ...], around: _Around) -> Network:
    members = [Node(each.label, SUBJECT, f"{each.provider_id} {each.merchant_id}") for each in subjects[:MEMBERS]]
    identifiers, identifier_edges, other_identifiers = _identifiers(around.identifiers)
    prices, price_edges, other_prices = _prices(around.prices)
    room = NODES - len(members) - len(identifiers) - len(prices)
    neighbours, overlap_edges, other_neighbours = _neighbours(around.overlaps, room)
    left_out = len(subjects) - len(members) + other_identifiers + other_prices + other_neighbours
    return Network(
        (*members, *identifiers, *prices, *neighbours),
        (*identifier_edges, *price_edges, *overlap_edges),
        left_out,
    )


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


def _prices(prices: Sequence[_PriceElsewhere]) -> tuple[list[Node], list[Edge], int]:
    """Prices whose payers are the case's; the merchant that takes them is named as a neighbour would be."""
    streams = {each.stream: each for each in prices}
    places = {stream: f"S{place}" for place, stream in enumerate([*streams][:PRICES], start=1)}
    nodes = [Node(place, PRICE, _price_note(streams[stream])) for stream, place in places.items()]
    edges = [
        Edge(each.member, places[each.stream], _edge_weight(each.shared), f"{count_payers(each.shared)} in common")
        for each in prices
        if each.stream in places
    ]
    return nodes, edges, len(streams) - len(places)


def _price_note(price: _PriceElsewhere) -> str:
    where = price.inside or _name_of(price)
    return f"price {price.amount:.2f} {price.currency} at {where}, {count_payers(price.payers)}"


def _neighbours(overlaps: Sequence[_PayerOverlap], room: int) -> tuple[list[Node], list[Edge], int]:
    """The closest overlaps; a neighbour that nothing else speaks against is not named."""
    places: dict[int, str] = {}
    for each in overlaps:
        if each.inside is None and each.other not in places and len(places) < room:
            places[each.other] = f"N{len(places) + 1}"
    outside = {each.other: each for each in overlaps if each.inside is None}
    nodes = [Node(name, NEIGHBOUR, _name_of(outside[other])) for other, name in places.items()]
    edges = [
        Edge(each.member, each.inside or places[each.other], _edge_weight(each.shared), _overlap_note(each))
        for each in overlaps
        if each.inside is not None or each.other in places
    ]
    return nodes, edges[:EDGES], len(outside) - len(places)


def _name_of(other: _PayerOverlap | _PriceElsewhere) -> str:
    listed = other.tier in {"refer", "review", "watch"}
    return (
        f"{other.provider_id} {other.merchant_id}, {other.tier}"
        if listed
        else f"another merchant at {other.provider_id}"
    )


def _edge_weight(shared: int) -> int:
    return withhold(shared) or 0


def _overlap_note(overlap: _PayerOverlap) -> str:
    return f"{count_payers(overlap.shared)} in common; {overlap.expected:.1f} would be chance"


def _label_number(label: str) -> int:
    return int(label[1:])
