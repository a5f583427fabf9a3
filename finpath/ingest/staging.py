"""The SELECT that types the columns of a file and finds the faults of its rows."""

from __future__ import annotations

from dataclasses import dataclass

from finpath.ingest import cards
from finpath.ingest.amounts import USUAL
from finpath.ingest.columns import ColumnSources
from finpath.ingest.dates import DateReading
from finpath.ingest.format import Records
from finpath.ingest.member_texts import telling_sql
from finpath.ingest.purposes import purpose_sql
from finpath.ingest.tokens import MADE, ODD
from finpath.ingest.validate import (
    Hints,
    RowCheck,
    column_checks,
    currency_checks,
    excess_decimals_sql,
    surrogate_checks,
    value_sql,
)
from finpath.tables.contract import Column, Type

NAMES = ("legal_name", "trading_name", "descriptor")
"""What a merchant is called; a payee may be a person, whose name is shown to nobody and so passes no door."""

BITS = 63
"""Of a BIGINT, without its sign."""


@dataclass(frozen=True)
class StagingPlan:
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
    sources: ColumnSources
    hints: Hints

    @property
    def present(self) -> tuple[Column, ...]:
        """The contract's columns that the file has."""
        return tuple(column for column in self.columns if column.name in self.sources.values)

    def faults(self) -> list[tuple[int, RowCheck]]:
        """Each fault that a row can have, with its bit; those of the whole record come first."""
        whole = [RowCheck(None, condition, reason) for condition, reason in self.records.broken.items()]
        every = whole + [check for column in self.present for check in column_checks(column, self.hints)]
        every += currency_checks(self.present, self.hints) + surrogate_checks(self.columns, self.hints)
        assert len(every) < BITS, "every fault has a bit of its own"  # noqa: S101
        return [(1 << place, check) for place, check in enumerate(every)]

    def staging_sql(self) -> str:
        """The SELECT of typed columns, faults, rounded, masked, fine, timed; row and side where the file has them."""
        refunds = bool(self.hints.sign)
        values = [self._value(column) for column in self.columns if self._is_stored(column)]
        row = "own_row AS row, " if self.records.row else ""
        row += "side, " if self.records.side else ""
        faults = [(bit, check) for bit, check in self.faults() if check.column is not None]
        of_cards = [(bit, check) for bit, check in faults if check.reason in cards.REASONS.values()]
        bits = _fault_bits([fault for fault in faults if fault not in of_cards], refunds)
        if of_cards:
            bits += f" + CASE WHEN {cards.any_card_sql(self.present)} THEN {_fault_bits(of_cards, refunds)} ELSE 0 END"
        masked = cards.any_card_sql(cards.free_text_columns(self.present))
        return (
            f"SELECT {row}{', '.join(values)}, {self._rounded_sql()} AS rounded, "  # noqa: S608
            f"{masked} AS masked, {excess_decimals_sql(self.present, self.hints)} AS fine, "
            f"{self._timed_sql()} AS timed, "
            f"CASE WHEN broken <> 0 THEN broken ELSE {bits} END AS faults FROM ({self._typed_sql()}) AS typed"
        )

    def contract_columns(self) -> str:
        """The contract's columns over what `staging_sql` gives; what the file lacks is not kept row by row."""
        return ", ".join(
            column.name if self._is_stored(column) else f"CAST(NULL AS {column.type.sql}) AS {column.name}"
            for column in self.columns
        )

    def staged_columns(self) -> tuple[str, ...]:
        """Every column of a staged file."""
        ours = (column.name for column in self.columns)
        return ("row", "side", *ours, "rounded", "masked", "fine", "timed", "faults")

    def _is_stored(self, column: Column) -> bool:
        # A negative amount can make a refund where the file has no column for the kind.
        return column in self.present or (column.name == "kind" and bool(self.hints.sign))

    def _typed_sql(self) -> str:
        values = [f"{value_sql(column, self.hints)} AS {column.name}" for column in self.present]
        return f"SELECT *, {', '.join(values)} FROM ({self._checked_texts_sql()}) AS texts"  # noqa: S608

    def _checked_texts_sql(self) -> str:
        native = self.hints.native
        checks = [
            f"{native[name].card(f'raw_{name}') if name in native else sql} AS card_{name}"
            for name, sql in ((column.name, sql) for column, sql in cards.card_columns(self.present))
        ]
        checks += [
            f"fp_matches(raw_{name}, '{USUAL[self.hints.decimal]}') AS plain_{name}" for name in self._amount_texts()
        ]
        checks.append(f"{telling_sql(self.present)} AS telling")
        return f"SELECT {', '.join(['*', *checks])} FROM ({self._raw_sql()}) AS said"  # noqa: S608

    def _raw_sql(self) -> str:
        values = [f"{self._raw_value(column.name)} AS raw_{column.name}" for column in self.present]
        if "kind" not in self.sources.values:
            values.append("CAST(NULL AS STRING) AS raw_kind")
        if self.records.side:
            values.append(f"CAST({self.records.side} AS INTEGER) AS side")
        if self.records.row:
            values.append(f"{self.records.row} AS own_row")
        values += [
            f"{sql} AS {name}" for name, sql in (("told_timed", self.records.timed), ("odd", self.records.odd)) if sql
        ]
        whole = [(bit, check) for bit, check in self.faults() if check.column is None]
        broken = " ".join(f"WHEN {check.condition} THEN {bit}" for bit, check in whole)
        values.append(f"CASE {broken} ELSE 0 END AS broken" if broken else "0 AS broken")
        return f"SELECT {', '.join(values)} FROM {self.raw}"  # noqa: S608

    def _raw_value(self, name: str) -> str:
        """SQL of what a file says: its text, as a rule trimmed; its value, where that is of the contract's type."""
        native = self.hints.native.get(name)
        return self.sources.values[name] if native is None else native.sql

    def _amount_texts(self) -> list[str]:
        """The columns of amounts that are texts."""
        return [
            column.name for column in self.present if column.type is Type.MONEY and column.name not in self.hints.native
        ]

    def _value(self, column: Column) -> str:
        name, sign = column.name, self.hints.sign
        turned, kind = ("amount > 0", "credit") if sign == "purchase" else ("amount < 0", sign)
        if column not in self.present:
            return f"CASE WHEN {turned} THEN '{kind}' END AS kind"
        if name == "kind" and sign:
            is_purchase = "coalesce(kind, 'purchase') = 'purchase'"
            return f"CASE WHEN {turned} AND {is_purchase} THEN '{kind}' ELSE kind END AS kind"
        if name == "purpose_text" and not self.hints.made:
            return f"{purpose_sql(name)} AS {name}"
        if self.hints.made and column.type is Type.TOKEN:
            return f"CASE WHEN {name} IS NOT NULL THEN {self._marked_sql(name)} END AS {name}"
        if name in NAMES and "parent_id" in {each.name for each in self.columns} and self._has("kind"):
            return f"CASE WHEN kind IN ('payee', 'address') THEN NULL ELSE {name} END AS {name}"
        return "abs(amount) AS amount" if name == "amount" and sign else name

    def _marked_sql(self, name: str) -> str:
        """SQL of a token with the mark that says where it was made, and whether of what could be normalised."""
        place = [column.name for column in self.columns if column.type is Type.TOKEN].index(name)
        mark = f"'{MADE}'"
        if self.records.odd:
            mark = f"CASE WHEN (odd & {1 << place}) <> 0 THEN '{ODD}' ELSE '{MADE}' END"
        return f"concat({mark}, {name})"

    def _has(self, name: str) -> bool:
        return name in self.sources.values

    def _rounded_sql(self) -> str:
        tests = [
            f"CASE WHEN length(raw_{name}) > 10 THEN coalesce(fp_is_rounded(raw_{name}), false) ELSE false END"
            for name in self._amount_texts()
        ]
        return " OR ".join(tests) or "false"

    def _timed_sql(self) -> str:
        if self.records.timed:
            return "told_timed"
        if "occurred_at" in self.hints.native:
            return "raw_occurred_at IS NOT NULL"
        reading = self.hints.dates.get("occurred_at", DateReading())
        return reading.has_time("raw_occurred_at") if "occurred_at" in self.sources.values else "false"


def _fault_bits(faults: list[tuple[int, RowCheck]], refunds: bool) -> str:  # noqa: FBT001 - an option of the file
    return (
        " + ".join(f"CASE WHEN {_without_sign(check, refunds)} THEN {bit} ELSE 0 END" for bit, check in faults) or "0"
    )


def _without_sign(check: RowCheck, refunds: bool) -> str:  # noqa: FBT001 - an option of the file
    return "amount = 0" if refunds and check.condition == "amount <= 0" else check.condition
