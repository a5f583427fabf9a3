"""Proposes a manifest for a file that nobody has described: which column is what, why, and what cannot be known.

Names of columns are those of common exports in English, German, French, Spanish, Italian and Dutch. How dates, decimals
and signs are to be read is found as always, when the proposal is loaded.
"""

from __future__ import annotations

import csv
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from finpath import plugins
from finpath.errors import ConfigError
from finpath.ingest.columns import CAME, PAID, SIGN
from finpath.ingest.encoding import find_encoding
from finpath.ingest.exports import HEADER_LINES, Export

ROWS = 500
"""Rows that are looked at."""

FEWEST = 3
"""Columns that a file of payments has at least."""

DELIMITERS = (";", ",", "\t", "|")

NAMES: Mapping[str, tuple[str, ...]] = {
    "transaction_id": (
        *("transactionid", "txid", "tid", "paymentid", "operationid", "referencenumber", "transactionreference"),
        *("transaktionsid", "numerooperacion", "idtransazione", "transactienummer", "id", "reference"),
    ),
    "occurred_at": (
        *("occurredat", "timestamp", "datetime", "txdatetime", "transactiondate", "transdate", "createdat"),
        *("bookingdate", "buchungstag", "buchungsdatum", "datum", "dateoperation", "date", "fecha", "fechaoperacion"),
        *("data", "dataoperazione", "boekdatum", "completeddate", "valuedate", "valutadatum", "wertstellung"),
    ),
    "payer_ref": (
        *("payerref", "payer", "payerid", "customerid", "customer", "cardtoken", "card", "clientid"),
        *("auftragskonto", "ibanauftragskonto", "kontonummer", "accountnumber", "account", "compte", "cuenta"),
        *("conto", "rekening", "rekeningnummer"),
    ),
    "merchant_id": (
        *("merchantid", "merchant", "terminalid", "payeeid", "payee", "counterpartyid", "counterparty"),
        *("beguenstigterzahlungspflichtiger", "begunstigterzahlungspflichtiger", "zahlungsempfangerin"),
        *("empfanger", "nameempfanger", "auftraggeberempfanger", "beneficiary", "counterpartyname", "beneficiaire"),
        *("beneficiario", "tegenpartij", "naamtegenpartij", "naam", "recipient"),
    ),
    "amount": ("amount", "txamount", "value", "betrag", "umsatz", "montant", "importe", "importo", "bedrag", "sum"),
    "currency": ("currency", "ccy", "wahrung", "waehrung", "devise", "divisa", "moneda", "valuta", "munt"),
    "mcc": ("mcc", "merchantcategorycode"),
    "descriptor": ("descriptor", "statementtext", "description", "buchungstext", "libelle", "concepto", "causale"),
    "purpose_text": ("purpose", "verwendungszweck", "remittanceinformation", "omschrijving", "memo"),
    "payer_country": ("payercountry", "cardcountry", "issuercountry", "bincountry"),
    "payee_country": ("payeecountry", "merchantcountry", "counterpartycountry"),
    "acquirer_id": ("acquirerid", "acquirer"),
}
"""What columns are called, without case, accents and signs; the first that is there is taken."""

DEBIT = ("debit", "soll", "debet", "debito", "dare", "paidout", "moneyout", "cargo")
CREDIT = ("credit", "haben", "credito", "avere", "paidin", "moneyin", "abono")

NEEDED = ("transaction_id", "occurred_at", "payer_ref", "merchant_id", "amount", "currency")
BY_ROW = "@row"
OWN = "own-account"
"""What stands for the account that an export is of, and does not name."""


@dataclass(frozen=True)
class ProposedColumn:
    """Where one column of the contract comes from, and why.

    Args:
        ours: The contract's name.
        theirs: Columns of the file; empty where a constant is proposed.
        constant: What stands for all rows.
        why: For the person who looks.
    """

    ours: str
    theirs: tuple[str, ...]
    constant: str
    why: str


@dataclass(frozen=True)
class Proposal:
    """What a file is taken for.

    Args:
        path: The file.
        columns: Of the contract.
        unused: Columns that are read as nothing.
        sign: The column that says in a word which way each amount went, where there is one.
    """

    path: Path
    columns: tuple[ProposedColumn, ...]
    unused: tuple[str, ...]
    sign: str = ""

    def entry(self) -> str:
        """The file's part of a manifest."""
        mapped = {each.ours: each.theirs for each in self.columns if each.theirs and each.theirs != (each.ours,)}
        constants = {each.ours: each.constant for each in self.columns if each.constant}
        lines = ["[[files]]", 'table = "transactions"', f"path = {json.dumps(self.path.name, ensure_ascii=False)}"]
        options = {SIGN: self.sign} if self.sign else {}
        for title, values in (("columns", mapped), ("constants", constants), ("options", options)):
            if values:
                lines += ["", f"[files.{title}]", *(f"{name} = {_toml(value)}" for name, value in values.items())]
        return "\n".join(lines) + "\n"


def propose(path: Path, assumed: Mapping[str, str]) -> Proposal:
    """Look at a file and say what its columns are.

    Args:
        path: Text with a header and delimiters.
        assumed: What stands for a column that the file does not have, by the contract's name.

    Raises:
        ConfigError: There is no such file, it has no header, or a column is missing that nothing stands for.
    """
    header, rows = _read(path)
    if export := known_export(path):
        why = f"its columns are known ({export}); this stands where a row names nobody"
        names = ((name, assumed.get(name, OWN)) for name in ("payer_ref", "merchant_id"))
        return Proposal(path, tuple(ProposedColumn(name, (), value, why) for name, value in names), ())
    columns = tuple(_columns(header, rows, assumed))
    if missing := _missing(columns):
        raise ConfigError(
            f"{path.name} has no column that is clearly the {missing[0]} (its columns: {', '.join(header)}). Name it:"
            f" --column {missing[0]}=…, or say what stands for all rows: --constant {missing[0]}=…"
        )
    sign = next((name for name in header if _is_sign(name, rows)), "")
    used = {name for each in columns for name in each.theirs} | {sign}
    return Proposal(path, columns, tuple(name for name in header if name not in used), sign)


def missing_columns(path: Path, assumed: Mapping[str, str]) -> list[str]:
    """Name the columns that a payment must have and no column of the file is.

    Raises:
        ConfigError: There is no such file, or it has no header.
    """
    header, rows = _read(path)
    return [] if known_export(path) else _missing(tuple(_columns(header, rows, assumed)))


def known_export(path: Path) -> str | None:
    """The export of a wallet or an acquirer that a file is by its header, which needs no mapping."""
    with path.open("rb") as file:
        head = file.read(HEADER_LINES)
    exports = plugins.classes("finpath.ingest.formats", Export)  # type: ignore[type-abstract]
    return next((export.name for export in exports if export.recognises(head)), None)


def _missing(columns: Sequence[ProposedColumn]) -> list[str]:
    known = {each.ours for each in columns}
    return [name for name in NEEDED if name not in known]


def _read(path: Path) -> tuple[list[str], list[dict[str, str]]]:
    try:
        encoding = find_encoding(path)
        with path.open(encoding=encoding, errors="replace", newline="") as file:
            head = file.readline()
            delimiter = max(DELIMITERS, key=head.count)
            header = next(csv.reader([head], delimiter=delimiter), [])
            if len(header) < FEWEST:
                raise ConfigError(f"{path.name} begins with no header of columns: write its contribution.toml by hand.")
            body = csv.DictReader(file, header, delimiter=delimiter, restval="")
            rows = [row for row, _ in zip(body, range(ROWS), strict=False)]
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}.") from None
    return [name.strip() for name in header], [{k.strip(): v or "" for k, v in row.items() if k} for row in rows]


def _plain(name: str) -> str:
    bare = unicodedata.normalize("NFKD", name.casefold())
    return re.sub(r"[^a-z0-9]", "", "".join(mark for mark in bare if not unicodedata.combining(mark)))


def _columns(
    header: Sequence[str], rows: Sequence[Mapping[str, str]], assumed: Mapping[str, str]
) -> Iterator[ProposedColumn]:
    plain = {_plain(name): name for name in reversed(header)}
    taken: set[str] = set()
    for ours, names in NAMES.items():
        found = _find_columns(ours, (ours.replace("_", ""), *names), plain, taken)
        if ours in assumed:
            value = assumed[ours]
            column = value in header
            yield ProposedColumn(ours, (value,) if column else (), "" if column else value, "as you say")
            taken |= {value} if column else set()
        elif found:
            taken |= set(found)
            yield ProposedColumn(ours, found, "", _why(ours, found, rows))
        elif ours == "transaction_id":
            yield ProposedColumn(ours, (BY_ROW,), "", "no column names the payments: their place in the file does")
    kinds = assumed.get("payer_ref_kind")
    if kinds:
        yield ProposedColumn("payer_ref_kind", (), kinds, "as you say")


def _is_sign(name: str, rows: Sequence[Mapping[str, str]]) -> bool:
    """Say whether a column says of each row, and in both words, what was paid and what came."""
    said = {row.get(name, "").strip().lower() for row in rows}
    paid, came = ({word for word in said if re.fullmatch(words, word)} for words in (PAID, CAME))
    return bool(paid and came) and said == paid | came


def _find_columns(ours: str, names: Sequence[str], plain: Mapping[str, str], taken: set[str]) -> tuple[str, ...]:
    if ours == "amount":
        debit, credit = (next((plain[name] for name in each if name in plain), "") for each in (DEBIT, CREDIT))
        if debit and credit:
            return debit, credit
    return next(((plain[name],) for name in names if name in plain and plain[name] not in taken), ())


def _why(ours: str, found: tuple[str, ...], rows: Sequence[Mapping[str, str]]) -> str:
    if len(found) > 1:
        return "what is paid and what comes back have a column each"
    values = [row.get(found[0], "").strip() for row in rows]
    filled = [value for value in values if value]
    if ours == "amount":
        below = sum(value.startswith(("-", "(", "\N{MINUS SIGN}")) or value.endswith("-") for value in filled)
        return f"its name; {below} of {len(filled)} are negative" if below else "its name; none is negative"
    return f"its name; {len(set(filled))} different values in {len(values)} rows"


def _toml(value: str | tuple[str, ...]) -> str:
    """A text, or a list of them where there are several."""
    one = value if isinstance(value, str) else value[0] if len(value) == 1 else list(value)
    return json.dumps(one, ensure_ascii=False)
