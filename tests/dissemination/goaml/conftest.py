"""A dialect of nowhere, with a schema of our own: an FIU's is never shipped."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from finpath.dissemination import goaml
from finpath.dissemination.goaml.names import COLUMNS

SCHEMA = """
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
  <xs:simpleType name="name">
    <xs:restriction base="xs:string"><xs:pattern value="[a-zA-Z0-9 .'-]*"/><xs:maxLength value="255"/></xs:restriction>
  </xs:simpleType>
  <xs:complexType name="entity">
    <xs:sequence>
      <xs:element name="name" type="name"/>
      <xs:any processContents="skip" minOccurs="0" maxOccurs="unbounded"/>
    </xs:sequence>
  </xs:complexType>
  <xs:element name="report">
    <xs:complexType>
      <xs:sequence>
        <xs:element name="rentity_id" type="xs:int"/>
        <xs:element name="submission_code" type="xs:string"/>
        <xs:element name="report_code">
          <xs:simpleType>
            <xs:restriction base="xs:string"><xs:enumeration value="STR"/><xs:enumeration value="SAR"/></xs:restriction>
          </xs:simpleType>
        </xs:element>
        <xs:element name="entity_reference" type="xs:string"/>
        <xs:element name="fiu_ref_number" type="xs:string" minOccurs="0"/>
        <xs:element name="submission_date" type="xs:dateTime"/>
        <xs:element name="currency_code_local" type="xs:string"/>
        <xs:element name="reporting_user_code" type="xs:string"/>
        <xs:element name="reason" type="xs:string"/>
        <xs:choice>
          <xs:element name="transaction" maxOccurs="unbounded">
            <xs:complexType>
              <xs:sequence>
                <xs:any processContents="skip" maxOccurs="unbounded"/>
              </xs:sequence>
            </xs:complexType>
          </xs:element>
          <xs:element name="activity">
            <xs:complexType>
              <xs:sequence>
                <xs:element name="report_parties">
                  <xs:complexType>
                    <xs:sequence>
                      <xs:element name="report_party" maxOccurs="unbounded">
                        <xs:complexType>
                          <xs:sequence>
                            <xs:element name="entity_my_client" type="entity"/>
                            <xs:element name="country" type="xs:string"/>
                            <xs:element name="reason" type="xs:string"/>
                          </xs:sequence>
                        </xs:complexType>
                      </xs:element>
                    </xs:sequence>
                  </xs:complexType>
                </xs:element>
              </xs:sequence>
            </xs:complexType>
          </xs:element>
        </xs:choice>
        <xs:element name="report_indicators">
          <xs:complexType>
            <xs:sequence><xs:element name="indicator" type="xs:string" maxOccurs="unbounded"/></xs:sequence>
          </xs:complexType>
        </xs:element>
      </xs:sequence>
    </xs:complexType>
  </xs:element>
</xs:schema>
"""

DIALECT = """
name = "FIU of Examplia"
dated = 2026-06-01
currency = "EUR"
schema = "schema.xsd"

[reports]
STR = "STR"
SAR = "SAR"

[rails]
card = ["OCT", "CRTCR"]
wallet = ["ELCFT", "ELCFT"]
remittance = ["ELCFT", "ELCFT"]

[indicators]
always = ["CSAM1"]
fixed_prices = ["PRICE"]

[unknown_payer]
kind = "person"
first_name = "UNKNOWN"
last_name = "UNKNOWN"
country = "-"

[[rules]]
id = "R1"
each = "//transaction"
must = "number(amount_local) > 0"
says = "a transaction has no positive amount"
mend = "leave it out, or correct its amount"
"""

CODES = """list,code,meaning
indicator,CSAM1,A meaning
indicator,PRICE,
transmode,OCT,
transmode,ELCFT,
funds,CRTCR,
funds,ELCFT,
country,NL,
country,-,
currency,EUR,
currency,USD,
report,STR,
report,SAR,
submission,E,
contact,BU,
"""

ENTITY = {
    "kind": "entity",
    "client": "yes",
    "name": "Made Up Traders",
    "legal_form": "LLC",
    "registration_number": "R-1",
    "business": "Retail",
    "address_type": "BU",
    "address": "1 Example Street",
    "city": "Exampletown",
    "country": "NL",
    "state": "North",
    "incorporation_state": "North",
    "incorporation_country": "NL",
    "incorporated_on": "2020-01-31",
    "tax_registered": "N",
    "director_first_name": "Ada",
    "director_last_name": "Example",
    "director_role": "DIR",
}
"""All that goAML asks of a customer that is a company, made up."""

ACCOUNT = {
    "account": "NL00EXMP0000000000",
    "institution_name": "Example Bank",
    "swift": "EXMPNL2A",
    "non_bank_institution": "no",
    "branch": "Main",
    "currency": "EUR",
    "account_name": "Made Up Traders",
    "account_type": "B",
    "signatory_gender": "F",
    "signatory_first_name": "Ada",
    "signatory_last_name": "Example",
    "signatory_born_on": "1980-02-29",
    "signatory_id_number": "1",
    "signatory_nationality": "NL",
    "signatory_residence": "NL",
    "signatory_phone_contact_type": "BU",
    "signatory_phone_type": "M",
    "signatory_phone": "200000000",
    "signatory_document_type": "PASSP",
    "signatory_document_number": "P1",
    "signatory_document_issued_on": "2020-01-01",
    "signatory_document_expires_on": "2030-01-01",
    "signatory_document_country": "NL",
    "signatory_tax_registered": "N",
    "signatory_role": "PAH",
    "opened_on": "2020-01-01",
    "account_status": "A",
    "beneficiary": "Itself",
}
"""The same of its account."""


def write_subjects(path: Path, rows: Iterable[Mapping[str, str]]) -> Path:
    """Write a `subjects.csv`."""
    with path.open("w", encoding="utf-8", newline="") as file:
        written = csv.DictWriter(file, COLUMNS)
        written.writeheader()
        written.writerows(rows)
    return path


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A dialect pack."""
    folder = tmp_path / "pack"
    folder.mkdir()
    (folder / "dialect.toml").write_text(DIALECT, encoding="utf-8")
    (folder / "codes.csv").write_text(CODES, encoding="utf-8")
    (folder / "schema.xsd").write_text(SCHEMA, encoding="utf-8")
    return folder


@pytest.fixture
def reporter() -> goaml.Reporter:
    """Who reports."""
    return goaml.Reporter("north", 101, user_code="NORTH01", timezone="Europe/Amsterdam", transaction_location="Online")


@pytest.fixture
def names() -> goaml.Names:
    """The member's own names of the two merchants of the case."""
    return goaml.Names({"north-M1": ENTITY, "north-M3": {**ENTITY, "name": "Made Up Too"}})
