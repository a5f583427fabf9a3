"""How a file is read in, the one SELECT that types its columns and finds its faults out."""

from __future__ import annotations

from dataclasses import dataclass

from finpath.ingest import cards
from finpath.ingest.amounts import PLAIN
from finpath.ingest.columns import Sources
from finpath.ingest.dates import DateReading
from finpath.ingest.format import Records
from finpath.ingest.validate import Check, Hints, checks, surrogates, too_fine, typed
from finpath.tables.contract import Column, Type

BITS = 63
"""Of a BIGINT, without its sign."""


@dataclass(frozen=True)
class Plan:
    """Everything that decides how the rows of a file are read.

    Args:
        raw: The engine's name of the raw file.
        columns: The contract's columns of its table.
        records: How its records are read.
        sources: Where the contract's columns come from.
        hints: How dates and amounts are read.
    """

    raw: str
    columns: tuple[Column, ...]
    records: Records
    sources: Sources
    hints: Hints

    @property
    def here(self) -> tuple[Column, ...]:
        """The contract's columns that the file has."""
        return tuple(column for column in self.columns if column.name in self.sources.values)

    def faults(self) -> list[tuple[int, Check]]:
        """Each fault that a row can have, with its bit; those of the whole record come first."""
        whole = [Check(None, condition, reason) for condition, reason in self.records.broken.items()]
        every = whole + [check for column in self.here for check in checks(column, self.hints)]
        every += surrogates(self.columns, self.hints)
        assert len(every) < BITS, "every fault has a bit of its own"  # noqa: S101
        return [(1 << place, check) for place, check in enumerate(every)]

    def sql(self) -> str:
        """The SELECT of typed columns, faults, rounded, masked, fine, timed; row and side where the file has them."""
        refunds = self.hints.refunds
        values = [self._value(column) for column in self.columns if self._kept(column)]
        row = "own_row AS row, " if self.records.row else ""
        row += "side, " if self.records.side else ""
        faults = [(bit, check) for bit, check in self.faults() if check.column is not None]
        of_cards = [(bit, check) for bit, check in faults if check.reason in cards.REASONS.values()]
        told = _told([found for found in faults if found not in of_cards], refunds)
        if of_cards:
            told += f" + CASE WHEN {cards.any_of(self.here)} THEN {_told(of_cards, refunds)} ELSE 0 END"
        masked = cards.any_of(cards.texts(self.here))
        return (
            f"SELECT {row}{', '.join(values)}, {self._rounded()} AS rounded, "  # noqa: S608
            f"{masked} AS masked, {too_fine(self.here, self.hints)} AS fine, {self._timed()} AS timed, "
            f"CASE WHEN broken <> 0 THEN broken ELSE {told} END AS faults FROM ({self._typed()}) AS typed"
        )

    def shown(self) -> str:
        """The contract's columns over what `sql` gives; what the file lacks is not kept row by row."""
        return ", ".join(
            column.name if self._kept(column) else f"CAST(NULL AS {column.type.sql}) AS {column.name}"
            for column in self.columns
        )

    def _kept(self, column: Column) -> bool:
        # A negative amount can make a refund where the file has no column for the kind.
        return column in self.here or (column.name == "kind" and self.hints.refunds)

    def _typed(self) -> str:
        values = [f"{typed(column, self.hints)} AS {column.name}" for column in self.here]
        return f"SELECT *, {', '.join(values)} FROM ({self._looked()}) AS texts"  # noqa: S608

    def _looked(self) -> str:
        typed = self.hints.typed
        found = [
            f"{typed[name].card(f'raw_{name}') if name in typed else sql} AS card_{name}"
            for name, sql in ((column.name, sql) for column, sql in cards.looked_at(self.here))
        ]
        found += [f"fp_matches(raw_{name}, '{PLAIN[self.hints.decimal]}') AS plain_{name}" for name in self._money()]
        return f"SELECT {', '.join(['*', *found])} FROM ({self._raw()}) AS said"  # noqa: S608

    def _raw(self) -> str:
        values = [f"{self._said(column.name)} AS raw_{column.name}" for column in self.here]
        if "kind" not in self.sources.values:
            values.append("CAST(NULL AS STRING) AS raw_kind")
        if self.records.side:
            values.append(f"CAST({self.records.side} AS INTEGER) AS side")
        if self.records.row:
            values.append(f"{self.records.row} AS own_row")
        whole = [(bit, check) for bit, check in self.faults() if check.column is None]
        broken = " ".join(f"WHEN {check.condition} THEN {bit}" for bit, check in whole)
        values.append(f"CASE {broken} ELSE 0 END AS broken" if broken else "0 AS broken")
        return f"SELECT {', '.join(values)} FROM {self.raw}"  # noqa: S608

    def _said(self, name: str) -> str:
        """SQL of what a file says: its text, as a rule trimmed; its value, where that is of the contract's type."""
        typed = self.hints.typed.get(name)
        return self.sources.values[name] if typed is None else typed.sql

    def _money(self) -> list[str]:
        """The columns of amounts that are texts."""
        return [
            column.name for column in self.here if column.type is Type.MONEY and column.name not in self.hints.typed
        ]

    def _value(self, column: Column) -> str:
        name = column.name
        if column not in self.here:
            return "CASE WHEN amount < 0 THEN 'refund' END AS kind"
        if name == "kind" and self.hints.refunds:
            return (
                "CASE WHEN amount < 0 AND coalesce(kind, 'purchase') = 'purchase' THEN 'refund' ELSE kind END AS kind"
            )
        return "abs(amount) AS amount" if name == "amount" and self.hints.refunds else name

    def _rounded(self) -> str:
        tests = [
            f"CASE WHEN length(raw_{name}) > 10 THEN coalesce(fp_is_rounded(raw_{name}), false) ELSE false END"
            for name in self._money()
        ]
        return " OR ".join(tests) or "false"

    def _timed(self) -> str:
        if "occurred_at" in self.hints.typed:
            return "raw_occurred_at IS NOT NULL"
        reading = self.hints.dates.get("occurred_at", DateReading())
        return reading.timed("raw_occurred_at") if "occurred_at" in self.sources.values else "false"


def _told(faults: list[tuple[int, Check]], refunds: bool) -> str:  # noqa: FBT001 - an option of the file
    return " + ".join(f"CASE WHEN {_unsigned(check, refunds)} THEN {bit} ELSE 0 END" for bit, check in faults) or "0"


def _unsigned(check: Check, refunds: bool) -> str:  # noqa: FBT001 - an option of the file
    return "amount = 0" if refunds and check.condition == "amount <= 0" else check.condition
