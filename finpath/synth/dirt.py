"""Adds the faults of real exports to a table: bad dates, negative sums, unknown currencies, repeated rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from numpy.typing import NDArray

SHARE = 0.0005  # of the rows, for each fault
BAD_DATES = ("0000-00-00", "31/02/2026 25:61:00", "not known")


def soil(table: pa.Table, rng: np.random.Generator) -> pa.Table:
    """Spoil about one row in four hundred, whoever was paid."""
    faults = {
        "occurred_at": _bad_date,
        "amount": _negative,
        "currency": _no_currency,
        "payer_ref": _nobody,
    }
    for name, spoil in faults.items():
        rows = rng.random(len(table)) < SHARE
        at = table.schema.get_field_index(name)
        table = table.set_column(at, name, spoil(table[name].combine_chunks(), rows))
    return table.take(pa.array(np.repeat(np.arange(len(table)), 1 + (rng.random(len(table)) < SHARE))))


def _replace_rows(column: pa.Array, rows: NDArray[np.bool_], value: str | None) -> pa.Array:
    return pc.if_else(pa.array(rows), pa.scalar(value, column.type), column)


def _no_currency(column: pa.Array, rows: NDArray[np.bool_]) -> pa.Array:
    return _replace_rows(column, rows, "EU")


def _nobody(column: pa.Array, rows: NDArray[np.bool_]) -> pa.Array:
    return _replace_rows(column, rows, None)


def _bad_date(column: pa.Array, rows: NDArray[np.bool_]) -> pa.Array:
    """Break the date where it is text; leave it out where it is not."""
    if not pa.types.is_string(column.type):
        return _replace_rows(column, rows, None)
    return _replace_rows(column, rows, BAD_DATES[int(rows.sum()) % len(BAD_DATES)])


def _negative(column: pa.Array, rows: NDArray[np.bool_]) -> pa.Array:
    if pa.types.is_string(column.type):
        return pc.if_else(pa.array(rows), pc.binary_join_element_wise(pa.scalar("-"), column, ""), column)
    return pc.if_else(pa.array(rows), pc.negate(column), column)
