"""Both sides of a transaction: one is a customer, each has its place and its role, and a rejected report its number."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from finpath.dissemination import goaml
from finpath.dissemination.goaml.check import check_tree
from finpath.errors import ConfigError
from finpath.referral.model.member_view import MemberView, extract_member_view
from tests.cases import two_members
from tests.dissemination.goaml.conftest import ACCOUNT, ENTITY

ROLES = """
[involved_parties]
from = "S"
to = "R"
"""


@pytest.fixture
def part() -> MemberView:
    return extract_member_view(two_members(), "north")


@pytest.fixture
def filing(pack: Path, reporter: goaml.Reporter, names: goaml.Names) -> goaml.Filing:
    return goaml.Filing("STR", goaml.read_dialect(pack), reporter, names)


def with_roles(pack: Path, text: str = ROLES) -> goaml.Dialect:
    path = pack / "dialect.toml"
    path.write_text(path.read_text().replace("[[rules]]", f"{text}\n[[rules]]"))
    return goaml.read_dialect(pack)


def test_a_transaction_without_a_customer_is_a_fault_with_its_place(part: MemberView, filing: goaml.Filing) -> None:
    strangers = {name: {**row, "client": "no"} for name, row in filing.names.merchants.items()}
    faults = goaml.build_report(part, replace(filing, names=goaml.Names(strangers))).faults
    found = [fault for fault in faults if "customer" in fault.found]
    assert [fault.path for fault in found] == ["/report/transaction[1]", "/report/transaction[2]"]
    assert {fault.check for fault in found} == {"rule"}
    assert found[0].found == "neither side is a customer of yours"
    assert found[0].mend.startswith("write yes in column client of subjects.csv")


def test_a_customer_who_pays_is_enough(part: MemberView, filing: goaml.Filing) -> None:
    strangers = {name: {**row, "client": "no"} for name, row in filing.names.merchants.items()}
    payer = {"kind": "person", "first_name": "Kim", "last_name": "Payer", "country": "NL", "client": "yes"}
    named = goaml.Names(strangers, {"key:payert-1": payer})
    one = replace(part, evidence=part.evidence[:1])
    faults = goaml.build_report(one, replace(filing, names=named)).faults
    assert not [fault for fault in faults if "customer" in fault.found]


def test_parties_with_roles_are_filled_where_the_fiu_wants_them(
    part: MemberView, filing: goaml.Filing, pack: Path
) -> None:
    made = goaml.build_report(part, replace(filing, dialect=with_roles(pack)))
    assert made.faults == ()
    root = etree.fromstring(made.xml)
    first, second = root.iterfind("transaction/involved_parties")
    assert [[child.tag for child in party] for party in first] == [
        ["role", "person", "funds_code", "country"],
        ["role", "entity_my_client", "funds_code", "country"],
    ]
    assert [party.findtext("role") for party in second] == ["S", "R"]
    assert second.findtext("party/entity_my_client/name") == "Made Up Traders"  # it gives back
    assert second.findtext("party/foreign_currency/foreign_currency_code") == "USD"
    assert not root.findall(".//t_from") + root.findall(".//t_to_my_client")


def test_of_parties_with_roles_one_is_a_customer_too(part: MemberView, filing: goaml.Filing, pack: Path) -> None:
    strangers = {name: {**row, "client": "no"} for name, row in filing.names.merchants.items()}
    filing = replace(filing, dialect=with_roles(pack), names=goaml.Names(strangers))
    assert [fault.found for fault in goaml.build_report(part, filing).faults].count(
        "neither side is a customer of yours"
    ) == 2


@pytest.mark.parametrize("text", ['[involved_parties]\nfrom = "S"', '[involved_parties]\nfrom = "S"\nby = "R"'])
def test_roles_that_are_not_two_are_refused(pack: Path, text: str) -> None:
    with pytest.raises(ConfigError, match="it must have from and to"):
        with_roles(pack, text)


def test_a_report_in_place_of_a_rejected_one_names_it(part: MemberView, filing: goaml.Filing) -> None:
    root = etree.fromstring(goaml.build_report(part, replace(filing, rejected="FIU-12")).xml)
    tags = [str(child.tag) for child in root.iterfind("*")]
    assert root.findtext("prev_rejected_ref_number") == "FIU-12"
    assert tags.index("prev_rejected_ref_number") == tags.index("submission_date") - 1
    assert etree.fromstring(goaml.build_report(part, filing).xml).find("prev_rejected_ref_number") is None


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ({**ENTITY, "address_type": "XX"}, "address_type"),
        ({**ENTITY, "director_address_type": "XX", "director_address": "1 Way"}, "director_address_type"),
        ({**ENTITY, **ACCOUNT, "signatory_address_type": "XX", "signatory_address": "1 Way"}, "signatory_address_type"),
    ],
    ids="entity director signatory".split(),
)
def test_the_column_that_fills_a_place_is_named(
    part: MemberView, filing: goaml.Filing, row: dict[str, str], column: str
) -> None:
    said = goaml.Names({"north-M1": row, "north-M3": ENTITY})
    faults = goaml.build_report(part, replace(filing, names=said)).faults
    advised = [fault.mend for fault in faults if fault.check == "code" and '"XX"' in fault.found]
    assert advised
    assert all(f"in column {column} of subjects.csv" in mend for mend in advised)


@pytest.mark.field
def test_the_published_schema_takes_parties_with_roles(
    part: MemberView, filing: goaml.Filing, pack: Path, field_data: Path
) -> None:
    schema = (field_data / "goaml" / "goAMLSchema-5.0.2.xsd").read_bytes()
    (pack / "schema.xsd").write_bytes(schema)
    dialect = with_roles(pack)
    made = goaml.build_report(part, replace(filing, dialect=dialect, rejected="FIU-12"))
    tree = etree.ElementTree(etree.fromstring(made.xml))
    said = [fault for fault in check_tree(tree, dialect) if fault.check == "schema"]
    assert not [fault for fault in said if "involved_parties" in fault.found or "prev_rejected" in fault.found]
    assert not [
        fault for fault in said if fault.found.count("Expected is") and "party" in fault.path.rsplit("/", 1)[-1]
    ]
