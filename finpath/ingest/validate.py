"""SQL that types the columns of the contract, and the checks that each row must pass."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from finpath.ingest import cards
from finpath.ingest.amounts import amount_sql, other_currency_sql
from finpath.ingest.codes import COUNTRIES, CURRENCIES, TICKERS, WITHDRAWN, currencies_by_decimals
from finpath.ingest.column_types import FEW, NativeColumn
from finpath.ingest.columns import BOTH, UNSIGNED
from finpath.ingest.dates import DateReading
from finpath.ingest.member_texts import PERSONAL, has_ids, member_text_sql, names_person_sql
from finpath.ingest.purposes import known_purposes
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

SPELLED = r"^[a-z2-7]{8}:[a-z2-7]{52}$"
UNMADE = "is no token: key id, colon and 52 letters were expected; make it at the member, with finpath bundle make"
OTHER_KEY = "is a token of the key {other}, and tokens of the key {known} were expected"
KEY_LETTERS = 8
NO_PURPOSE = "is no class of purposes, which is all that leaves a member"

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
        made: Ids of the keys that tokens of the file may have been made with at the member; none where they are made
            here.
        other_keys: Ids of keys that others of them were made with.
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
    made: tuple[str, ...] = ()
    other_keys: tuple[str, ...] = ()

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
    if hints.made and column.type is Type.TOKEN:
        return raw
    if hints.made and column.name == "purpose_text":
        return f"CASE WHEN {raw} IN ({_list(known_purposes())}) THEN {raw} END"
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
    checks = [*_missing_checks(column), *_own_checks(column, hints)]
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


def _missing_checks(column: Column) -> Iterator[RowCheck]:
    name = column.name
    if column.required:
        yield RowCheck(name, f"raw_{name} IS NULL", MISSING)
    if column.codes or column.type not in (Type.STRING, Type.TOKEN) or name in (*COUNTRY_COLUMNS, "currency", "mcc"):
        yield RowCheck(name, f"raw_{name} IS NOT NULL AND {name} IS NULL", _expected(column))


def _own_checks(column: Column, hints: Hints) -> Iterator[RowCheck]:
    """What no column may hold: a card number; and where tokens were made at the member, what is none."""
    if hints.made:
        yield from made_checks(column, hints)
    if not (hints.made and column.type is Type.TOKEN):
        for condition, reason in cards.card_faults(column, hints.counts(column.name)):
            yield RowCheck(column.name, condition, reason)


def made_checks(column: Column, hints: Hints) -> list[RowCheck]:
    """What a column of a file may not hold whose tokens were made at the member."""
    raw = f"raw_{column.name}"
    if column.name == "purpose_text":
        return [RowCheck(column.name, f"{raw} IS NOT NULL AND {column.name} IS NULL", NO_PURPOSE)]
    if column.type is not Type.TOKEN:
        return []
    checks = [RowCheck(column.name, f"NOT fp_matches({raw}, '{SPELLED}')", UNMADE)]
    if hints.other_keys:
        other = f"fp_matches({raw}, '{SPELLED}') AND fp_first({raw}, {KEY_LETTERS}) NOT IN ({_list(hints.made)})"
        reason = OTHER_KEY.format(other=" or ".join(hints.other_keys), known=" or ".join(hints.made))
        checks.append(RowCheck(column.name, other, reason))
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
