"""JSON Lines: one object a line; a line that is none is a broken record, and the next line is read all the same."""

from __future__ import annotations

import json
from itertools import islice
from typing import ClassVar

from finpath.engine import lines
from finpath.ingest.decode_text import MARKS, check_lines
from finpath.ingest.format import Format, Records, Request

NOT_AN_OBJECT = "NOT coalesce(fp_json_object(c0), false)"
UNIT = "\x1f"
"""Between the names that the engine is asked for; a name that holds it is no column."""

SAMPLE = 10_000
"""Lines that are looked at for the names of columns."""

MOST_NAMES = 10_000
"""Names after which no more are looked for: the file is refused for them."""


class JsonLines(Format):
    """JSON Lines, recognised by the brace that opens the first record."""

    name: ClassVar[str] = "jsonl"
    is_general: ClassVar[bool] = True

    @classmethod
    def recognises(cls, head: bytes) -> bool:
        """Say whether the first record is an object."""
        return head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")

    @classmethod
    def records(cls, request: Request) -> Records:
        """Take every line as text and let the engine look into it."""
        check_lines(request.path, request.label)
        names = _names(request)
        texts = f"fp_json_texts(c0, {_literal(UNIT.join(names))})"
        marks = " OR ".join(f"contains(c0, '{mark}')" for mark in MARKS)
        marked = {marks: "the line has bytes that are no text; write it in UTF-8"} if request.has_marks else {}
        return Records(
            scan=lines(request.path),
            names=names,
            values=tuple(f"fp_item({texts}, {index})" for index in range(1, len(names) + 1)),
            broken=marked | {NOT_AN_OBJECT: "the line is not a JSON object; write one object a line"},
        )


def _names(request: Request) -> tuple[str, ...]:
    names: dict[str, None] = {}
    with request.path.open(encoding="utf-8", errors="replace") as file:
        for line in islice(file, SAMPLE):
            names.update(dict.fromkeys(_keys(line)))
            if len(names) > MOST_NAMES:
                break
    rare = sorted(set(request.wanted) - set(names))
    return tuple(names) + (_late_names(request, rare) if rare else ())


def _keys(line: str) -> tuple[str, ...]:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):  # what is nested without end is no record
        return ()
    return tuple(name for name in record if name and UNIT not in name) if isinstance(record, dict) else ()


def _late_names(request: Request, names: list[str]) -> tuple[str, ...]:
    """Names that only later lines use; a name that is merely mentioned gives an empty column, which is absent."""
    pending = {f'"{name}"': name for name in names}
    late: list[str] = []
    with request.path.open(encoding="utf-8", errors="replace") as file:
        for line in file:
            late += [pending.pop(quoted) for quoted in tuple(pending) if quoted in line]
            if not pending:
                break
    return tuple(sorted(late))


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
