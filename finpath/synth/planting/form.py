"""How one provider fills in a table: its dates, its amounts, new identifiers of the shape of its own."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeVar

from finpath.ingest.columns import SIGN
from finpath.synth.chance import stream
from finpath.synth.planting import moments, sums
from finpath.synth.planting.amounts import AmountColumns
from finpath.synth.planting.clock import clock_time_at
from finpath.synth.planting.fresh import FreshTexts
from finpath.synth.planting.moments import InstantStyle
from finpath.synth.planting.original import OriginalFiles, Place
from finpath.synth.planting.record import Record, replace_value
from finpath.synth.planting.sums import AmountStyle

T = TypeVar("T")

SAMPLE = 400  # rows that are looked at
SAMPLED = """
    SELECT file,
           row,
           {column}
    FROM {table}
    WHERE file = :file AND mod(row, :step) = 0 AND {column} IS NOT NULL
    ORDER BY row
"""


@dataclass(frozen=True)
class TableForm:
    """How one provider writes one table.

    Args:
        original: Its files.
        seed: Decides what new identifiers are.
    """

    original: OriginalFiles
    seed: int
    _fresh: dict[str, FreshTexts] = field(default_factory=dict)
    _moments: dict[str, InstantStyle] = field(default_factory=dict)
    _sums: dict[str, AmountStyle] = field(default_factory=dict)

    @property
    def table(self) -> str:
        """The contract's table."""
        return self.original.entry.table

    def one(self, ours: str) -> str | None:
        """Give the one column of theirs that says a thing; None where it is not said, or by several."""
        theirs = self.original.theirs(ours)
        return theirs[0] if len(theirs) == 1 else None

    def text(self, record: Record, ours: str) -> str | None:
        """Read what a record says, or what its manifest says for all."""
        name = self.one(ours)
        text = record.get(name) if name else None
        return text if text is not None else self.original.entry.constants.get(ours)

    def set(self, record: Record, ours: str, value: str | None) -> None:
        """Write what a record says, where the form has room for it."""
        name = self.one(ours)
        if name is not None:
            replace_value(record, name, value)

    def fresh(self, name: str) -> FreshTexts:
        """Give new texts of one of the provider's columns."""
        if name not in self._fresh:
            provider = self.original.manifest.provider_id
            rng = stream(self.seed, "fresh", provider, self.table, name)
            self._fresh[name] = FreshTexts(rng, self.original.texts(name))
        return self._fresh[name]

    def another(self, ours: str, like: Record) -> Record:
        """Give new texts for the columns that an identifier is made of; of several, the most telling one is new."""
        theirs = self.original.theirs(ours)
        if not theirs:
            return {}
        telling = max(theirs, key=lambda name: len(self.original.texts(name))) if len(theirs) > 1 else theirs[0]
        return {name: self.fresh(name).one(like.get(name)) if name == telling else like.get(name) for name in theirs}

    def moments(self, ours: str) -> InstantStyle:
        """Find how the provider writes an instant."""
        if ours not in self._moments:
            zone = self.original.manifest.timezone
            name = self.one(ours) or ""
            read = functools.partial(_local, zone)
            pairs = self._pairs(ours, lambda record: record.get(name), read)
            self._moments[ours] = moments.find_moments(zone, pairs, self.original.options.get("date_format"))
        return self._moments[ours]

    def dates(self, pairs: Iterable[tuple[str, dt.datetime]]) -> InstantStyle:
        """Find how the provider writes a date."""
        zone = self.original.manifest.timezone
        return moments.find_moments(zone, list(pairs)[:SAMPLE], self.original.options.get("date_format"))

    def sums(self, ours: str) -> AmountStyle:
        """Find how the provider writes an amount."""
        if ours not in self._sums:
            number = self.amounts(ours).number
            self._sums[ours] = sums.find_amount_style(self._pairs(ours, number, lambda value: Decimal(str(value))))
        return self._sums[ours]

    def amounts(self, ours: str) -> AmountColumns:
        """Say where an amount stands; of the amount of a payment, which column says its way."""
        sign = self.original.options.get(SIGN) if ours == "amount" else None
        return AmountColumns(self.original.theirs(ours), sign if sign in self.original.names else None)

    def _pairs(
        self, ours: str, text: Callable[[Record], str | None], read: Callable[[object], T]
    ) -> list[tuple[str, T]]:
        """Put the texts of some rows beside what the ledger reads in them."""
        if not self.original.theirs(ours):
            return []
        values: dict[Place, object] = {}
        for index in self.original.files:
            rows = self.original.engine.count(f"SELECT count(*) FROM original_{index}")  # noqa: S608
            step = max(1, rows // SAMPLE)
            sql = SAMPLED.format(table=self.table, column=ours)
            table = self.original.engine.arrow(sql, {"file": index, "step": step})
            values |= {(row["file"], row["row"]): row[ours] for row in table.to_pylist()}
        wanted: dict[int, list[int]] = {}
        for file, row in values:
            wanted.setdefault(file, []).append(row)
        records = self.original.rows(wanted)
        pairs = ((text(records[place]), value) for place, value in values.items() if place in records)
        return [(said.strip(), read(value)) for said, value in pairs if said]


def _local(zone: str, value: object) -> dt.datetime:
    assert isinstance(value, dt.datetime), "the ledger holds instants"  # noqa: S101
    return clock_time_at(value, zone)
