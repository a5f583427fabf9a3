"""What an Arrow type is called in the declaration of a relation."""

from __future__ import annotations

import pyarrow as pa

from finpath.tables.relation import Kind


def kind_of(type_: pa.DataType) -> Kind | None:
    """The kind of a column; None for what no relation holds.

    >>> kind_of(pa.int32()).value, kind_of(pa.timestamp("us")).value
    ('integer', 'instant')
    """
    tests = (
        (pa.types.is_integer, Kind.INTEGER),
        (pa.types.is_floating, Kind.FLOAT),
        (lambda each: pa.types.is_decimal(each) and each.scale == 0, Kind.INTEGER),  # a sum of whole numbers
        (pa.types.is_decimal, Kind.DECIMAL),
        (pa.types.is_boolean, Kind.BOOLEAN),
        (pa.types.is_date, Kind.DATE),
        (pa.types.is_timestamp, Kind.INSTANT),
        (lambda each: pa.types.is_string(each) or pa.types.is_large_string(each), Kind.TEXT),
    )
    return next((kind for fits, kind in tests if fits(type_)), None)
