"""Adds NULLS LAST wherever a statement sorts: DuckDB does so by itself, and Spark does not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

ENDS = frozenset({"limit", "offset", "rows", "range", "groups", "union", "except", "intersect", "qualify"})
"""What may come after a sort."""


def sort_nulls_last(pieces: Sequence[str]) -> list[str]:
    """Say of each thing that is sorted by where NULL goes, if nothing is said of it.

    >>> "".join(sort_nulls_last(["SELECT", " ", "a", " ", "FROM", " ", "t", " ", "ORDER", " ", "BY", " ", "a"]))
    'SELECT a FROM t ORDER BY a NULLS LAST'
    """
    out: list[str] = []
    at = 0
    while at < len(pieces):
        begin = _skip_words(pieces, at, ("order", "by"))
        if begin is None or _is_within(out):
            out.append(pieces[at])
            at += 1
            continue
        end = _end(pieces, begin)
        out += [*pieces[at:begin], *_sorted_items(sort_nulls_last(pieces[begin:end]))]
        at = end
    return out


def _skip_words(pieces: Sequence[str], at: int, words: Sequence[str]) -> int | None:
    """Where it goes on after some words, if they stand here."""
    for word in words:
        while at < len(pieces) and pieces[at].isspace():
            at += 1
        if at >= len(pieces) or pieces[at].lower() != word:
            return None
        at += 1
    return at


def _is_within(before: Sequence[str]) -> bool:
    """Whether a sort belongs to an aggregate (WITHIN GROUP): that leaves NULL out."""
    last = [piece.lower() for piece in before[-12:] if not piece.isspace()][-3:]
    return last == ["within", "group", "("]


def _end(pieces: Sequence[str], at: int) -> int:
    depth = 0
    for place in range(at, len(pieces)):
        piece = pieces[place].lower()
        if depth == 0 and (piece == ")" or piece in ENDS):
            return place
        depth += (piece == "(") - (piece == ")")
    return len(pieces)


def _sorted_items(pieces: Sequence[str]) -> Iterator[str]:
    """Each thing, with NULLS LAST before the comma or the end."""
    depth = 0
    item: list[str] = []
    for piece in (*pieces, None):
        if piece is None or (piece == "," and depth == 0):
            yield from _sorted_item(item)
            item = []
            if piece is not None:
                yield piece
            continue
        depth += (piece == "(") - (piece == ")")
        item.append(piece)


def _sorted_item(item: Sequence[str]) -> list[str]:
    end = len(item)
    while end and item[end - 1].isspace():
        end -= 1
    says_nulls = any(piece.lower() == "nulls" for piece in item)
    return [*item[:end], *([] if says_nulls else [" NULLS LAST"]), *item[end:]]
