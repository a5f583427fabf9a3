"""Rows in, whether a column that nobody explained goes with the payer or with the merchant out."""

from __future__ import annotations

from collections.abc import Iterable

from finpath.synth.planting.record import Record


def of_payer(name: str, rows: Iterable[tuple[int, int, Record]]) -> bool:
    """Say whether rows of one payer agree in a column more than rows of one merchant do.

    >>> of_payer("team", [(1, 1, {"team": "a"}), (1, 2, {"team": "a"}), (2, 1, {"team": "b"}), (2, 2, {"team": "b"})])
    True

    Args:
        name: Of the column.
        rows: Payer, merchant, row.
    """
    seen: tuple[dict[int, str | None], dict[int, str | None]] = ({}, {})
    same, compared = [0, 0], [0, 0]
    for payer, merchant, row in rows:
        for side, key in enumerate((payer, merchant)):
            if key in seen[side]:
                compared[side] += 1
                same[side] += seen[side][key] == row.get(name)
            seen[side][key] = row.get(name)
    return same[0] * max(1, compared[1]) > same[1] * max(1, compared[0])
