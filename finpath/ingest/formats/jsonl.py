"""JSON Lines: one object a line; a line that is none is a broken record, and the next line is read all the same."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from itertools import islice
from typing import ClassVar

from finpath.engine import lines
from finpath.ingest.amounts import typed_sql
from finpath.ingest.decode_text import MARKS, check_lines
from finpath.ingest.format import Format, Records, Request
from finpath.ingest.formats.json import FAULTS, array_records
from finpath.ingest.json_wrapper import find_wrapped

NOT_AN_OBJECT = "NOT coalesce(fp_json_object(c0), false)"
OPENED = r"[{\[]"
"""With what an object or a list begins."""

MORE = "it says that another page follows: hand in all of them."
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
        wrapped = find_wrapped(request)
        if wrapped is not None:
            return array_records(request, wrapped.path, (MORE,) if wrapped.more else ())
        check_lines(request.path, request.label)
        request = _without_blank_lines(request)
        names = _names(request)
        texts = f"fp_json_texts(c0, {_literal(UNIT.join(names))})"
        values = {name: f"fp_item({texts}, {index})" for index, name in enumerate(names, start=1)}
        marks = " OR ".join(f"contains(c0, '{mark}')" for mark in MARKS)
        marked = {marks: "the line has bytes that are no text; write it in UTF-8"} if request.has_marks else {}
        return Records(
            scan=lines(request.path),
            names=names,
            values=tuple(_typed(name, value) if name in request.amounts else value for name, value in values.items()),
            broken=marked
            | {NOT_AN_OBJECT: "the line is not a JSON object; write one object a line"}
            | _nested(
                {
                    name: value
                    for name, value in values.items()
                    if name in {*request.ids, *request.amounts, *request.days}
                }
            ),
        )


def _typed(name: str, value: str) -> str:
    """SQL of an amount: a number of JSON is marked as one, whatever mark texts have."""
    number, text = (f"fp_matches(c0, {_literal(_member(name) + sign)})" for sign in ("-?[0-9]", '"'))
    return f"CASE WHEN {number} AND NOT {text} THEN {typed_sql(value)} ELSE {value} END"


def _nested(values: Mapping[str, str]) -> dict[str, str]:
    """The condition that a column which is asked for holds an object or a list."""
    opened = {name: _literal(_member(name) + OPENED) for name in values}
    each = [f"(fp_matches({value}, '^{OPENED}') AND fp_matches(c0, {opened[name]}))" for name, value in values.items()]
    return {f"coalesce({' OR '.join(each)}, false)": FAULTS["nested"]} if each else {}


def _member(name: str) -> str:
    """The pattern of a member's name and what stands before its value."""
    quoted = re.sub(r"([\\.+*?()|\[\]{}^$])", r"\\\1", json.dumps(name, ensure_ascii=False))
    return rf"{quoted}[ \t\r\n]*:[ \t\r\n]*"


def _without_blank_lines(request: Request) -> Request:
    """The request for a file that has no lines of nothing but spaces: many end with one, and none is a record."""
    with request.path.open("rb") as file:
        if not any(not line.strip() for line in file):
            return request
    target = request.folder / f"{request.path.name}.filled"
    with request.path.open("rb") as file, target.open("wb") as out:
        out.writelines(line for line in file if line.strip())
    return replace(request, path=target)


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
