"""Guesses, column by column, what a table that nobody has described holds: by names first, then by values."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from finpath.ingest import normalise
from finpath.ingest.amounts import SIGNS as CURRENCY_SIGNS
from finpath.ingest.codes import CURRENCIES
from finpath.ingest.column_names import (
    BEGINNINGS,
    CREDIT,
    DEBIT,
    MERCHANT_NAMES,
    NAMES,
    PAYEE_NAMES,
    SIGNS,
    TIMES,
    ZONES,
    bare_name,
    in_brackets,
)
from finpath.ingest.columns import ROW, SIGN
from finpath.ingest.preview import Preview
from finpath.ingest.proposal import PAYMENTS, Claims, ProposedColumn
from finpath.ingest.value_shapes import (
    AMOUNT_CODE,
    Values,
    are_codes,
    are_dates,
    are_decimals,
    are_different,
    are_directions,
    are_numbers,
    are_there,
    have_times,
    is_mail,
    is_negative,
    is_personal,
    may_be_numbers,
    short_years,
)
from finpath.tables.contract import TABLES

WRITES_PAID_AS_NEGATIVE = ("bank", "wallet")
"""Kinds of member whose statements do; of all others, what is negative went back."""

FILLED = ("payer_ref", "merchant_id")
"""Columns that hold something in every row, where one of several names does."""


@dataclass
class TableGuess:
    """What is guessed, column by column: no column of the table is two of the contract."""

    preview: Preview
    given: Claims
    table: str
    taken: set[str] = field(default_factory=set)

    def columns(self) -> Iterator[ProposedColumn]:
        """Every column of the contract that something stands for."""
        self.taken = {name for names in self.given.columns.values() for name in names}
        names = NAMES if self.table == PAYMENTS else MERCHANT_NAMES
        same = [column.name for column in TABLES[self.table] if column.name in self.preview.header]
        for ours in dict.fromkeys((*names, *self.given.columns, *self.given.constants, *same)):
            found = self._column(ours, names.get(ours, ()))
            if found is not None:
                self.taken |= set(found.theirs)
                yield found

    def theirs(self, columns: Mapping[str, ProposedColumn], ours: str) -> tuple[str, ...]:
        """The columns that stand for one of the contract."""
        return columns[ours].theirs if ours in columns else ()

    def values(self, names: Sequence[str]) -> list[str]:
        """What stands in columns."""
        return [value for name in names for value in self.preview.values(name)]

    def options(self, amount: tuple[str, ...], times: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, str]]]:
        """How the table is to be read, as far as that is no doubt of the loader's."""
        if self.preview.sheet:
            yield "sheet", (self.preview.sheet, "the one that looks like a table")
        yield from ((name, (value, "as you say")) for name, value in self.given.options.items())
        order = short_years(self.values(times)) if "date_format" not in self.given.options else ""
        if order:
            yield "date_format", (order, "its years have two digits, and stand last")
        if not {SIGN, "negative_amount"} & {*self.given.options}:
            yield from self._signs(amount)

    def _signs(self, amount: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, str]]]:
        """Which way an amount went, where the table leaves no doubt."""
        below = sum(map(is_negative, self.values(amount)))
        if len(amount) > 1:
            if self.given.kind == "acquirer":
                yield "negative_amount", ("refund", "an acquirer takes it back from the merchant")
        elif not below:
            sign = next((name for name in self._find_by_name(SIGNS, are_directions) if self._is_filled(name)), "")
            words = " or ".join(sorted(set(self.preview.values(sign))))
            yield from [(SIGN, (sign, f"it says {words}"))] if sign else []
        elif self.given.kind not in WRITES_PAID_AS_NEGATIVE:
            yield "negative_amount", ("refund", "positive ones are what was paid")
        elif 2 * below > len(self.values(amount)):
            yield "negative_amount", ("purchase", "most amounts are negative, as an account writes what was paid")

    def is_doubtful(self, amount: tuple[str, ...], options: Mapping[str, object]) -> bool:
        """Whether it could mean two things that an amount is negative."""
        decided = {"negative_amount", SIGN} & {*options}
        return len(amount) == 1 and not decided and any(map(is_negative, self.values(amount)))

    def needs_surrogates(self, merchant: tuple[str, ...]) -> bool:
        """Whether ids of merchants are such as may not be handed in."""
        if self.given.surrogate is not None:
            return self.given.surrogate
        return any(map(is_personal, self.values(merchant)))

    def names_beside(self, merchant: str) -> Iterator[str]:
        """Columns that give each merchant one name, and not all the same."""
        for name in self._find_by_name(PAYEE_NAMES, are_there):
            places = [self.preview.header.index(each) for each in (merchant, name)]
            pairs = {tuple(row[place] for place in places) for row in self.preview.rows if len(row) > max(places)}
            if len({one for one, _ in pairs}) == len(pairs) and len({other for _, other in pairs} - {""}) > 1:
                yield name

    def _column(self, ours: str, names: Sequence[str]) -> ProposedColumn | None:
        if ours in self.given.columns or ours in self.given.constants:
            theirs = self.given.columns.get(ours, ())
            return ProposedColumn(ours, theirs, self.given.constants.get(ours, ""), "as you say")
        of_its_own = {
            "transaction_id": self._id,
            "amount": self._amount,
            "occurred_at": self._instant,
            "currency": self._currency,
            "payer_ref_kind": self._payer_kind,
        }
        if ours in self.preview.header and ours not in self.taken | self.preview.twice and ours not in of_its_own:
            return ProposedColumn(ours, (ours,), "", "it is called as in the contract")
        if ours in of_its_own:
            return of_its_own[ours](names)
        every = list(self._coded(ours, names)) or list(self._beginning(ours, are_there))
        every.sort(key=lambda name: ours in FILLED and not self._is_filled(name))
        return ProposedColumn(ours, (every[0],), "", self._why(every[0])) if every else None

    def _id(self, names: Sequence[str]) -> ProposedColumn:
        every = [name for name in self._find_by_name(("transactionid", *names), are_different) if self._is_filled(name)]
        if every:
            return ProposedColumn("transaction_id", (every[0],), "", self._why(every[0]))
        return ProposedColumn(
            "transaction_id", (ROW,), "", "no column names the payments: their place in the file does"
        )

    def _find_by_name(self, names: Sequence[str], fits: Callable[[Values], bool]) -> Iterator[str]:
        """Columns that are called so and hold what they should; one that comes twice is none of them."""
        plain = {bare_name(name): name for name in reversed(self.preview.header) if name not in self.preview.twice}
        found = [plain[name] for name in dict.fromkeys(names) if name in plain and plain[name] not in self.taken]
        return (name for name in found if fits(self.preview.values(name)))

    def _beginning(self, ours: str, fits: Callable[[Values], bool]) -> Iterator[str]:
        """Columns whose names begin as those do that mean this; in the order of the beginnings."""
        for start in BEGINNINGS.get(ours, ()):
            for name in self.preview.header:
                is_free = name not in self.taken | self.preview.twice
                if is_free and bare_name(name).startswith(start) and fits(self.preview.values(name)):
                    yield name

    def _coded(self, ours: str, names: Sequence[str]) -> Iterator[str]:
        """Columns that are called so; of one that the contract has codes for, only those that hold nothing else."""
        codes = next((column.codes for column in TABLES[self.table] if column.name == ours), ())
        return self._find_by_name(
            (bare_name(ours), *names),
            lambda values: bool(values) and (not codes or all(value.lower() in codes for value in values)),
        )

    def _is_filled(self, name: str) -> bool:
        return len(self.preview.values(name)) == len(self.preview.rows)

    def _only(self, fits: Callable[[Values], bool]) -> str:
        """The one column that holds such values, where no name says which it is."""
        columns = [name for name in self.preview.header if name not in self.taken | self.preview.twice]
        fitting = [name for name in columns if fits(self.preview.values(name))]
        return fitting[0] if len(fitting) == 1 else ""

    def _amount(self, names: Sequence[str]) -> ProposedColumn | None:
        debit, credit = (next(self._find_by_name(side, may_be_numbers), "") for side in (DEBIT, CREDIT))
        if debit and credit:
            sides = (credit, debit) if self.given.kind == "acquirer" else (debit, credit)
            return ProposedColumn("amount", sides, "", "what is paid and what comes back have a column each")
        named = self._find_by_name(("amount", *names), are_numbers)
        found = next(named, "") or next(self._beginning("amount", are_numbers), "") or self._only(are_decimals)
        values = self.preview.values(found)
        below = sum(map(is_negative, values))
        why = f"{below} of {len(values)} are negative" if below else "none is negative"
        return ProposedColumn("amount", (found,), "", why) if found else None

    def _instant(self, names: Sequence[str]) -> ProposedColumn | None:
        named = self._find_by_name(("occurredat", *names), are_there)
        found = next(named, "") or next(self._beginning("occurred_at", are_dates), "") or self._only(are_dates)
        if not found:
            return None
        theirs = [found]
        if not have_times(self.preview.values(found)):
            theirs += list(self._find_by_name(TIMES, have_times))[:1]
        if len(theirs) > 1 or have_times(self.preview.values(found)):
            theirs += list(self._find_by_name(ZONES, are_there))[:1]
        return ProposedColumn("occurred_at", tuple(theirs), "", self._why(found))

    def _currency(self, names: Sequence[str]) -> ProposedColumn | None:
        found = next(self._find_by_name(("currency", *names), are_codes), "")
        if found:
            return ProposedColumn("currency", (found,), "", self._why(found))
        for name in sorted(self.taken):
            for said in in_brackets(name):
                codes = CURRENCY_SIGNS.get(said, (said,))
                if len(codes) == 1 and codes[0] in CURRENCIES:
                    return ProposedColumn("currency", (), codes[0], f"the column {name} says so")
        beside = {
            code for name in self.taken for value in self.preview.values(name) for code in AMOUNT_CODE.findall(value)
        }
        if len(beside) == 1 and beside <= CURRENCIES:
            return ProposedColumn("currency", (), beside.pop(), "it stands beside the amounts")
        for name in sorted(self.preview.twice) if self.preview.whole else ():
            values = set(self.preview.values(name))
            if bare_name(name) in names and len(values) == 1 and values <= CURRENCIES:
                return ProposedColumn("currency", (), values.pop(), f"every column {name} says so, in every row")
        return None

    def _payer_kind(self, said: Sequence[str]) -> ProposedColumn | None:
        found = next(self._coded("payer_ref_kind", said), "")
        if found:
            return ProposedColumn("payer_ref_kind", (found,), "", self._why(found))
        names = {name for name in self.taken if bare_name(name) in NAMES["payer_ref"]}
        values = self.values(self.given.columns.get("payer_ref") or sorted(names))
        for kind, read in (("iban", normalise.iban), ("email", is_mail)):
            if values and all(map(read, values)):
                return ProposedColumn("payer_ref_kind", (), kind, f"every payer is an {kind}")
        return None

    def _why(self, name: str) -> str:
        values = self.preview.values(name)
        return f"its name; {len(set(values))} different values in {len(self.preview.rows)} rows"
