"""A provider's payments as arrays: who paid whom, how much and when, found by payer and by merchant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from finpath.synth.second.manifest import ROW_NUMBER, FileSpec, Manifest
from finpath.synth.second.sheet import Sheet, read
from finpath.synth.second.written import Amounts, Clock, Money, Times, read_money, read_times

Rows = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Key = tuple[str, ...]


NEEDED = ("occurred_at", "amount", "payer_ref", "merchant_id")
"""Columns that a model has to have, and not as a constant."""


@dataclass(frozen=True)
class Index:
    """The rows of each payer, or of each merchant."""

    order: Rows
    starts: Rows

    @classmethod
    def of(cls, codes: Rows, valid: Mask) -> Index:
        """Sort the valid rows by code."""
        rows = np.flatnonzero(valid)
        order = rows[np.argsort(codes[rows], kind="stable")]
        starts = np.searchsorted(codes[order], np.arange(int(codes.max(initial=-1)) + 2))
        return cls(order, starts.astype(np.int64))

    def rows(self, code: int) -> Rows:
        """The rows of one code."""
        return self.order[self.starts[code] : self.starts[code + 1]]

    @property
    def sizes(self) -> Rows:
        """How many rows each code has."""
        return np.diff(self.starts)


@dataclass(frozen=True)
class Book:
    """One provider's transactions.

    Args:
        manifest: Whose they are.
        sheets: All its blocks of transactions; the first one is the largest, and the arrays speak of it.
        payer: A code for each row, into `payers`.
        merchant: A code for each row, into `merchants`.
        payers: What the provider writes for a payer, one text for each column that is joined.
        merchants: The same for a merchant.
        amount: Without its sign.
        bought: The row is an ordinary purchase, fit to be a model for another.
        at: Wall clock, as written.
    """

    manifest: Manifest
    sheets: tuple[Sheet, ...]
    payer: Rows
    merchant: Rows
    payers: tuple[Key, ...]
    merchants: tuple[Key, ...]
    amount: Amounts
    bought: Mask
    at: Times
    clock: Clock
    money: Money
    by_payer: Index
    by_merchant: Index

    @property
    def provider(self) -> str:
        """The provider's id."""
        return self.manifest.provider

    @property
    def sheet(self) -> Sheet:
        """The block that new rows are written like."""
        return self.sheets[0]

    @property
    def spec(self) -> FileSpec:
        """How the block is declared."""
        return self.sheet.spec

    @cached_property
    def span(self) -> tuple[np.datetime64, np.datetime64]:
        """First and last moment of the book, without stray rows at its ends."""
        known = np.sort(self.at[self.bought])
        return known[len(known) // 1000], known[-1 - len(known) // 1000]

    def texts(self, name: str, rows: Rows | None = None) -> list[str] | None:
        """A contract column as text, empty where it is null; None where the file does not have it."""
        columns = present(self.sheet, name)
        if not columns:
            return None
        column = self.sheet.table[columns[0]]
        taken = column if rows is None else column.take(pa.array(rows))
        texts: list[str] = taken.cast(pa.string()).fill_null("").to_pylist()
        return texts


def present(sheet: Sheet, name: str) -> tuple[str, ...]:
    """The provider's columns for a contract column; none where its file lacks them."""
    columns = sheet.spec.columns.get(name, (name,))
    return () if ROW_NUMBER in columns or not set(columns) <= set(sheet.table.column_names) else columns


def keys(sheet: Sheet, name: str) -> tuple[Rows, tuple[Key, ...]]:
    """Number the values of a column, or of several that are joined."""
    codes = np.zeros(sheet.table.num_rows, np.int64)
    parts: list[list[str]] = []
    for column in present(sheet, name):
        encoded = sheet.table[column].cast(pa.string()).fill_null("").combine_chunks().dictionary_encode()
        values = encoded.dictionary.to_pylist()
        codes = codes * len(values) + encoded.indices.to_numpy()
        parts.append(values)
    seen, numbered = np.unique(codes, return_inverse=True)
    return numbered.astype(np.int64), tuple(_split(int(code), parts) for code in seen)


def _split(code: int, parts: Sequence[list[str]]) -> Key:
    key: list[str] = []
    for values in reversed(parts):
        code, place = divmod(code, len(values))
        key.insert(0, values[place])
    return tuple(key)


def load(manifest: Manifest) -> Book | None:
    """Load a provider's transactions; None where it has none, or none that can be a model."""
    sheets = [read(manifest.folder, spec) for spec in manifest.of("transactions")]
    sheets.sort(key=lambda sheet: -sheet.table.num_rows)
    if not sheets or not sheets[0].table.num_rows:
        return None
    sheet = sheets[0]
    if not all(present(sheet, name) for name in NEEDED):
        return None
    at, clock = read_times(
        sheet.table[present(sheet, "occurred_at")[0]], sheet.spec.option("date_format", ""), manifest.precision
    )
    signed, money = read_money(sheet.table[present(sheet, "amount")[0]], sheet.spec.option("decimal", "."))
    payer, payers = keys(sheet, "payer_ref")
    merchant, merchants = keys(sheet, "merchant_id")
    valid = ~np.isnat(at) & (np.nan_to_num(signed) != 0)
    valid &= np.array([any(key) for key in payers])[payer] & np.array([any(key) for key in merchants])[merchant]
    bought = valid & (np.nan_to_num(signed) > 0) & _purchases(sheet) & _currencies(sheet)
    if not bought.any() or at[bought].min() == at[bought].max():
        return None
    return Book(
        manifest=manifest,
        sheets=tuple(sheets),
        payer=payer,
        merchant=merchant,
        payers=payers,
        merchants=merchants,
        amount=np.abs(np.nan_to_num(signed)),
        bought=bought,
        at=at,
        clock=clock,
        money=money,
        by_payer=Index.of(payer, bought),
        by_merchant=Index.of(merchant, bought),
    )


def _currencies(sheet: Sheet) -> Mask:
    # A row that ingest would refuse is no model for others.
    columns = present(sheet, "currency")
    if not columns:
        return np.ones(sheet.table.num_rows, bool)
    currencies = sheet.table[columns[0]].cast(pa.string()).fill_null("")
    fit: Mask = pc.match_substring_regex(currencies, "^[A-Z]{3,5}$").to_numpy()
    return fit


def _purchases(sheet: Sheet) -> Mask:
    columns = present(sheet, "kind")
    if not columns:
        return np.ones(sheet.table.num_rows, bool)
    kinds = sheet.table[columns[0]].cast(pa.string()).fill_null("")
    fit: Mask = pc.is_in(kinds, value_set=pa.array(["", "purchase"])).to_numpy()
    return fit
