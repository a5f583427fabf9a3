"""Spark frames to Arrow, and through Python functions on the workers; nothing of pandas in between."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pyarrow as pa

from finpath.engine.engine import Mapped
from finpath.engine.spark.silence import ignore_warnings

if TYPE_CHECKING:
    from pyspark.sql import DataFrame


def arrow(frame: DataFrame) -> pa.Table:
    """The rows as one Arrow table; any column may hold NULL, as far as its type is concerned."""
    with ignore_warnings():
        table = frame.toArrow()
    return table.cast(pa.schema([field.with_nullable(nullable=True) for field in table.schema]))


def map_frame(frame: DataFrame, function: Mapped, schema: pa.Schema) -> DataFrame:
    """The rows that a Python function gives, batch by batch, on the workers."""
    from pyspark.sql.pandas.types import from_arrow_schema  # noqa: PLC0415 - whoever has no Spark must not need it

    def each(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        return map(function, batches)

    with ignore_warnings():
        return frame.mapInArrow(each, from_arrow_schema(schema, prefer_timestamp_ntz=True))


def give_types(frame: DataFrame) -> DataFrame:
    """The same columns, with a type where NULL alone gives none: Parquet has to have one."""
    from pyspark.sql.types import NullType  # noqa: PLC0415 - whoever has no Spark must not need it

    empty = {
        field.name: frame[field.name].cast("int") for field in frame.schema if isinstance(field.dataType, NullType)
    }
    return frame.withColumns(empty) if empty else frame
