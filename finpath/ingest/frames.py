"""A table in memory as Arrow, whoever made it; what is wrong with one is one sentence."""

from __future__ import annotations

import datetime as dt
import warnings
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Protocol

import pyarrow as pa

from finpath.errors import ContributionError
from finpath.ingest.columns import list_names
from finpath.ingest.source import MOST_COLUMNS

LOOKED_AT = 1000
"""Values of a column among which types are looked for."""


class Frame(Protocol):
    """What gives its rows by the Arrow stream interface: a table of pyarrow, a frame of pandas or polars …."""

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """Give the rows."""


def is_frame(data: object) -> bool:
    """Whether something gives rows by the Arrow interface."""
    return hasattr(data, "__arrow_c_stream__") or isinstance(data, pa.Table)


def table_of(frame: Frame, label: str) -> pa.Table:
    """The rows, without what a library notes of itself beside them.

    Raises:
        ContributionError: It is no table: it has too many columns, two of one name, or a column of several types.
    """
    _check_columns(list(map(str, _names(frame))), label)
    _check_zones(frame, label)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # pyarrow asks pandas for values in a way that pandas 4 will change
            return pa.table(frame).replace_schema_metadata(None).combine_chunks()
    except (TypeError, ValueError, pa.ArrowException) as error:
        mixed = _mixed_column(frame)
        if mixed:
            column, types = mixed
            raise ContributionError(
                f'{label}: the column "{column}" holds values of several types ({", ".join(types)}); make it one, as'
                f' text with df["{column}"].astype(str).'
            ) from None
        raise ContributionError(
            f"{label} is no table that Arrow can take ({type(error).__name__}); hand over a table of pyarrow, "
            "or a frame of pandas or polars whose columns are of one type each."
        ) from None


def distinct_texts(table: pa.Table, columns: Sequence[str]) -> pa.Table:
    """Some columns as text, each row once, in the order in which they come; whatever types a library has for texts."""
    texts = pa.table({name: table[name].cast(pa.string()) for name in columns})
    return texts.group_by(list(columns), use_threads=False).aggregate([])


def _names(frame: object) -> Iterable[object]:
    """The names of the columns, before the rows are touched."""
    if isinstance(frame, pa.Table):
        return list(frame.column_names)
    columns = getattr(frame, "columns", ())
    return columns if isinstance(columns, Iterable) else ()


def _check_columns(names: Sequence[str], label: str) -> None:
    if len(names) > MOST_COLUMNS:
        raise ContributionError(
            f"{label} has {len(names):,} columns, more than {MOST_COLUMNS:,}; hand over those that are needed, as in"
            ' df[["date", "amount", …]].'
        )
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise ContributionError(f"{label} has the column {list_names(twice)} twice; leave one of them, or rename it.")


def _check_zones(frame: object, label: str) -> None:
    """Let no instant lose its zone: Arrow takes a column of objects as its first value is, and drops other zones."""
    dtypes = getattr(frame, "dtypes", None)
    for name in _names(frame) if hasattr(dtypes, "items") else ():
        column = frame[name]  # type: ignore[index] # what has columns gives them by name
        if str(column.dtype) != "object" or not isinstance(next(iter(column), None), dt.datetime):
            continue
        if len({value.tzinfo is None for value in column if isinstance(value, dt.datetime)}) > 1:
            raise ContributionError(
                f'{label}: the column "{name}" has times with a zone and times without; make it one, as with'
                f' pd.to_datetime(df["{name}"], utc=True).'
            )


def _mixed_column(frame: object) -> tuple[str, list[str]] | None:
    """The first column whose values are of several types, and which those are."""
    for name in _names(frame):
        values = frame[name]  # type: ignore[index] # what has columns gives them by name
        kinds = {type(value).__name__ for value in islice(values, LOOKED_AT) if value is not None and value == value}  # noqa: PLR0124
        if len(kinds) > 1:
            return str(name), sorted(kinds)
    return None
