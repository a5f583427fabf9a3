"""New payments of one provider, gathered and then written as one more file of its own form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from finpath.synth.second.book import Book, Key, Mask, Rows, keys, present
from finpath.synth.second.manifest import declare
from finpath.synth.second.mint import Mint
from finpath.synth.second.sheet import Sheet, extra_path, write
from finpath.synth.second.written import Amounts, Times, is_text

PAYER_COLUMNS = ("payer_ref", "payer_ref_kind", "payer_country", "protected_payer")
OWN_COLUMNS = ("descriptor", "terminal_id")


@dataclass(frozen=True)
class Payments:
    """Payments to be written.

    Args:
        model: The row that lends each payment what its merchant says: category, currency, entry mode.
        lender: The row that lends it what its payer says: reference, country.
        payer: Code of the payer.
        merchant: Code of the merchant.
        amount: In the currency of the model row.
        at: Wall clock.
        answers: Which payment of these a refund answers; -1 for a purchase.
        refused: The payer tried, and was declined.
    """

    model: Rows
    lender: Rows
    payer: Rows
    merchant: Rows
    amount: Amounts
    at: Times
    answers: Rows
    refused: Mask

    def __len__(self) -> int:
        """How many payments these are."""
        return len(self.model)

    def take(self, places: Rows) -> Payments:
        """These payments in another order; the places that refunds answer move with them."""
        where = np.full(len(self), -1)
        where[places] = np.arange(len(places))
        answers = self.answers[places]
        parts = {name: getattr(self, name)[places] for name in self.__dataclass_fields__}
        return Payments(**{**parts, "answers": np.where(answers < 0, -1, where[answers])})


def joined(parts: Sequence[Payments]) -> Payments:
    """All payments of several lots."""
    shift = np.cumsum([0, *(len(part) for part in parts)])
    answers = [np.where(part.answers < 0, -1, part.answers + start) for part, start in zip(parts, shift, strict=False)]
    columns = {name: np.concatenate([getattr(part, name) for part in parts]) for name in Payments.__dataclass_fields__}
    return Payments(**{**columns, "answers": np.concatenate(answers)})


@dataclass
class Draft:
    """What will be added to one book."""

    book: Book
    rng: np.random.Generator
    lots: list[Payments] = field(default_factory=list)
    payers: list[Key] = field(default_factory=list)
    merchants: list[Key] = field(default_factory=list)
    own: dict[int, dict[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Learn what identifiers look like in this book."""
        book = self.book
        self.payers, self.merchants = list(book.payers), list(book.merchants)
        others = book.sheets[1:]
        self._payer_mint = Mint(_first(book.payers, [keys(sheet, "payer_ref")[1] for sheet in others]), self.rng)
        self._merchant_mint = Mint(
            _first(book.merchants, [keys(sheet, "merchant_id")[1] for sheet in others]), self.rng
        )
        self._own_mints = {
            name: Mint(sorted(set(texts)), self.rng) for name in OWN_COLUMNS if (texts := self._own(name))
        }

        kinds = self.book.texts("kind")
        self._kind = np.array(kinds or [], dtype=np.str_)

    def _own(self, name: str) -> list[str] | None:
        # A column that is also the merchant's id needs no second value.
        same = present(self.book.sheet, name) == present(self.book.sheet, "merchant_id")
        return None if same else self.book.texts(name)

    def new_payer(self, model: int) -> int:
        """A payer that nobody has seen, written like `model`."""
        key = self.book.payers[model]
        self.payers.append((self._payer_mint.fresh(key[0]), *key[1:]))
        return len(self.payers) - 1

    def new_merchant(self, model: int) -> int:
        """A merchant that nobody has seen, written like `model`."""
        key, row = self.book.merchants[model], self.book.by_merchant.rows(model)[:1]
        self.merchants.append((self._merchant_mint.fresh(key[0]), *key[1:]))
        lent = {name: (self.book.texts(name, row) or [""])[0] for name in self._own_mints}
        code = len(self.merchants) - 1
        self.own[code] = {name: self._own_mints[name].fresh(text) for name, text in lent.items() if text}
        return code

    def merchant_id(self, code: int) -> str:
        """The id as the contract joins it."""
        return " ".join(self.merchants[code])

    def add(self, payments: Payments) -> None:
        """Keep payments for writing."""
        if len(payments):
            self.lots.append(payments)

    def write(self) -> int:
        """Write all payments beside the provider's own file and declare the file.

        Returns:
            How many rows were written.
        """
        if not self.lots:
            return 0
        payments = joined(self.lots)
        payments = payments.take(np.argsort(payments.at, kind="stable"))
        manifest, spec = self.book.manifest, self.book.spec
        path = extra_path(manifest.folder, spec)
        write(Sheet(spec, self.book.sheet.form, self._table(payments)), manifest.folder / path)
        declare(manifest.folder, spec, path)
        return len(payments)

    def _table(self, payments: Payments) -> pa.Table:
        sheet = self.book.sheet
        table = sheet.table.take(pa.array(payments.model))
        for name in PAYER_COLUMNS:
            for column in present(sheet, name):
                table = put(table, column, sheet.table[column].take(pa.array(payments.lender)))
        table = self._kinds(table, payments)
        for name in OWN_COLUMNS:
            table = self._owned(table, name, payments.merchant)
        table = self._keyed(table, "payer_ref", [self.payers[code] for code in payments.payer])
        table = self._keyed(table, "merchant_id", [self.merchants[code] for code in payments.merchant])
        return self._identified(self._reckoned(table, payments), payments)

    def _kinds(self, table: pa.Table, payments: Payments) -> pa.Table:
        sources = payments.model.copy()
        for mask, kind in ((payments.answers >= 0, "refund"), (payments.refused, "decline")):
            rows = self.rows_of(kind)
            if mask.any() and len(rows):
                sources[mask] = self.rng.choice(rows, int(mask.sum()))
        for name in ("kind", "response_code"):
            for column in present(self.book.sheet, name):
                table = put(table, column, self.book.sheet.table[column].take(pa.array(sources)))
        return table

    def rows_of(self, kind: str) -> Rows:
        """The rows of one kind in the book."""
        return np.flatnonzero(self._kind == kind)

    @property
    def refunds(self) -> bool:
        """The provider can say that a payment was paid back."""
        return self.book.spec.option("negative_amount", "") == "refund" or len(self.rows_of("refund")) > 0

    def _owned(self, table: pa.Table, name: str, merchants: Rows) -> pa.Table:
        if name not in self._own_mints:
            return table
        column = present(self.book.sheet, name)[0]
        lent = table[column].cast(pa.string()).to_pylist()
        texts = [
            self.own.get(code, {}).get(name, text) if text else text
            for code, text in zip(merchants.tolist(), lent, strict=True)
        ]
        return put(table, column, texts)

    def _keyed(self, table: pa.Table, name: str, found: Sequence[Key]) -> pa.Table:
        for place, column in enumerate(present(self.book.sheet, name)):
            table = put(table, column, [key[place] for key in found])
        return table

    def _reckoned(self, table: pa.Table, payments: Payments) -> pa.Table:
        book, sheet = self.book, self.book.sheet
        amount, at = present(sheet, "amount")[0], present(sheet, "occurred_at")[0]
        backwards = (payments.answers >= 0) & (sheet.spec.option("negative_amount", "") == "refund")
        amounts = np.where(backwards, -payments.amount, payments.amount)
        kind = sheet.table.schema.field(at).type
        like = table[at].cast(pa.string()).to_pylist() if is_text(kind) else []
        table = put(table, at, book.clock.write(payments.at, kind, like))
        return put(table, amount, book.money.write(amounts, sheet.table.schema.field(amount).type))

    def _identified(self, table: pa.Table, payments: Payments) -> pa.Table:
        for name in ("transaction_id", "network_reference"):
            for column in present(self.book.sheet, name)[:1]:
                mint = Mint(self._written(name), self.rng)
                lent = table[column].cast(pa.string()).to_pylist()
                table = put(table, column, [mint.fresh(text) if text else text for text in lent])
        for column in present(self.book.sheet, "related_id"):
            ids = present(self.book.sheet, "transaction_id")
            own = table[ids[0]].cast(pa.string()).to_pylist() if ids else [None] * len(payments)
            empty = "" if self.book.sheet.form.kind == "csv" else None
            table = put(table, column, [own[place] if place >= 0 else empty for place in payments.answers.tolist()])
        return table

    def _written(self, name: str) -> list[str]:
        values: list[str] = []
        for sheet in self.book.sheets:
            for column in present(sheet, name):
                found = sheet.table[column]
                kept = found.filter(pa.array(_tops(found))) if pa.types.is_integer(found.type) else found
                values += kept.cast(pa.string()).drop_null().to_pylist()
        return values


def _tops(column: pa.ChunkedArray) -> Mask:
    # Of whole numbers the largest is enough to go on counting from.
    numbers: npt.NDArray[np.int64] = column.fill_null(0).to_numpy()
    tops: Mask = numbers == numbers.max(initial=0)
    return tops


def _first(own: Sequence[Key], others: Sequence[Sequence[Key]]) -> list[str]:
    return list(dict.fromkeys(key[0] for found in (own, *others) for key in found))


def put(table: pa.Table, name: str, values: pa.ChunkedArray | pa.Array | Sequence[str | None]) -> pa.Table:
    """Replace a column, in the type that it has."""
    place, field_ = table.column_names.index(name), table.schema.field(name)
    if not isinstance(values, pa.ChunkedArray | pa.Array):
        values = pa.array(values, pa.string())
    if pa.types.is_dictionary(field_.type) and not pa.types.is_dictionary(values.type):
        values = values.dictionary_encode()
    return table.set_column(place, field_, values.cast(field_.type))
