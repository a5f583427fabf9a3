"""Reads the FIU's code lists from `codes.csv` of a dialect, and checks a report's codes against them.

list,code,meaning
indicator,CSAM1,"Transactions linked to services known to distribute or advertise such material"
transmode,ELCFT,Electronic funds transfer
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path

from lxml import etree

from finpath.dissemination.goaml.fault import FilingFault
from finpath.dissemination.goaml.shape import column_at
from finpath.errors import ConfigError
from finpath.presentation.text import legible_text

Codes = Mapping[str, Mapping[str, str]]
"""List to code to meaning."""

LISTS = {
    "submission_code": "submission",
    "report_code": "report",
    "currency_code_local": "currency",
    "currency_code": "currency",
    "foreign_currency_code": "currency",
    "from_country": "country",
    "to_country": "country",
    "country": "country",
    "country_code": "country",
    "institution_country": "country",
    "incorporation_country_code": "country",
    "nationality1": "country",
    "residence": "country",
    "issue_country": "country",
    "from_funds_code": "funds",
    "to_funds_code": "funds",
    "funds_code": "funds",
    "transmode_code": "transmode",
    "indicator": "indicator",
    "address_type": "contact",
    "tph_contact_type": "contact",
    "tph_communication_type": "communication",
    "gender": "gender",
    "account_type": "account",
    "status_code": "account_status",
    "incorporation_legal_form": "legal_form",
    "identification/type": "identifier",
    "director_id/role": "entity_person_role",
    "signatory/role": "account_person_role",
    "party/role": "party_role",
}
"""By element, or parent and element, the list that its code is from."""

COLUMNS = ["list", "code", "meaning"]

TYPES = {
    "submission_type": "submission",
    "report_type": "report",
    "currency_type": "currency",
    "country_type": "country",
    "funds_type": "funds",
    "conduction_type": "transmode",
    "report_indicator_type": "indicator",
    "contact_type": "contact",
    "communication_type": "communication",
    "gender_type": "gender",
    "account_type": "account",
    "account_status_type": "account_status",
    "legal_form_type": "legal_form",
    "identifier_type": "identifier",
    "entity_person_role_type": "entity_person_role",
    "account_person_role_type": "account_person_role",
    "party_role_type": "party_role",
}
"""By the name that goAML's schema gives a type, the list that its enumeration is."""


def read_codes(path: Path) -> Codes:
    """Read the code lists.

    Raises:
        ConfigError: It is not there, or not in this form; the message names the row.
    """
    codes: dict[str, dict[str, str]] = {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.reader(file)
            header = next(rows, [])
            if header != COLUMNS:
                raise ConfigError(f"{path} begins with {','.join(header)!r:.80}: it must begin with list,code,meaning.")
            for row in rows:
                _add_code(codes, row, f"{path}, row {rows.line_num}")
    except OSError:
        raise ConfigError(f"The dialect has no code lists {path}: write them as list,code,meaning.") from None
    except (csv.Error, UnicodeDecodeError) as error:
        raise ConfigError(f"The code lists {path} cannot be read: {error}.") from None
    return codes


def _add_code(codes: dict[str, dict[str, str]], row: list[str], where: str) -> None:
    if not row:
        return
    if len(row) != len(COLUMNS) or not row[0] or not row[1]:
        raise ConfigError(f"{where} has {len(row)} values: a list, a code and its meaning were expected.")
    lists = set(LISTS.values())
    if row[0] not in lists:
        raise ConfigError(f'{where} has the list "{legible_text(row[0], 40)}": known are {", ".join(sorted(lists))}.')
    codes.setdefault(row[0], {})[row[1]] = row[2]


def unknown_codes(tree: etree._ElementTree, codes: Codes) -> Iterator[FilingFault]:
    """Codes of a report that are not in the FIU's list; a list that the dialect does not have is not checked."""
    seen: set[tuple[str, str]] = set()
    for element in tree.iter():
        if len(element):
            continue
        parent = element.getparent()
        within = f"{'' if parent is None else parent.tag}/{element.tag}"
        code_list = LISTS.get(within, LISTS.get(str(element.tag), ""))
        code = element.text or ""
        if (
            code_list in codes
            and code not in codes[code_list]
            and (place := column_at(tree.getpath(element)) or str(element.tag), code) not in seen
        ):
            seen.add((place, code))
            yield FilingFault(
                "code",
                tree.getpath(element),
                _fault_text(code, code_list),
                _advice(code, codes[code_list], tree.getpath(element), code_list),
            )


def _fault_text(code: str, code_list: str) -> str:
    return f'"{legible_text(code, 40)}" is not in the list {code_list} of codes.csv'


def _advice(code: str, codes: Mapping[str, str], path: str, code_list: str) -> str:
    alike = get_close_matches(code, codes, 3, 0.5) or sorted(codes)[:3]
    column = column_at(path)
    where = f" in column {column} of subjects.csv" if column else ""
    such = f"such as {', '.join(alike)}, or add it where the FIU has published it"
    return f"use a code of the list {code_list}{where}, {such}"
