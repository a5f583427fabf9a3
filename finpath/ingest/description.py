"""What somebody says of a table that nobody has described: arguments of `finpath.load` and `finpath.run`."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import TypedDict
from zoneinfo import available_timezones

from finpath.errors import ConfigError, nearest
from finpath.ingest.codes import COUNTRIES, CURRENCIES, TICKERS
from finpath.ingest.frames import Frame
from finpath.ingest.manifest import OPTIONS
from finpath.ingest.proposal import Claims
from finpath.ingest.sides import BOTH_SIDES
from finpath.tables.contract import PROVIDER_KINDS, TABLES


class TableDescription(TypedDict, total=False):
    """What can be said of a table, a file or a folder that nobody has described.

    Attributes:
        columns: The contract's column to that of the table, or to several: `{"merchant_id": "SHOP_NO"}`.
        constants: The contract's column to what stands for all rows.
        currency: Of all amounts, where no column says it.
        payer: Whose account it is, where no column names the payer.
        negative_amount: What a negative amount is: purchase, and positive ones are credits; or refund.
        timezone: Whose clock the times tell, as in Europe/Berlin.
        country: Where the member is, two letters.
        kind: What the member is: bank, acquirer, issuer, wallet ….
        provider: The member's id.
        surrogate: Whether ids of those who receive are replaced by keyed surrogates; as they ask for when left out.
        reading: How a file is to be read, as in `[files.options]`: decimal, date_format, sheet ….
        merchants: A second table or file, of what the member says of merchants.
        key: A file with the key that tokens are made with; it is made where it is not there.
    """

    columns: Mapping[str, str | Sequence[str]]
    constants: Mapping[str, str]
    currency: str
    payer: str
    negative_amount: str
    timezone: str
    country: str
    kind: str
    provider: str
    surrogate: bool
    reading: Mapping[str, str]
    merchants: Frame | Path | str
    key: Path | str


SIGNS = ("purchase", "refund")
COLUMNS = {column.name: table for table, columns in TABLES.items() for column in columns}


def check_description(said: Mapping[str, object]) -> None:
    """Look at every argument before anything is read.

    Raises:
        ConfigError: One that does not exist, or a value that cannot be; the message names the nearest that can.
    """
    for name in said:
        _one_of("There is no argument {}: {}", name, TableDescription.__annotations__)
    for name, codes in (
        ("negative_amount", SIGNS),
        ("kind", PROVIDER_KINDS),
        ("country", COUNTRIES),
        ("timezone", available_timezones()),
        ("currency", CURRENCIES | TICKERS),
    ):
        if name in said:
            _one_of(f'{name}="{{}}" is not known: {{}}', str(said[name]), codes)
    for argument, known in (("columns", COLUMNS), ("constants", COLUMNS), ("reading", OPTIONS)):
        values = said.get(argument, {})
        if not isinstance(values, Mapping):
            raise ConfigError(
                f'{argument}= is a {type(values).__name__}: write a mapping, as in {{"amount": "Betrag"}}.'
            )
        for name in values:
            _one_of(f'{argument}= names "{{}}", which the contract does not know: {{}}', str(name), known)


def given_of(said: TableDescription, header: Collection[str], name: str) -> Claims:
    """What was said, as far as it is about one table.

    Raises:
        ConfigError: A column that the table does not have; the message names the nearest that it has.
    """
    columns = {
        ours: (theirs,) if isinstance(theirs, str) else tuple(theirs)
        for ours, theirs in said.get("columns", {}).items()
    }
    for ours, theirs in columns.items():
        for each in theirs:
            _one_of(f'columns={{{{"{ours}": "{{}}"}}}} names a column that {name} does not have: {{}}', each, header)
    constants = dict(said.get("constants", {}))
    constants |= {"currency": said["currency"]} if "currency" in said else {}
    constants |= {"payer_ref": said["payer"]} if "payer" in said else {}
    options = dict(said.get("reading", {}))
    options |= {"negative_amount": said["negative_amount"]} if "negative_amount" in said else {}
    return Claims(columns, constants, options, said.get("kind", BOTH_SIDES), said.get("surrogate"))


def _one_of(sentence: str, name: str, known: Collection[str]) -> None:
    if name not in known:
        raise ConfigError(sentence.format(name, nearest(name, known)))
