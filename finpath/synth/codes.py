"""Texts of whole columns: references, amounts and instants as exports spell them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from finpath.synth.chance import scramble

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

LOWER = "abcdefghjkmnpqrstvwxyz0123456789"
UPPER = LOWER.upper()
DIGITS = "0123456789"


def spell_codes(numbers: NDArray[np.uint64], salt: str, alphabet: str, length: int) -> pa.Array:
    """Spell each number as a code of this length; equal numbers have equal codes."""
    letters = np.frombuffer(alphabet.encode(), dtype=np.uint8)
    text = np.empty((len(numbers), length), dtype=np.uint8)
    rest = numbers
    for at in range(length):
        if at % 10 == 0:
            rest = scramble(numbers, f"{salt}{at}")
        text[:, at] = letters[(rest % np.uint64(len(letters))).astype(np.int64)]
        rest = rest // np.uint64(len(letters))
    ends = np.arange(0, (len(numbers) + 1) * length, length, dtype=np.int64)
    column = pa.Array.from_buffers(
        pa.large_string(), len(numbers), [None, pa.py_buffer(ends), pa.py_buffer(text.tobytes())]
    )
    return column.cast(pa.string())


def add_prefix(prefix: str, column: pa.Array) -> pa.Array:
    """Put the same text before each value."""
    return pc.binary_join_element_wise(pa.scalar(prefix), column, "")


def spell_amounts(cents: NDArray[np.int64]) -> pa.Array:
    """Give hundredths as decimals."""
    words = np.stack([cents, cents >> 63], axis=1).astype("<i8")
    return pa.Array.from_buffers(pa.decimal128(18, 2), len(cents), [None, pa.py_buffer(words.tobytes())])


def spell_instants(seconds: NDArray[np.int64]) -> pa.Array:
    """Give seconds since 1970 as instants in UTC."""
    return pa.array(seconds * 1_000_000).cast(pa.timestamp("us", "UTC"))


def choice_texts(choices: Sequence[str | None], positions: NDArray[np.int64]) -> pa.Array:
    """Give each row its choice as text."""
    return pa.DictionaryArray.from_arrays(pa.array(positions), pa.array(choices, pa.string())).cast(pa.string())


def keep_where(condition: NDArray[np.bool_], column: pa.Array) -> pa.Array:
    """Leave a value only where the condition holds."""
    return pc.if_else(pa.array(condition), column, pa.scalar(None, column.type))
