"""Finds the one array of records in an object that services put around them: `{"data": [...], "next": null}`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from finpath.errors import ContributionError
from finpath.ingest.columns import list_names
from finpath.ingest.format import Request
from finpath.ingest.json_window import Window

FITS = 2
"""Names of a record that the contract has a use for: one may be chance."""

NEXT = frozenset(
    "next next_page nextpage next_cursor nextcursor next_page_token nextpagetoken next_link has_more hasmore".split()
)
"""What services call that there is more than one answer, in lower letters."""


@dataclass(frozen=True)
class WrappedArray:
    """An array in an object.

    Args:
        path: The names under which it stands.
        more: Whether the object says that another one follows.
    """

    path: tuple[str, ...]
    more: bool


def find_wrapped(request: Request) -> WrappedArray | None:
    """The array of records in a file that is one object; None where it is none, or is itself a record.

    Raises:
        ContributionError: Several arrays would do.
    """
    fitting: list[tuple[str, ...]] = []
    own: set[str] = set()
    more = False
    try:
        for path, value in _members(request):
            if isinstance(value, Mapping) and len(set(value) & set(request.wanted)) >= FITS:
                fitting.append(path)
            elif isinstance(value, tuple):
                own |= {path[0]} if len(path) == 1 else set()
                more = more or (path[-1].lower() in NEXT and value[0] not in (None, False, ""))
    except (ValueError, RecursionError):
        return None
    if not fitting or len(own & set(request.wanted)) >= FITS:
        return None
    fitting = [path for path in fitting if path[-1] == request.table] or fitting
    if len(fitting) > 1:
        lists = list_names([".".join(path) for path in fitting])
        raise ContributionError(
            f"{request.label} holds several lists that fit {request.table}: {lists}; put each into a file of its own."
        )
    return WrappedArray(fitting[0], more)


def _members(request: Request) -> Iterator[tuple[tuple[str, ...], object]]:
    with request.path.open(encoding="utf-8-sig", errors="replace") as file:
        yield from Window(file).arrays()
