"""Maps the columns of a file to those of the contract."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from finpath.errors import ContributionError, legible
from finpath.ingest.amounts import typed_sql
from finpath.ingest.cards import IDENTIFIERS
from finpath.ingest.column_types import NativeColumn
from finpath.ingest.format import Records
from finpath.ingest.manifest import FileEntry
from finpath.ingest.placeholders import EMPTY, NULL
from finpath.tables.contract import TABLES, Column, Type

ROW = "@row"
SEPARATOR = "|"
"""Between the parts of a joined column; fp_part escapes it inside them, so that no two joins look alike."""


VALUE = re.compile(r"""^[\W\d_]*$|@|://|[0-9]{5}|["{}\[\]]|[0-9]{4}-[0-9]{2}""")
"""What no column is called, and a value may look like; the first line of a file without a header is one of values."""

PROVEN = 2
"""Names of a header that the contract has a use for: then it is one, and no row."""

WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[^\W\d_A-Z]+")
WORDS = frozenset(
    """
    account address amount amt acct bic booking branch brutto card category charge city client code commission cost
    country credit creditor currency ccy customer cur date day debit debtor descr description desc details direction
    email exchange fee from gross holder hour iban id identifier info invoice item kind label last mandate mcc mcht
    memo merchant message method mode month msg name net netto nr no note num number order original pan partner
    payee payer payment period phone posting price product purpose rail rate reason receiver recipient record ref
    reference remarks sender sequence settlement source state status store sum tax terminal text time timestamp
    total transaction txn trx tx type tz unit user uuid value vat wallet year zip zone
    bedrag begunstigde betaler beschreibung betrag buchung datum empfaenger empfänger gegenkonto haendler händler konto
    kontonummer kunde mededelingen naam nummer omschrijving ontvanger rekening saldo sollhaben tag tegenrekening uhrzeit
    umsatz valuta verwendungszweck waehrung währung wert zahler zahlungspflichtiger zweck
    bénéficiaire beneficiaire compte débit devise heure libellé libelle marchand montant numéro payeur solde
    beneficiario cantidad comercio concepto cuenta divisa fecha hora importe moneda nombre ordenante referencia tarjeta
    belopp beløb dato kontonr mottagare avsender kurs kwota waluta data odbiorca nadawca opis
    """.split()
)
"""Words of columns, in the languages of members; a name of somebody is not made of them alone."""

SIDES = 2
BOTH = "@both"
"""Stands for an amount where both columns have one."""

SIGN = "sign"
"""The option that names the column which says which way an amount went."""

PAID = "-|af|d|db|dbit|debet|debit|debito|débit|dr|out|outgoing|s|sent|soll|wn"
CAME = "[+]|bij|c|cr|crdt|credit|credito|crédit|cred|h|haben|in|incoming|ma|received"
"""Its words, in lower letters: what the account paid, and what came to it."""

UNSIGNED = "@sign"
"""Stands for an amount beside which neither is said."""

ZERO = "^[-+]?0*([.,]0*)?(e0)?$"
FREE = frozenset(("purpose_text", "close_reason"))
"""Texts in which any word may be meant."""

NAMING = IDENTIFIERS | {"domain", "legal_name", "trading_name", "descriptor"}
"""Columns that name somebody or something: two rows that are called NULL have nothing in common."""

SHOWN, LONGEST = 30, 40
"""How many names a sentence lists, and how many letters of each."""


@dataclass(frozen=True)
class ColumnSources:
    """Where the contract's columns come from.

    Args:
        values: Contract column to SQL expression of its text.
        unused: The provider's columns that the contract has no use for.
        row_ids: Whether the file's hash and row numbers serve as ids.
        native: Contract column to the one column of the file that it is, where the file says what type that has.
        parts: Contract column to how many columns of the file it is made of.
        has_sign: Whether a column beside the amount says which way it went.
    """

    values: dict[str, str]
    unused: tuple[str, ...]
    row_ids: bool
    native: Mapping[str, NativeColumn]
    parts: Mapping[str, int]
    has_sign: bool = False

    @property
    def is_signed_by_column(self) -> bool:
        """Whether amounts stand in two columns: what is paid, and what comes back."""
        return self.parts.get("amount") == SIDES or self.has_sign


def provider_columns(entry: FileEntry, *kinds: Type) -> frozenset[str]:
    """The provider's column names that an entry has a use for, as one of these types or as any."""
    ours = [column.name for column in TABLES[entry.table] if not kinds or column.type in kinds]
    return frozenset(name for column in ours for name in entry.columns.get(column, (column,))) - {ROW}


def find_columns(entry: FileEntry, records: Records, label: str) -> ColumnSources:
    """Find every contract column in a file.

    Raises:
        ContributionError: A mapped column or one that must be there is missing.
    """
    theirs = dict(zip(records.names, records.values, strict=True))
    _check_mapped(entry, theirs, label)
    values: dict[str, str] = {}
    for column in TABLES[entry.table]:
        names = entry.columns.get(column.name, records.mapped.get(column.name, (column.name,)))
        parts = [_text(column, theirs[name], records.native.get(name)) for name in names if name in theirs]
        if len(parts) > 1:
            parts = [_join(column, parts, entry, label)]
        if column.name == "amount" and parts and SIGN in entry.options:
            parts = [_signed_by_word(parts[0], theirs, entry.options[SIGN], label)]
        if column.name in entry.constants:
            constant = "'" + entry.constants[column.name].replace("'", "''") + "'"
            values[column.name] = f"coalesce({parts[0]}, {constant})" if parts else constant
        elif parts:
            values[column.name] = parts[0]
        elif column.required and ROW not in names:
            raise ContributionError(
                f"{label} has no column {column.name}, which every row of {entry.table} needs; "
                "name theirs in [files.columns] or its value in [files.constants]. "
                f"It has: {list_header(records.names, provider_columns(entry))}."
            )
    used = provider_columns(entry).union(*records.mapped.values(), records.consulted, {entry.options.get(SIGN, "")})
    unused = tuple(name for name in records.names if name not in used)
    counts = {ours: len(entry.columns.get(ours, records.mapped.get(ours, (ours,)))) for ours in values}
    return ColumnSources(
        values, unused, _row_ids(entry), _native_columns(entry, records), counts, SIGN in entry.options
    )


def _text(column: Column, value: str, native: NativeColumn | None) -> str:
    """SQL of the text of a column of the file, without words that stand for nothing.

    What begins with a digit is none of them, and most values do.
    """
    text = f"fp_text({value})"
    empty = _placeholders(column)
    if empty is not None:
        nothing = f"({text} < '0' OR {text} >= ':') AND fp_matches(fp_lower({text}), '{empty}')"
        text = f"CASE WHEN {nothing} THEN NULL ELSE {text} END"
    return typed_sql(text) if column.type is Type.MONEY and native is not None and native.is_number else text


def _placeholders(column: Column) -> str | None:
    """What stands for nothing in a column: in one that names somebody, words as well that nobody is called."""
    if column.type is Type.TOKEN or column.name in NAMING:
        return EMPTY
    return None if column.required or column.name in FREE else NULL


def _join(column: Column, parts: list[str], entry: FileEntry, label: str) -> str:
    """SQL of several columns of the file as one.

    Raises:
        ContributionError: They cannot be one.
    """
    if column.type is Type.MONEY:
        if column.name != "amount" or len(parts) != SIDES:
            raise ContributionError(
                f"{label}: {column.name} is made of {len(parts)} columns; name one, or of amounts two: the column of "
                "what is paid (debit) and the column of what comes back (credit)."
            )
        return _signed(*parts)
    if column.type is Type.INSTANT and "date_format" not in entry.options:
        return f"fp_text({_concatenation(parts, ' ')})"
    return _concatenation(parts, SEPARATOR)


def _signed_by_word(amount: str, theirs: Mapping[str, str], name: str, label: str) -> str:
    """SQL of an amount with the sign that a column beside it says in a word: what came back is negative.

    Raises:
        ContributionError: There is no such column.
    """
    if name not in theirs:
        raise ContributionError(f"{label} lacks the column of signs that [files.options] names; correct sign.")
    word = f"fp_lower(fp_text({theirs[name]}))"
    bare = f"fp_replace({amount}, '^[-+\u2212] ?', '')"
    return (
        f"CASE WHEN {amount} IS NULL THEN NULL WHEN fp_matches({word}, '^({PAID})$') THEN {bare} "
        f"WHEN fp_matches({word}, '^({CAME})$') THEN '-' || {bare} ELSE '{UNSIGNED}' END"
    )


def _signed(debit: str, credit: str) -> str:
    """SQL of one amount out of two columns: what comes back is negative; zero is what stands beside the other."""
    paid, back = (f"{side} IS NOT NULL AND NOT fp_matches({side}, '{ZERO}')" for side in (debit, credit))
    without_sign = (f"fp_replace({side}, '^[-+\u2212] ?', '')" for side in (debit, credit))
    forth, back_text = without_sign
    return (
        f"CASE WHEN ({paid}) AND ({back}) THEN '{BOTH}' WHEN {paid} THEN {forth} WHEN {back} THEN '-' || {back_text} "
        f"ELSE coalesce({debit}, {credit}) END"
    )


def _native_columns(entry: FileEntry, records: Records) -> dict[str, NativeColumn]:
    """The contract's columns that are one typed column of the file each, and nothing besides."""
    columns: dict[str, NativeColumn] = {}
    for column in TABLES[entry.table]:
        there = [name for name in entry.columns.get(column.name, (column.name,)) if name in records.names]
        is_alone = len(there) == 1 and not (column.name == "amount" and SIGN in entry.options)
        if is_alone and there[0] in records.native and column.name not in entry.constants:
            columns[column.name] = records.native[there[0]]
    return columns


def list_names(names: Collection[str]) -> str:
    """Names of somebody else's as part of a sentence; what has no end is cut, and what looks like a value not shown.

    >>> list_names(["a", "b" * 99])
    'a, bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb…'
    >>> list_names(["mcc", "jo@shop.example", "4711"])
    'mcc and 2 that look like values, not names'
    """
    names_only = [name for name in names if not VALUE.search(name)]
    first = [legible(name) for name in islice(names_only, SHOWN)]
    first = [name if len(name) <= LONGEST else f"{name[:LONGEST]}…" for name in first]
    more, values = len(names_only) - len(first), len(names) - len(names_only)
    listing = ", ".join(first) + (f" and {more:,} more" if more else "")
    return " and ".join(filter(None, (listing, f"{values:,} that look like values, not names" if values else "")))


def list_header(names: Sequence[str], wanted: Collection[str]) -> str:
    """The columns of a file as part of a sentence: of what may be a row, and no header, only words of columns.

    >>> list_header(["Jane Example", "Corner Shop", "5", "TXN_REF"], ())
    'TXN_REF and 3 that look like values, not names'
    >>> list_header(["transaction_id", "amount", "shop"], ("transaction_id", "amount"))
    'transaction_id, amount, shop'
    """
    if len(set(names) & set(wanted)) >= PROVEN:
        return list_names(names)
    words = [name for name in names if (found := _words(name)) and found <= WORDS and not VALUE.search(name)]
    others = len(names) - len(words)
    values = f"{others:,} that look like values, not names" if others else ""
    return " and ".join(filter(None, (list_names(words), values)))


def _words(name: str) -> set[str]:
    return {word.lower() for word in WORD.findall(name)}


def _row_ids(entry: FileEntry) -> bool:
    return any(ROW in names for names in entry.columns.values())


def _concatenation(parts: list[str], separator: str) -> str:
    joined = f" || '{separator}' || ".join(f"fp_part({part})" for part in parts)
    return f"CASE WHEN coalesce({', '.join(parts)}) IS NOT NULL THEN {joined} END"


def _check_mapped(entry: FileEntry, theirs: dict[str, str], label: str) -> None:
    key = TABLES[entry.table][0].name
    for ours, names in entry.columns.items():
        if ROW in names and (ours != key or len(names) > 1):
            raise ContributionError(f'{label}: "@row" can only stand alone for {key}; name a column for {ours}.')
        missing = [name for name in names if name not in theirs and name != ROW]
        if missing:
            raise ContributionError(
                f"{label} lacks the column {missing[0]}, which is mapped to {ours}; "
                f"correct [files.columns]. It has: {list_header(tuple(theirs), provider_columns(entry))}."
            )
