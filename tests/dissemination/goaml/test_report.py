from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from lxml import etree

from finpath.dissemination import goaml
from finpath.dissemination.goaml.rates import Rates
from finpath.referral.model.case import NOTICE
from finpath.referral.model.member_view import MemberView, extract_member_view
from tests.cases import two_members
from tests.dissemination.test_refer_command import BAD_WORDS


@pytest.fixture
def part() -> MemberView:
    return extract_member_view(two_members(), "north")


@pytest.fixture
def filing(pack: Path, reporter: goaml.Reporter, names: goaml.Names) -> goaml.Filing:
    return goaml.Filing("STR", goaml.read_dialect(pack), reporter, names)


def root(report: goaml.GoamlReport) -> etree._Element:
    return etree.fromstring(report.xml)


def texts(report: goaml.GoamlReport, path: str) -> list[str]:
    return [each.text or "" for each in root(report).iterfind(path)]


def test_a_report_with_transactions_is_whole_and_valid(part: MemberView, filing: goaml.Filing) -> None:
    made = goaml.build_report(part, filing)
    assert made.faults == ()
    assert made.reference == "g-0123456789ab-north-STR-20260306"
    assert texts(made, "transaction/transactionnumber") == ["t-1", "t-2"]
    assert texts(made, "transaction/amount_local") == ["40.00", "10.00"]
    assert texts(made, "transaction/date_transaction") == ["2026-01-06T00:30:00"] * 2
    assert texts(made, "transaction/t_to_my_client/to_entity/name") == ["Made Up Traders"]
    assert texts(made, "transaction/t_from/from_person/last_name") == ["UNKNOWN"]
    assert texts(made, ".//indicator") == ["CSAM1", "PRICE"]
    assert texts(made, "currency_code_local") == ["EUR"]


def test_a_refund_goes_back_and_a_foreign_amount_has_its_rate(part: MemberView, filing: goaml.Filing) -> None:
    made = goaml.build_report(part, filing)
    refund = root(made).findall("transaction")[1]
    assert refund.findtext("t_from_my_client/from_entity/name") == "Made Up Traders"
    assert refund.findtext("t_from_my_client/from_foreign_currency/foreign_currency_code") == "USD"
    assert refund.findtext("t_from_my_client/from_foreign_currency/foreign_amount") == "20.00"
    assert refund.findtext("t_from_my_client/from_foreign_currency/foreign_exchange_rate") == "0.5000000000"
    assert refund.findtext("t_to/to_person/first_name") == "UNKNOWN"
    assert made.faults == ()


def test_an_activity_names_the_merchants_and_calls_nobody_a_suspect(part: MemberView, filing: goaml.Filing) -> None:
    made = goaml.build_report(part, replace(filing, form="SAR"))
    assert made.faults == ()
    assert texts(made, ".//report_party/entity_my_client/name") == ["Made Up Traders", "Made Up Too"]
    assert b"suspect" not in made.xml
    assert texts(made, "report_code") == ["SAR"]


def test_a_case_without_payments_becomes_an_activity(part: MemberView, filing: goaml.Filing) -> None:
    made = goaml.build_report(replace(part, evidence=()), filing)
    assert made.faults == ()
    assert "-SAR-" in made.reference


def test_the_reason_is_an_indication_with_what_speaks_against_it(part: MemberView, filing: goaml.Filing) -> None:
    (said,) = texts(goaml.build_report(part, filing), "reason")
    assert NOTICE in said
    assert "12 of 12 at one price. What speaks against it: Payers come back (60%)." in said
    assert "A paper (2024)" in said


def test_the_reason_keeps_to_the_length_that_is_taken(part: MemberView, filing: goaml.Filing) -> None:
    short = replace(filing.dialect, limits={**filing.dialect.limits, "reason": 100})
    (said,) = texts(goaml.build_report(part, replace(filing, dialect=short)), "reason")
    assert len(said) <= 100
    assert said.endswith(" […]")


def test_an_amendment_has_a_new_reference_and_names_the_number_of_the_fiu(
    part: MemberView, filing: goaml.Filing
) -> None:
    first = goaml.build_report(part, filing)
    amended = goaml.build_report(part, replace(filing, amendment=goaml.Amendment(1, "FIU-77")))
    again = goaml.build_report(part, replace(filing, amendment=goaml.Amendment(2, "FIU-77")))
    assert len({first.reference, amended.reference, again.reference}) == 3
    assert texts(amended, "entity_reference") == [amended.reference]
    assert texts(amended, "fiu_ref_number") == ["FIU-77"]
    assert texts(first, "fiu_ref_number") == []


def test_without_names_a_draft_names_every_missing_field(part: MemberView, filing: goaml.Filing) -> None:
    made = goaml.build_report(part, replace(filing, names=goaml.Names()))
    assert made.draft
    assert b"DRAFT, not to be filed" in made.xml
    missing = {fault.path.rsplit("/", 1)[1] for fault in made.faults if fault.check == "missing"}
    assert missing >= {"name", "incorporation_legal_form", "incorporation_number", "business", "city", "last_name"}
    assert missing >= {"incorporation_date", "tax_reg_number", "to_country"}
    one = next(fault for fault in made.faults if fault.path.endswith("to_entity/incorporation_number"))
    assert one.path == "report/transaction/t_to_my_client/to_entity/incorporation_number"
    assert one.found == "merchant north-M1 has none"
    assert one.mend == "give it in column registration_number of subjects.csv"


def test_a_code_that_is_not_in_the_list_is_named_with_its_neighbours(
    pack: Path, part: MemberView, filing: goaml.Filing
) -> None:
    text = (pack / "dialect.toml").read_text().replace('always = ["CSAM1"]', 'always = ["CSAM9"]')
    (pack / "dialect.toml").write_text(text)
    (fault,) = goaml.build_report(part, replace(filing, dialect=goaml.read_dialect(pack))).faults
    assert (fault.check, fault.path) == ("code", "/report/report_indicators/indicator[1]")
    assert fault.found == '"CSAM9" is not in the list indicator of codes.csv'
    assert "CSAM1" in fault.mend


def test_a_rule_of_the_fiu_is_told_with_the_place(part: MemberView, filing: goaml.Filing) -> None:
    rows = tuple(replace(row, amount=Decimal("0.00")) for row in part.evidence[:1])
    (fault,) = goaml.build_report(replace(part, evidence=rows), filing).faults
    assert str(fault) == (
        "rule: /report/transaction: a transaction has no positive amount (R1): leave it out, or correct its amount"
    )


@pytest.mark.parametrize(
    ("name", "check", "says"),
    [
        ("Gem\u0131 & S\u00f6hne", "schema", "write it with the letters that the pattern takes in column name"),
        ("\u0628\u0627\u0639\u0629", "schema", "the letters that the pattern takes"),
        ("Trader\x00s", "text", "letter 7 is U+0000, which no document shows"),
        ("Trad\u202eers", "text", "letter 5 is U+202E"),
        ("T" * 10_000, "text", "it has 10,000 letters, and 255 are taken"),
    ],
)
def test_a_name_that_cannot_be_written_is_named_with_its_mend(  # noqa: PLR0913, PLR0917 - a case and what it is made of
    part: MemberView, filing: goaml.Filing, names: goaml.Names, name: str, check: str, says: str
) -> None:
    said = goaml.Names({**names.merchants, "north-M1": {**names.merchants["north-M1"], "name": name}})
    faults = goaml.build_report(part, replace(filing, form="SAR", names=said)).faults
    found = [fault for fault in faults if fault.check == check]
    assert any(says in str(fault) and "name" in fault.path for fault in found), faults


def test_a_payer_that_the_member_can_name_is_named(part: MemberView, filing: goaml.Filing, names: goaml.Names) -> None:
    row = {"kind": "person", "first_name": "Kim", "last_name": "Payer", "country": "NL"}
    made = goaml.build_report(part, replace(filing, names=replace(names, payers={"key:payert-1": row})))
    assert made.faults == ()
    assert texts(made, "transaction/t_from/from_person/last_name") == ["Payer"]
    assert texts(made, "transaction/t_to/to_person/last_name") == ["UNKNOWN"]


def test_a_local_currency_needs_a_rate(part: MemberView, filing: goaml.Filing, pack: Path) -> None:
    text = (pack / "dialect.toml").read_text().replace('currency = "EUR"', 'currency = "AED"')
    (pack / "dialect.toml").write_text(text)
    (pack / "codes.csv").write_text((pack / "codes.csv").read_text() + "currency,AED,\n")
    local = replace(filing, dialect=goaml.read_dialect(pack))
    found = [fault for fault in goaml.build_report(part, local).faults if fault.check == "missing"]
    assert found[0].found == "no rate says what EUR of 2026-01-05 is worth in AED"
    rates = Rates({("AED", dt.date(2026, 1, 2)): Decimal("0.25")})
    made = goaml.build_report(part, replace(local, rates=rates))
    assert made.faults == ()
    assert texts(made, "transaction/amount_local") == ["160.00", "40.00"]
    assert root(made).findtext("transaction/t_from/from_foreign_currency/foreign_exchange_rate") == "4.0000000000"


def test_a_hundred_thousand_payments_are_refused_in_one_sentence(part: MemberView, filing: goaml.Filing) -> None:
    many = tuple(replace(part.evidence[0], transaction_id=f"t-{number}") for number in range(100_000))
    faults = goaml.build_report(replace(part, evidence=many), filing).faults
    (fault,) = faults
    assert fault.found == "the case has 100,000 payments, and this FIU takes 10,000 in a report"
    assert fault.mend == "file it activity-based (--form SAR), or raise [limits] transactions"


@pytest.mark.parametrize("form", goaml.FORMS)
def test_no_report_calls_anybody_an_offender(part: MemberView, filing: goaml.Filing, form: str) -> None:
    assert BAD_WORDS.findall(goaml.build_report(part, replace(filing, form=form)).xml.decode()) == []


def test_the_same_gives_the_same_bytes(part: MemberView, filing: goaml.Filing) -> None:
    assert goaml.build_report(part, filing) == goaml.build_report(part, filing)
