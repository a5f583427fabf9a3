"""Listed merchants and their gallery in; out comes what the page draws one of them from, when it is asked to."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from finpath.output.folder.row import IndexRow
from finpath.output.pictures.gallery import Account, Gallery
from finpath.presentation.page import LONGEST
from finpath.presentation.text import legible_text

LARGEST = 2_930_000
"""Bytes of the whole page; merchants whose pictures would go beyond are listed without them."""

FIRST, REASONS = 300, 3
"""So many merchants have so many reasons in the list, and all others one; a closer look shows all."""

TIES = 3000
"""Ties on the page, those of the first merchants first."""

OUTSIDE = "another merchant at {provider}"
"""A neighbour that nothing else speaks against is not named."""


def data(rows: Sequence[IndexRow], gallery: Gallery, room: int) -> str:
    """JSON for the page, safe to stand between script tags.

    Args:
        rows: As listed, the first first.
        gallery: Pictures and neighbours.
        room: Bytes that it may take: pictures at the end of the list are left out.
    """
    names = {(row.provider_id, row.merchant_id): str(row.rank) for row in rows}
    ties, outside = _ties(rows, gallery, names)
    around = f'"others":{_written(outside)},"ties":{_written(ties)}'
    said: list[str] = []
    left = room - len(around.encode())
    for place, row in enumerate(rows):
        picture = gallery.pictures.get((row.provider_id, row.merchant_id), "{}")
        more = _written([legible_text(reason, LONGEST) for reason in row.reasons[REASONS if place < FIRST else 1 :]])
        told = f'"{row.rank}":{{"r":{more}{"," if picture != "{}" else ""}{picture[1:]}'
        left -= len(told.encode()) + 1
        if left < 0:
            break
        said.append(told)
    text = f'{{"pictures":{{{",".join(said)}}},{around}}}'
    return text.replace("<", "\\u003c").replace("&", "\\u0026")


def _ties(
    rows: Sequence[IndexRow], gallery: Gallery, names: Mapping[Account, str]
) -> tuple[list[list[str | int | float]], list[list[str]]]:
    """Ties between listed merchants, and to others, who get a number and no name."""
    outside: dict[Account, str] = {}
    ties: dict[tuple[str, str, str], list[str | int | float]] = {}
    for row in rows:
        account = (row.provider_id, row.merchant_id)
        for met in gallery.near.get(account, ()):
            if len(ties) == TIES:
                break
            there = names.get(met.other) or outside.setdefault(met.other, f"x{len(outside) + 1}")
            one, other = sorted((names[account], there))
            ties.setdefault((one, other, met.kind), [one, other, met.kind, met.shared, round(met.expected, 1)])
    told = [[name, legible_text(OUTSIDE.format(provider=provider))] for (provider, _), name in outside.items()]
    return list(ties.values()), told


def _written(told: object) -> str:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))
