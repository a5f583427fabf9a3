"""Reads Arrow record batches: columns of the contract's types as they are, all others as text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

import pyarrow as pa
import pyarrow.types as kinds

from finpath.engine import Batches, Remarks, as_text, as_value
from finpath.errors import ContributionError
from finpath.ingest.column_types import NativeColumn
from finpath.ingest.decode_text import BYTE_MARK
from finpath.ingest.format import Records, Request

BROKEN = "the record has bytes that are no text; write it in UTF-8"
DAMAGE = (pa.ArrowException, OSError, ValueError)
"""What a file raises that is not what it says."""

AS_THEY_ARE = (
    kinds.is_integer,
    kinds.is_boolean,
    kinds.is_float32,
    kinds.is_float64,
    kinds.is_decimal128,
    kinds.is_date32,
)
BYTES = (
    kinds.is_string,
    kinds.is_large_string,
    kinds.is_string_view,
    kinds.is_binary,
    kinds.is_large_binary,
)
"""What may hold bytes that are no text: that costs the row."""

TEXT = (
    *BYTES,
    kinds.is_decimal256,
    kinds.is_null,
)


def out_of_memory(label: str) -> ContributionError:
    """A file that asks for more memory than there is: a length in it may be wrong, or the machine is too small."""
    return ContributionError(
        f"{label} asks for more memory than there is: it is damaged, or too large for this machine. Send it again, or "
        "give finpath more memory."
    )


def columnar_records(request: Request, schema: pa.Schema, batches: Callable[[], Iterator[pa.RecordBatch]]) -> Records:
    """Say how columns of any type are read; those that nobody asks for are not even looked at.

    Args:
        request: What is asked of the format.
        schema: The columns that there are.
        batches: Begins to read them.

    Raises:
        ContributionError: A column that is asked for is there twice, or has no text; also while they are read.
    """
    names = tuple(schema.names)
    twice = sorted(name for name, count in Counter(names).items() if count > 1 and name in request.wanted)
    if twice:
        raise ContributionError(f"{request.label} has the column {twice[0]} twice; leave only one of them.")
    indexes = [index for index, name in enumerate(names) if name in request.wanted]
    types = tuple(_engine_type(request, schema.field(index)) for index in indexes)
    places = {index: place for place, index in enumerate(indexes)}

    def read(_: Remarks) -> Iterator[pa.RecordBatch]:
        try:
            for batch in batches():
                batch.validate()
                yield _cast(batch, indexes, types)
        except MemoryError:
            raise out_of_memory(request.label) from None
        except DAMAGE:
            raise ContributionError(
                f"{request.label} cannot be read: it is damaged or truncated, or holds what is no text. Send it again."
            ) from None

    path = request.path if request.content is None else None
    scan = Batches(len(indexes) or 1, read, types or (pa.int64(),), path)
    values = (as_text(f"c{places[index]}", str(types[places[index]])) if index in places else "NULL"
              for index in range(len(names)))  # fmt: skip
    native = {names[index]: NativeColumn(as_value(f"c{place}", str(types[place])), types[place])
             for index, place in places.items()}  # fmt: skip
    marked = " OR ".join(
        f"contains(c{place}, '{BYTE_MARK}')" for place, kind in enumerate(types) if kind == pa.string()
    )
    broken = {f"coalesce({marked}, false)": BROKEN} if marked else {}
    return Records(scan=scan, names=names, values=tuple(values), native=native, broken=broken)


def _engine_type(request: Request, column: pa.Field) -> pa.DataType:
    """The type that the engine is given a column in."""
    kind = column.type
    while kinds.is_dictionary(kind) or isinstance(kind, pa.BaseExtensionType):
        kind = kind.value_type if kinds.is_dictionary(kind) else kind.storage_type
    if any(holds(kind) for holds in AS_THEY_ARE):
        return kind
    if any(holds(kind) for holds in TEXT):
        return pa.string()
    if kinds.is_timestamp(kind):
        return pa.timestamp("us", kind.tz)
    if kinds.is_date64(kind):
        return pa.date32()
    if kinds.is_float16(kind):
        return pa.float32()
    raise ContributionError(
        f"{request.label}: the column {column.name} is of type {kind}, no value of one record; write it as text."
    )


def _cast(batch: pa.RecordBatch, indexes: list[int], types: tuple[pa.DataType, ...]) -> pa.RecordBatch:
    if not indexes:
        return pa.record_batch([pa.nulls(batch.num_rows, pa.int64())], names=["c0"])
    columns = [_as_type(_array(batch.column(index)), kind) for index, kind in zip(indexes, types, strict=True)]
    return pa.record_batch(columns, names=[f"c{place}" for place in range(len(columns))])


def _as_type(column: pa.Array, kind: pa.DataType) -> pa.Array:
    """A column as the engine is given it; where bytes are no text, a mark stands for the cell."""
    if not any(holds(column.type) for holds in BYTES):
        column.validate(full=True)
        return column.cast(kind)
    try:
        column.validate(full=True)
        return column.cast(kind)
    except pa.ArrowInvalid:
        cells = column.cast(pa.large_binary(), safe=False).to_pylist()
        return pa.array([cell if cell is None else _text_or_mark(cell) for cell in cells], kind)


def _text_or_mark(cell: bytes) -> str:
    try:
        return cell.decode()
    except UnicodeDecodeError:
        return BYTE_MARK


def _array(column: pa.Array) -> pa.Array:
    while isinstance(column, pa.ExtensionArray | pa.DictionaryArray):
        column = column.dictionary_decode() if isinstance(column, pa.DictionaryArray) else column.storage
    return column
