"""Reads a dialect pack: what an FIU asks of its reports (code lists, rules, schema, limits).

A pack is a folder with `dialect.toml`, `codes.csv`, and the FIU's XSD where there is one:

name = "FIU of Examplia, goAML 5.0.2"
dated = 2026-06-01
currency = "EUR"
schema = "schema.xsd"
schema_version = "5.0.2"        # left out where the FIU does not take the element
submission_code = "E"
transmode_comment = "E"

[reports]
STR = "STR"                     # with transactions
SAR = "SAR"                     # activity-based

[rails]                         # rail = [transmode_code, funds_code]
card = ["OCT", "CRTCR"]

[indicators]                    # by rule, kind of indication, or always
always = ["CSAM1"]
price = ["STRUC"]

[unknown_payer]                 # how this FIU wants a side that the member cannot name
kind = "person"
first_name = "UNKNOWN"
last_name = "UNKNOWN"
country = "-"

[involved_parties]              # where this FIU takes parties with roles, not t_from and t_to: a code for each
from = "S"
to = "R"

[limits]
transactions = 10000
reason = 4000

[needs]                         # where it is not as goAML 5.0.2 has it: see finpath/dissemination/goaml/shape.py
entity_my_client = ["name", "incorporation_number"]
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from finpath.config.toml import reading
from finpath.dissemination.goaml.codes import Codes, read_codes
from finpath.dissemination.goaml.rules import BusinessRule, read_rules
from finpath.dissemination.goaml.schema import read_schema
from finpath.dissemination.goaml.shape import NEEDED
from finpath.errors import ConfigError

TEXTS = ("name", "currency", "schema", "schema_version", "submission_code", "transmode_comment")
TABLES = ("reports", "rails", "indicators", "unknown_payer", "limits", "needs", "involved_parties")
ROLES = ("from", "to")
"""Who gives and who gets, of a transaction that names its parties by their roles."""

LIMITS = {"transactions": 10_000, "reason": 8_000}
FORMS = ("STR", "SAR")
"""With transactions; activity-based."""


@dataclass(frozen=True)
class Dialect:
    """What one FIU asks.

    Args:
        dated: Of the pack: code lists change.
        reports: The FIU's code by form.
        rails: Transmode and funds code by rail.
        indicators: The FIU's codes by rule, kind of indication, or `always`.
        unknown_payer: How it wants a side that the member cannot name; empty where it wants none.
        roles: The FIU's codes for who gives and who gets, where it wants involved_parties; empty where it does not.
        limits: Most transactions of a report, most letters of its reason.
        needs: Elements that a kind of party must have.
        schema: None where the pack has none.
    """

    name: str
    dated: dt.date
    currency: str
    codes: Codes
    reports: Mapping[str, str]
    rails: Mapping[str, tuple[str, ...]]
    indicators: Mapping[str, tuple[str, ...]]
    unknown_payer: Mapping[str, str]
    limits: Mapping[str, int]
    needs: Mapping[str, tuple[str, ...]]
    roles: Mapping[str, str] = field(default_factory=dict)
    rules: tuple[BusinessRule, ...] = ()
    schema: etree.XMLSchema | None = field(default=None, repr=False)
    schema_version: str = ""
    submission_code: str = "E"
    transmode_comment: str = "E"


def read_dialect(folder: Path) -> Dialect:
    """Read a pack.

    Raises:
        ConfigError: It is not there, not complete, or holds what cannot be used; the message names the field.
    """
    path = folder / "dialect.toml"
    with reading(path, "dialect", "name the folder of a pack with --dialect"):
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    unknown = sorted(set(document) - {*TEXTS, *TABLES, "dated", "rules"})
    if unknown:
        raise ConfigError(f"{path} has {unknown[0]}: known are {', '.join((*TEXTS, 'dated', *TABLES))} and [[rules]].")
    if not isinstance(document.get("dated"), dt.date):
        raise ConfigError(f"{path}: dated is {document.get('dated')!r}: write the day of the pack, as in 2026-06-01.")
    texts = {name: _text(document, name, path) for name in TEXTS if name in document or name in {"name", "currency"}}
    schema = texts.pop("schema", "")
    tables = {name: _table(document.get(name, {}), name, path) for name in TABLES}
    return Dialect(
        **texts,
        dated=document["dated"],
        codes=read_codes(folder / "codes.csv"),
        reports=_texts(tables["reports"], "reports", path),
        rails=_lists(tables["rails"], "rails", path),
        indicators=_lists(tables["indicators"], "indicators", path),
        unknown_payer=_texts(tables["unknown_payer"], "unknown_payer", path),
        roles=_roles(tables["involved_parties"], path),
        limits=LIMITS | _numbers(tables["limits"], path),
        needs=NEEDED | _lists(tables["needs"], "needs", path),
        rules=read_rules(document.get("rules", []), str(path)),
        schema=read_schema(folder / schema) if schema else None,
    )


def _text(document: Mapping[str, object], name: str, path: Path) -> str:
    value = document.get(name)
    if isinstance(value, str) and value:
        return value
    raise ConfigError(f"{path}: {name} is {value!r}: a text was expected.")


def _table(table: object, name: str, path: Path) -> Mapping[str, object]:
    if isinstance(table, dict):
        return table
    raise ConfigError(f"{path}: {name} is {table!r:.60}: write a table, as in [{name}].")


def _texts(values: Mapping[str, object], table: str, path: Path) -> dict[str, str]:
    for name, value in values.items():
        if not isinstance(value, str):
            raise ConfigError(f"{path}: [{table}] {name} is {value!r}: a text was expected.")
    return {name: str(value) for name, value in values.items()}


def _roles(values: Mapping[str, object], path: Path) -> dict[str, str]:
    roles = _texts(values, "involved_parties", path)
    if roles and sorted(roles) != sorted(ROLES):
        raise ConfigError(
            f"{path}: [involved_parties] has {', '.join(sorted(roles))}: it must have {' and '.join(ROLES)}."
        )
    return roles


def _lists(values: Mapping[str, object], table: str, path: Path) -> dict[str, tuple[str, ...]]:
    lists = {}
    for name, value in values.items():
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise ConfigError(f'{path}: [{table}] {name} is {value!r:.60}: a list of texts was expected, as in ["A"].')
        if table == "rails" and len(value) != 2:  # noqa: PLR2004 - how it moved, and from what
            raise ConfigError(f"{path}: [rails] {name} has {len(value)} codes: transmode and funds were expected.")
        if table == "needs" and name not in NEEDED:
            raise ConfigError(f"{path}: [needs] has {name}: known are {', '.join(NEEDED)}.")
        lists[name] = tuple(value)
    return lists


def _numbers(values: Mapping[str, object], path: Path) -> dict[str, int]:
    for name, value in values.items():
        if name not in LIMITS or type(value) is not int or value < 1:
            raise ConfigError(f"{path}: [limits] {name} is {value!r}: known are {', '.join(LIMITS)}, from 1 on.")
    return {name: int(str(value)) for name, value in values.items()}
