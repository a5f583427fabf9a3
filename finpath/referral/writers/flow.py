"""Layout of the way that proceeds took: accounts in columns by transfers so far, lines as thick as money."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from finpath.presentation.text import count_of, money
from finpath.referral.model.onward import Onward, Passage

WIDE, HIGH, GAP, STEP, TOP = 150, 46, 12, 250, 34
"""Of a box, between boxes, from column to column, and above the first."""

THIN, THICK = 1.5, 16.0
MOST = 8
"""Boxes of one column; smaller ones are counted."""

Box = tuple[str, float, float, str]
"""Account, left and upper edge, and what rests there in words."""


@dataclass(frozen=True)
class Stream:
    """What went from one box to another, as an SVG path."""

    path: str
    width: float
    note: str


@dataclass(frozen=True)
class Flow:
    """A picture of where proceeds went.

    Args:
        titles: Over each column, with its left edge.
        left_out: Accounts that did not fit.
    """

    boxes: tuple[Box, ...]
    streams: tuple[Stream, ...]
    titles: tuple[tuple[float, str], ...]
    width: float
    height: float
    left_out: int = 0


def draw_flow(onward: Onward) -> Flow | None:
    """Lay out accounts and what passed between them; None where nothing went on."""
    if not onward.passages:
        return None
    columns, left_out = _columns(onward)
    rests = _rests(onward)
    places = {
        account: (10.0 + place * STEP, TOP + row * (HIGH + GAP) * 1.0)
        for place, column in enumerate(columns)
        for row, account in enumerate(column)
    }
    most = _most(onward.passages)
    streams = tuple(
        _stream(each, places, most[each.currency])
        for each in sorted(onward.passages, key=lambda each: (-each.proceeds, each.source, each.target))
        if each.source in places and each.target in places
    )
    titles = ["where takings came in", *(f"after {count_of(hop, 'transfer')}" for hop in range(1, len(columns)))]
    return Flow(
        tuple((account, x, y, rests.get(account, "")) for account, (x, y) in places.items()),
        streams,
        tuple((10.0 + place * STEP, title) for place, title in enumerate(titles)),
        max(len(columns) * STEP - (STEP - WIDE) + 80, 620),
        TOP + max(map(len, columns)) * (HIGH + GAP),
        left_out,
    )


def _columns(onward: Onward) -> tuple[list[list[str]], int]:
    """Accounts by their distance from where takings came in, those with most proceeds first."""
    onwards = defaultdict[str, list[str]](list)
    passed = defaultdict[str, Decimal](Decimal)
    for each in onward.passages:
        onwards[each.source].append(each.target)
        passed[each.target] += each.proceeds
    for arrival in onward.arrivals:
        passed[arrival.account] += arrival.proceeds
    starts = list(dict.fromkeys(each.account for each in onward.arrivals)) or [onward.passages[0].source]
    distance = dict.fromkeys(starts, 0)
    waiting = list(starts)
    for account in waiting:
        for target in onwards[account]:
            if target not in distance:
                distance[target] = distance[account] + 1
                waiting.append(target)
    columns: list[list[str]] = [[] for _ in range(max(distance.values()) + 1)]
    for account in sorted(distance, key=lambda name: (-passed[name], int(name[1:]))):
        columns[distance[account]].append(account)
    return [column[:MOST] for column in columns], sum(max(len(column) - MOST, 0) for column in columns)


def _rests(onward: Onward) -> dict[str, str]:
    told: dict[str, list[str]] = defaultdict(list)
    for each in onward.resting:
        told[each.account].append(f"{money(each.proceeds)} {each.currency}")
    return {account: amounts[0] + (" …" if amounts[1:] else "") for account, amounts in told.items()}


def _most(passages: Sequence[Passage]) -> Mapping[str, Decimal]:
    most: dict[str, Decimal] = {}
    for each in passages:
        most[each.currency] = max(most.get(each.currency, Decimal(0)), each.proceeds)
    return most


def _stream(each: Passage, places: Mapping[str, tuple[float, float]], most: Decimal) -> Stream:
    (x, y), (to_x, to_y) = places[each.source], places[each.target]
    y, to_y = y + HIGH / 2, to_y + HIGH / 2
    share = float(each.proceeds / most) if most else 0.0
    width = round(max(THIN, THICK * math.sqrt(max(share, 0.0))), 1)
    if to_x > x:
        middle = (x + WIDE + to_x) / 2
        path = f"M{x + WIDE:.1f} {y:.1f}C{middle:.1f} {y:.1f} {middle:.1f} {to_y:.1f} {to_x:.1f} {to_y:.1f}"
    else:  # back, or aside: around the right of both
        out = max(x, to_x) + WIDE + 60
        path = f"M{x + WIDE:.1f} {y:.1f}C{out:.1f} {y:.1f} {out:.1f} {to_y:.1f} {to_x + WIDE:.1f} {to_y:.1f}"
    transfers = count_of(each.transfers, "transfer")
    return Stream(path, width, f"{each.source} to {each.target}: {money(each.proceeds)} {each.currency}, {transfers}")
