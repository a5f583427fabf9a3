"""Columns that a file stores in a type of their own, as Parquet does: read as they are, not through text.

What is said here of a value is what its text would say, and cheaper; where the two could differ, the text is asked.
"""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.types as kinds

from finpath.tables.contract import Type

PLACES = 8
"""Decimals of money in a ledger: with more, an amount is rounded, as its text is."""

FEW = 2
"""Decimals that are no more than most currencies have."""

SHORT = 10**12
"""A smaller amount has fewer digits than any card number."""


@dataclass(frozen=True)
class NativeColumn:
    """A column as its file has it.

    Args:
        sql: The column; an instant with a zone in UTC, without it.
        kind: The type that the file gives it.
    """

    sql: str
    kind: pa.DataType

    @property
    def is_number(self) -> bool:
        """Whether it holds numbers, which mean themselves whatever mark texts have."""
        kind = self.kind
        return bool(kinds.is_integer(kind) or kinds.is_floating(kind) or kinds.is_decimal(kind))

    @property
    def scale(self) -> int:
        """Decimals of its numbers."""
        return self.kind.scale if kinds.is_decimal(self.kind) else 0

    def is_compatible(self, wanted: Type) -> bool:
        """Say whether its values are those of a type of the contract as they are."""
        kind = self.kind
        match wanted:
            case Type.INSTANT:
                compatible = kinds.is_timestamp(kind) and kind.unit != "ns"
            case Type.MONEY:
                compatible = kinds.is_integer(kind) or (kinds.is_decimal128(kind) and 0 <= self.scale <= PLACES)
            case Type.DATE | Type.BOOL:
                compatible = kinds.is_date32(kind) if wanted is Type.DATE else kinds.is_boolean(kind)
            case _:
                compatible = False
        return bool(compatible)

    def text(self, name: str) -> str:
        """SQL that writes it out where it goes by a name."""
        zone = " || 'Z'" if kinds.is_timestamp(self.kind) and self.kind.tz is not None else ""
        return f"CAST({name} AS STRING){zone}"

    def instant(self, name: str, zone: str, otherwise: str) -> str:
        """SQL of an instant in UTC.

        Args:
            name: What the column goes by.
            zone: The clock of an instant that has none of its own.
            otherwise: SQL of the same, for years that have not four digits.
        """
        years = "TIMESTAMP '0001-01-01 00:00:00' AND TIMESTAMP '9999-12-31 00:00:00'"
        value = f"fp_utc({name}, '{zone}')" if self.kind.tz is None and zone != "UTC" else name
        return f"CASE WHEN {name} BETWEEN {years} THEN {value} ELSE {otherwise} END"

    def date(self, name: str, otherwise: str) -> str:
        """SQL of a date; `otherwise` is asked for years that have not four digits."""
        return f"CASE WHEN {name} BETWEEN DATE '0001-01-01' AND DATE '9999-12-31' THEN {name} ELSE {otherwise} END"

    def card(self, name: str) -> str:
        """SQL of what fp_card_amount says of it."""
        return f"CASE WHEN {name} > -{SHORT} AND {name} < {SHORT} THEN 0 ELSE fp_card_amount({self.text(name)}) END"
