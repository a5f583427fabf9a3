"""SQL that types the columns of the contract, and the checks that each row must pass."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from finpath.ingest import cards
from finpath.ingest.amounts import amount_sql, other_currency_sql
from finpath.ingest.codes import COUNTRIES, CURRENCIES, TICKERS, WITHDRAWN, currencies_by_decimals
from finpath.ingest.column_types import FEW, NativeColumn
from finpath.ingest.columns import BOTH, UNSIGNED
from finpath.ingest.dates import DateReading
from finpath.ingest.member_texts import PERSONAL, has_ids, member_text_sql, names_person_sql
from finpath.ingest.surrogates import SURROGATED
from finpath.tables.contract import Column, Type

COUNTRY_COLUMNS = frozenset(("payer_country", "payee_country", "country"))
MISSING, NOTHING = "is missing", "is not above zero"
EARLY = "is before 1990"
LATE = "is after 2089: such a day stands for one that nobody knows"
LAST = "TIMESTAMP '2090-01-01'"
OTHER_CURRENCY = "names another currency than the column currency"
TWO_AMOUNTS = "stands in both columns, of what is paid and of what comes back"
NO_SIGN = "has no sign that is known: neither debit nor credit stands beside it"
OUT_OF_TIME = "was withdrawn before that day (ISO 4217)"
EARLIEST = dict.fromkeys(("occurred_at", "reported_at"), "TIMESTAMP '1990-01-01'") | {"date": "DATE '1990-01-01'"}
"""Of a merchant's account, no day is too early: shops are older than card payments."""

LARGEST = {"amount": 10**18, "eur": 10**8}


@dataclass(frozen=True)
class Hints:
    """What was found in a file, or declared, about how to read it.

    Args:
        zone: The provider's clock.
        dates: Column to its reading.
        decimal: The decimal mark.
        sign: What a negative amount is: refund, credit, or purchase, and then a positive one is a credit; else nothing.
        persons: Whether those who receive are persons as a rule.
        any_ticker: Whether any short word may be a currency.
        native: The columns that the file has in the contract's type.
        source_kinds: Whose word its reports may be; anybody's when None.
        remarks: What is to be said of how the file was read.
        surrogate: Whether ids of those who receive are replaced, so that they may be anything.
        common: Codes that many rows have, the most common first; they are right as they stand.
    """

    zone: str
    dates: Mapping[str, DateReading]
    decimal: str
    sign: str = ""
    persons: bool = False
    any_ticker: bool = False
    native: Mapping[str, NativeColumn] = field(default_factory=dict)
    source_kinds: tuple[str, ...] | None = None
    remarks: tuple[str, ...] = ()
    surrogate: bool = False
    common: Mapping[str, tuple[str, ...]] = field(default_factory=dict, compare=False)

    def counts(self, name: str) -> bool:
        """Say whether a column of instants counts from 1970: then its texts are numbers, as cards are."""
        return name in self.dates and bool(self.dates[name].ticks)


@dataclass(frozen=True)
class RowCheck:
    """A fault that a row can have: its column, the condition on raw and typed columns, and what the reject says."""

    column: str | None
    condition: str
    reason: str


def value_sql(column: Column, hints: Hints) -> str:
    """SQL of a column's value from its text; NULL where the text cannot be read."""
    raw = f"raw_{column.name}"
    if column.name in hints.native:
        return _native_value(column, raw, hints)
    coded = _code_value(column, raw, hints)
    if coded is None:
        return _text_value(column, raw, hints)
    common = hints.common.get(column.name)
    return f"CASE WHEN {raw} IN ({_list(common)}) THEN {raw} ELSE {coded} END" if common else coded


def is_code(column: Column, text: str) -> bool:
    """Say whether a text is a code of a column as it stands; where it is not, it may be one in other letters."""
    if column.codes:
        return text in column.codes
    if column.name == "mcc":
        return re.fullmatch("[0-9]{4}", text) is not None
    return text in (CURRENCIES | TICKERS if column.name == "currency" else COUNTRIES)


def has_codes(column: Column) -> bool:
    """Say whether a column holds nothing but codes."""
    return bool(column.codes) or column.name in cards.CODE_COLUMNS


def _native_value(column: Column, raw: str, hints: Hints) -> str:
    column_type = hints.native[column.name]
    match column.type:
        case Type.MONEY:
            return f"TRY_CAST({raw} AS {Type.MONEY.sql})"
        case Type.INSTANT:
            text_value = hints.dates[column.name].instant(column_type.text(raw), hints.zone)
            return column_type.instant(raw, hints.zone, text_value)
        case Type.DATE:
            return column_type.date(raw, hints.dates[column.name].date(column_type.text(raw)))
    return raw


def _text_value(column: Column, raw: str, hints: Hints) -> str:
    match column.type:
        case Type.MONEY:
            sql = amount_sql(raw, hints.decimal, f"plain_{column.name}")
        case Type.INSTANT:
            sql = hints.dates[column.name].instant(raw, hints.zone)
        case Type.DATE:
            sql = hints.dates[column.name].date(raw)
        case Type.BOOL:
            sql = f"fp_try_bool({raw})"
        case _:
            sql = member_text_sql(column)
    return sql


def _code_value(column: Column, raw: str, hints: Hints) -> str | None:
    name = column.name
    if column.codes:
        return f"CASE WHEN lower({raw}) IN ({_list(column.codes)}) THEN lower({raw}) END"
    if name in COUNTRY_COLUMNS:
        return f"CASE WHEN fp_matches(fp_upper({raw}), '{_any_of(COUNTRIES)}') THEN fp_upper({raw}) END"
    if name == "currency":
        ticker = f" OR fp_matches(fp_upper({raw}), '^[A-Z0-9]{{2,10}}$')" if hints.any_ticker else ""
        is_known = f"fp_matches(fp_upper({raw}), '{_any_of(CURRENCIES | TICKERS)}')"
        return f"CASE WHEN {is_known}{ticker} THEN fp_upper({raw}) END"
    if name == "mcc":
        return f"CASE WHEN fp_matches({raw}, '^[0-9]{{1,4}}$') THEN fp_pad({raw}, 4) END"
    return None


def column_checks(column: Column, hints: Hints) -> list[RowCheck]:
    """Every fault that a column of a row can have."""
    name = column.name
    checks = []
    if column.required:
        checks.append(RowCheck(name, f"raw_{name} IS NULL", MISSING))
    if column.codes or column.type not in (Type.STRING, Type.TOKEN) or name in (*COUNTRY_COLUMNS, "currency", "mcc"):
        checks.append(RowCheck(name, f"raw_{name} IS NOT NULL AND {name} IS NULL", _expected(column)))
    checks += [RowCheck(name, condition, reason) for condition, reason in cards.card_faults(column, hints.counts(name))]
    if name == "source_kind" and hints.source_kinds is not None:
        allowed = f"{name} NOT IN ({_list(hints.source_kinds)})"
        checks.append(RowCheck(name, allowed, "is a source that the roster does not let this member speak for"))
    if has_ids(column) and not (hints.surrogate and name in SURROGATED):
        checks.append(RowCheck(name, names_person_sql(column), PERSONAL))
    if name in LARGEST:
        checks.append(RowCheck(name, f"{name} <= 0", NOTHING))
        checks.append(RowCheck(name, f"abs({name}) >= {LARGEST[name]}", "is larger than any payment or rate can be"))
    if name in EARLIEST:
        checks.append(RowCheck(name, f"{name} < {EARLIEST[name]}", EARLY))
        checks.append(RowCheck(name, f"{name} >= {LAST}", LATE))
    if name == "amount" and name not in hints.native:
        checks.append(RowCheck(name, f"raw_amount = '{BOTH}'", TWO_AMOUNTS))
        checks.append(RowCheck(name, f"raw_amount = '{UNSIGNED}'", NO_SIGN))
    return checks


def currency_checks(columns: tuple[Column, ...], hints: Hints) -> list[RowCheck]:
    """What a currency may not be: another than the amount itself names, or one that was gone on that day."""
    names = {column.name for column in columns}
    checks = []
    if {"amount", "currency"} <= names and "amount" not in hints.native:
        other = f"CASE WHEN plain_amount THEN false ELSE {other_currency_sql('raw_amount', 'currency')} END"
        checks.append(RowCheck("amount", other, OTHER_CURRENCY))
    if {"currency", "occurred_at"} <= names:
        ends = " ".join(
            f"WHEN '{code}' THEN CAST(occurred_at AS DATE) > DATE '{day}'" for code, day in WITHDRAWN.items()
        )
        gone = f"CASE WHEN currency IN ({_list(sorted(WITHDRAWN))}) THEN CASE currency {ends} END ELSE false END"
        checks.append(RowCheck("currency", gone, OUT_OF_TIME))
    return checks


def excess_decimals_sql(columns: tuple[Column, ...], hints: Hints) -> str:
    """SQL that says whether an amount has more decimals than its currency (ISO 4217).

    Such a row is kept and said, as is one that is rounded: a rate or a fee may be at work. Where a whole file is so, it
    gives minor units for major ones, or the other way round, and no row of it alone could tell.
    """
    if not {"amount", "currency"} <= {column.name for column in columns}:
        return "false"
    currencies = currencies_by_decimals()
    odd = " ".join(
        f"WHEN fp_matches(currency, '{_any_of(frozenset(codes))}') THEN amount * {10**places} % 1 <> 0"
        for places, codes in currencies.items()
    )
    # Most amounts have two decimals, and most currencies too: asking their texts first is five times cheaper.
    whole = f"fp_matches(currency, '{_any_of(frozenset(currencies[0]))}')"
    native = hints.native.get("amount")
    if native is None:
        few, more = "plain_amount", "fp_matches(raw_amount, '[.,][0-9]{3}|[eE]')"
    else:
        few, more = ("true", "false") if native.scale <= FEW else ("false", "true")
    usual = [code for code in hints.common.get("currency", ()) if code in currencies[FEW]]
    is_whole = f"WHEN {few} AND raw_currency IN ({_list(usual)}) THEN false" if usual else ""
    return f"coalesce(CASE {is_whole} WHEN {more} OR {whole} THEN CASE {odd} ELSE false END ELSE false END, false)"


def surrogate_checks(columns: tuple[Column, ...], hints: Hints) -> list[RowCheck]:
    """The rule that a person who receives is named by the provider's surrogate, whatever is like a person's number."""
    names = {column.name for column in columns}
    if hints.surrogate:
        return []
    if "transaction_id" in names and hints.persons:
        return [RowCheck("merchant_id", "fp_is_personal(merchant_id)", PERSONAL)]
    if "parent_id" in names:
        return [
            RowCheck("merchant_id", "lower(raw_kind) IN ('payee', 'address') AND fp_is_personal(merchant_id)", PERSONAL)
        ]
    return []


def _expected(column: Column) -> str:
    if column.codes:
        return f"is not one of {', '.join(column.codes)}"
    if column.name in COUNTRY_COLUMNS:
        return "is not an ISO 3166-1 alpha-2 country code"
    special = {"currency": "is not an ISO 4217 code or a known ticker", "mcc": "is not four digits"}
    kinds = {
        Type.MONEY: "is not an amount of money",
        Type.INSTANT: "is not a date and time that can be read",
        Type.DATE: "is not a date that can be read",
        Type.BOOL: "is neither true nor false",
    }
    return special.get(column.name) or kinds.get(column.type, "cannot be read")


def _any_of(codes: frozenset[str]) -> str:
    """A pattern of codes by their first letter: one automaton is faster than 250 comparisons."""
    ends: dict[str, list[str]] = {}
    for code in sorted(codes):
        ends.setdefault(code[0], []).append(code[1:])
    return "^(" + "|".join(f"{first}({'|'.join(rest)})" for first, rest in ends.items()) + ")$"


def _list(codes: tuple[str, ...] | list[str]) -> str:
    return ", ".join(f"'{code}'" for code in codes)
