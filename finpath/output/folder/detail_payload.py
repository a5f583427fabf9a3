"""The data of the details that `index.html` draws of a merchant when somebody opens them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from finpath.output.folder.row import IndexRow
from finpath.output.pictures.gallery import Account, Gallery
from finpath.presentation.page import LONGEST
from finpath.presentation.text import legible_text

MAX_BYTES = 2_930_000
"""Bytes of the whole page; merchants whose pictures would go beyond are listed without them."""

MAX_TIES = 3000
"""Ties on the page, those of the first merchants first."""

OUTSIDE = "another merchant at {provider}"
"""A neighbour that nothing else speaks against is not named."""


def build_payload(rows: Sequence[IndexRow], gallery: Gallery, room: int) -> str:
    """JSON for the page, safe to stand between script tags.

    Args:
        rows: As listed, the first first.
        gallery: Pictures and neighbours.
        room: Bytes that it may take: pictures at the end of the list are left out.
    """
    names = {(row.provider_id, row.merchant_id): str(row.rank) for row in rows}
    ties, outside = _ties(rows, gallery, names)
    surroundings = f'"others":{_compact_json(outside)},"ties":{_compact_json(ties)}'
    pictures: list[str] = []
    left = room - len(surroundings.encode())
    for row in rows:
        picture = gallery.pictures.get((row.provider_id, row.merchant_id), "{}")
        told = _compact_json(_sides(row))[1:-1]
        entry = f'"{row.rank}":{{{told}{"," if picture != "{}" else ""}{picture[1:]}'
        left -= len(entry.encode()) + 1
        if left < 0:
            break
        pictures.append(entry)
    text = f'{{"pictures":{{{",".join(pictures)}}},{surroundings}}}'
    return text.replace("<", "\\u003c").replace("&", "\\u0026")


def _sides(row: IndexRow) -> dict[str, object]:
    """Reasons beyond the one that the list shows, and what everything weighs; what is empty is left out."""
    sides = row.sides
    told = {
        "r": [legible_text(reason, LONGEST) for reason in row.reasons[1:]],
        "w": list(sides.raises),
        "v": [list(each) for each in sides.group],
        "l": [[legible_text(sentence, LONGEST), nats] for sentence, nats in sides.lowers],
        "a": [legible_text(sentence, LONGEST) for sentence in sides.against[1:]],
        "i": [legible_text(payment) for payment in sides.payments],
        "of": sides.resting,
    }
    return {"r": told.pop("r")} | {name: value for name, value in told.items() if value}


def _ties(
    rows: Sequence[IndexRow], gallery: Gallery, names: Mapping[Account, str]
) -> tuple[list[list[str | int | float]], list[list[str]]]:
    """Ties between listed merchants, and to others, who get a number and no name."""
    outside: dict[Account, str] = {}
    ties: dict[tuple[str, str, str], list[str | int | float]] = {}
    for row in rows:
        account = (row.provider_id, row.merchant_id)
        for tie in gallery.near.get(account, ()):
            if len(ties) == MAX_TIES:
                break
            there = names.get(tie.other) or outside.setdefault(tie.other, f"x{len(outside) + 1}")
            one, other = sorted((names[account], there))
            ties.setdefault((one, other, tie.kind), [one, other, tie.kind, tie.shared, round(tie.expected, 1)])
    others = [[name, legible_text(OUTSIDE.format(provider=provider))] for (provider, _), name in outside.items()]
    return list(ties.values()), others


def _compact_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
