"""The first rows of what nobody has described: a file of text, a workbook, Parquet, Arrow, or a table in memory."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TypeVar

import pyarrow as pa
import pyarrow.parquet as pq

from finpath.errors import ConfigError, ContributionError
from finpath.ingest.column_names import EVERY, bare_name
from finpath.ingest.columnar import DAMAGE
from finpath.ingest.columns import list_names
from finpath.ingest.encoding import find_encoding
from finpath.ingest.exports import Export
from finpath.ingest.formats.arrow import FILE
from finpath.ingest.formats.excel import OLD
from finpath.ingest.preamble import LINES
from finpath.ingest.source import recognise
from finpath.ingest.workbook import cell_text, check_workbook, rows, sheets

ROWS = 500
"""Rows that are looked at."""

FEWEST = 3
"""Columns that a table of payments has at least."""

KNOWN = 2
"""Names of a header that are known: one may be chance."""

DELIMITERS = (";", ",", "\t", "|")
HEAD = 1 << 16
"""Bytes by which a format is told."""

Place = TypeVar("Place")


@dataclass(frozen=True)
class Preview:
    """The header and the first rows, as texts.

    Args:
        name: What messages call it.
        header: Names of the columns, in their order; one may come twice.
        rows: As many as are looked at.
        whole: Whether these are all rows.
        zoned: Columns whose type says what zone their instants are in.
        sheet: Of a workbook.
        form: The format, where that says which column is which: then nothing else is looked at.
        is_export: Whether that is a wallet's or an acquirer's export, which may not say whose account it is of.
    """

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    whole: bool = True
    zoned: frozenset[str] = field(default_factory=frozenset)
    sheet: str = ""
    form: str = ""
    is_export: bool = False

    def values(self, column: str) -> list[str]:
        """What stands in a column, without the empty cells; of one that comes twice, what stands in all of them."""
        places = [place for place, name in enumerate(self.header) if name == column]
        return [row[place] for row in self.rows for place in places if place < len(row) and row[place]]

    @property
    def twice(self) -> frozenset[str]:
        """Names that more than one column has."""
        return frozenset(name for name, count in Counter(self.header).items() if count > 1)


def preview_file(path: Path, sheet: str = "") -> Preview:
    """Look at a file.

    Args:
        path: The file.
        sheet: Of a workbook: the one that is meant, where several could be.

    Raises:
        ConfigError: There is no such file, it has no header, or its form has to be described by hand.
    """
    try:
        with path.open("rb") as file:
            head = file.read(HEAD)
        form = recognise(head, None, path.name)
        match form.name:
            case "excel":
                return _workbook(path, sheet)
            case "parquet":
                return preview_table(_first_of_parquet(path), path.name)
            case "arrow":
                return preview_table(_first_of_arrow(path), path.name)
            case "csv":
                return _text(path)
        if form.is_general:
            raise ConfigError(f"{path.name} is no table with a header: write its contribution.toml by hand.")
        return Preview(path.name, (), (), form=form.name, is_export=issubclass(form, Export))
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror or 'it is damaged'}.") from None
    except ContributionError as error:
        raise ConfigError(str(error)) from None


def preview_table(table: pa.Table, name: str) -> Preview:
    """Look at a table in memory."""
    first = table.slice(0, ROWS)
    columns = [[_cell(value) for value in column.to_pylist()] for column in first.columns]
    zoned = {field.name for field in table.schema if pa.types.is_timestamp(field.type) and field.type.tz}
    body = tuple(zip(*columns, strict=True)) if columns else ()
    return Preview(name, tuple(table.column_names), body, table.num_rows <= ROWS, frozenset(zoned))


def _cell(value: object) -> str:
    return "" if value is None or value != value else str(value).strip()  # noqa: PLR0124 - a float that is no number


def _first_of_parquet(path: Path) -> pa.Table:
    try:
        file = pq.ParquetFile(path)
        batches = list(islice(file.iter_batches(ROWS + 1), 1))
        return pa.Table.from_batches(batches, file.schema_arrow)
    except DAMAGE:
        raise ConfigError(f"{path.name} is a damaged or truncated Parquet file: send it again.") from None


def _first_of_arrow(path: Path) -> pa.Table:
    try:
        with path.open("rb") as file:
            is_file = file.read(len(FILE)) == FILE
        source = pa.memory_map(str(path))
        if is_file:
            reader = pa.ipc.open_file(source)
            count = min(reader.num_record_batches, 1)
            return pa.Table.from_batches([reader.get_batch(n) for n in range(count)], reader.schema)
        stream = pa.ipc.open_stream(source)
        return pa.Table.from_batches(list(islice(stream, 1)), stream.schema)
    except DAMAGE:
        raise ConfigError(f"{path.name} is a damaged or truncated Arrow file: send it again.") from None


def _text(path: Path) -> Preview:
    with path.open(encoding=find_encoding(path), errors="replace", newline="") as file:
        lines = list(islice(file, LINES + ROWS + 1))
    found = _find_header(
        (_cells(line, delimiter), (place, delimiter))
        for place, line in enumerate(lines[:LINES])
        for delimiter in DELIMITERS
    )
    if found is None:
        raise ConfigError(
            f"{path.name} begins with no header of columns: write one line of names, or its contribution.toml by hand."
        )
    header, (place, delimiter) = found
    try:
        body = list(islice(csv.reader(lines[place + 1 :], delimiter=delimiter), ROWS + 1))
    except csv.Error:
        body = [_cells(line, delimiter) for line in lines[place + 1 :][: ROWS + 1]]
    filled = tuple(tuple(cell.strip() for cell in row) for row in body if any(map(str.strip, row)))
    return Preview(path.name, tuple(header), filled[:ROWS], len(filled) <= ROWS)


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return [cell.strip() for cell in next(csv.reader([line], delimiter=delimiter), [])]
    except csv.Error:
        return []


def _find_header(candidates: Iterable[tuple[list[str], Place]]) -> tuple[list[str], Place] | None:
    """The line with most names that are known; where none has two, the first of several cells."""
    wide = [(cells, place) for cells, place in candidates if len(cells) >= FEWEST]
    best = max(wide, key=lambda each: _count_names(each[0]), default=None)
    if best is None or _count_names(best[0]) >= KNOWN:
        return best
    return next(each for each in wide if len(each[0]) == max(len(cells) for cells, _ in wide))


def _count_names(cells: Sequence[str]) -> int:
    return len({bare_name(cell) for cell in cells} & EVERY)


def _workbook(path: Path, wanted: str) -> Preview:
    with path.open("rb") as file:
        if file.read(len(OLD)) == OLD:
            raise ConfigError(f"{path.name} has a password, or is of before 2007 (.xls); save it as .xlsx without one.")
    check_workbook(path, path.name)
    names = sheets(path)
    if wanted and wanted not in names:
        raise ConfigError(f'{path.name} has no sheet "{wanted}" (sheet=): it has {list_names(names)}.')
    looked = [_sheet(path, name) for name in names if wanted in ("", name)]
    fitting = [each for each in looked if wanted or _count_names(each.header) >= KNOWN]
    if len(fitting) != 1:
        fit = list_names([each.sheet for each in fitting]) if fitting else "none"
        raise ConfigError(
            f"{path.name} has {len(names)} sheets, of which {fit} look like a table: name the one that is meant with"
            f' sheet="{(fitting or looked)[0].sheet if looked else ""}".'
        )
    return fitting[0]


def _sheet(path: Path, name: str) -> Preview:
    cells = [[cell_text(cell) or "" for cell in row] for row in islice(rows(path, name), LINES + ROWS + 1)]
    found = _find_header((row, place) for place, row in enumerate(cells[:LINES]))
    if found is None:
        return Preview(path.name, (), (), sheet=name)
    header, place = found
    named = tuple(cell or f"column {number}" for number, cell in enumerate(header, start=1))
    body = tuple(tuple(row) for row in cells[place + 1 :] if any(row))
    return Preview(path.name, named, body[:ROWS], len(body) <= ROWS, sheet=name)
