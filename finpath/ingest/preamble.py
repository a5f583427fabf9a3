"""The lines that some programs write above the header of a CSV file: who exported it, for which days."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Collection
from dataclasses import replace
from itertools import islice
from pathlib import Path

from finpath.errors import ContributionError
from finpath.ingest.format import Request

LINES = 100
"""Lines among which a header is looked for."""

LONGEST = 1 << 20
"""Letters of one line that is looked at."""

FITS = 2
"""Names of a header that the contract has a use for: one may be chance."""

MARK = "sep="
"""With what Excel is told the delimiter, on the first line."""


def without_preamble(request: Request, delimiters: str) -> tuple[Request, str | None]:
    """The request for the file from its header on, and the delimiter that its first line names.

    Raises:
        ContributionError: The manifest names a number of lines that is none.
    """
    lines = _first_lines(request.path)
    declared = request.options.get("delimiter")
    said = lines[0].strip()[len(MARK) :] if lines and lines[0].lower().startswith(MARK) else ""
    named = said if len(said) == 1 else None
    skipped = _declared_lines(request)
    if skipped is None:
        candidates = declared or named or delimiters
        first = 1 if named or (lines and lines[0].lower().startswith(MARK)) else 0
        skipped = _find_header(lines[first:], candidates, request.wanted) + first
    if not skipped:
        return request, named
    return replace(request, path=_cut(request, skipped)), named


def _declared_lines(request: Request) -> int | None:
    declared = request.options.get("skip_lines")
    if declared is None:
        return None
    if not declared.isascii() or not declared.isdecimal():
        raise ContributionError(f'{request.label}: skip_lines = "{declared}" is no number of lines; write it as 3.')
    return int(declared)


def _first_lines(path: Path) -> list[str]:
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        return list(islice(iter(lambda: file.readline(LONGEST), ""), LINES))


def _find_header(lines: list[str], delimiters: str, wanted: Collection[str]) -> int:
    """The place of the first line that names two columns that are asked for; none of them: of the first line."""
    for place, line in enumerate(lines):
        if any(_hits(line, delimiter, wanted) >= FITS for delimiter in delimiters):
            return place
    return 0


def _hits(line: str, delimiter: str, wanted: Collection[str]) -> int:
    try:
        names = next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return 0
    return len({name.strip() for name in names} & set(wanted))


def _cut(request: Request, lines: int) -> Path:
    """A copy of the file without its first lines."""
    target = request.folder / f"{request.path.name}.body"
    with request.path.open("rb") as file, target.open("wb") as out:
        for _ in range(lines):
            file.readline()
        shutil.copyfileobj(file, out)
    return target
