from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from finpath.referral.model.case import NOTICE, Referral
from finpath.referral.writers.ftm import FollowTheMoney
from tests.referral.conftest import HOSTILE

if TYPE_CHECKING:
    from followthemoney.proxy import EntityProxy


def entities(case: Referral) -> list[EntityProxy]:
    from followthemoney import model  # noqa: PLC0415 - it is not installed everywhere

    return [model.get_proxy(json.loads(line)) for line in FollowTheMoney().write(case).decode().splitlines()]


def of(kind: str, case: Referral) -> list[EntityProxy]:
    return [each for each in entities(case) if each.schema.name == kind]


@pytest.mark.ftm
def test_every_entity_is_what_its_schema_asks_for(case: Referral) -> None:
    known = {each.id for each in entities(case)}
    for each in entities(case):
        each.schema.validate({"properties": {prop.name: each.get(prop) for prop in each.iterprops()}})
        for prop, value in each.itervalues():
            assert prop.type.validate(value) or prop.type.name == "entity", (each.schema.name, prop.name, value)
            if prop.type.name == "entity":
                assert value in known, (each.schema.name, prop.name)
        assert each.caption


@pytest.mark.ftm
def test_accounts_have_holders_by_the_members_word_and_no_company_is_made_up(case: Referral) -> None:
    assert {each.first("accountNumber") for each in of("BankAccount", case)} == {"id-M1", "id-M2"}
    assert len(of("Ownership", case)) == 2
    assert not of("Company", case)
    assert not of("Person", case)


@pytest.mark.ftm
def test_a_host_name_is_told_as_its_keyed_hash(case: Referral) -> None:
    assert {each.first("notes") for each in of("LegalEntity", case) if each.first("alias")} == {"domain key:shophost"}
    assert b"shop[.]" not in FollowTheMoney().write(case)


@pytest.mark.ftm
def test_a_payment_names_its_account_file_and_row_and_no_payer(case: Referral) -> None:
    (payment,) = of("Payment", case)
    by_id = {each.id: each for each in entities(case)}
    assert by_id[str(payment.first("beneficiaryAccount"))].first("accountNumber") == "id-M1"
    assert "counted and not named" in by_id[str(payment.first("payer"))].caption
    assert by_id[str(payment.first("proof"))].first("fileName") == "north/transactions.csv"
    assert (payment.first("recordId"), payment.first("amount"), payment.first("currency")) == (
        "17",
        "40.00000000",
        "EUR",
    )


@pytest.mark.ftm
def test_money_that_went_back_leaves_the_account(case: Referral) -> None:
    (refund,) = of("Payment", replace(case, evidence=(replace(case.evidence[0], kind="refund"),)))
    assert refund.first("payerAccount")
    assert not refund.first("beneficiaryAccount")


@pytest.mark.ftm
def test_it_says_what_it_is_and_what_is_said_of_whom(case: Referral) -> None:
    assert NOTICE in [each.first("summary") for each in of("Document", case)]
    told = [each for each in of("Documentation", case) if "12 of 12" in str(each.first("summary"))]
    assert [str(each.first("role")) for each in told] == ["unknown; refer, score 0.970"]
    assert [each.first("role") for each in of("UnknownLink", case)] == ["same_controller"]


def test_a_name_of_a_stranger_stays_a_name(case: Referral) -> None:
    lines = [json.loads(line) for line in FollowTheMoney().write(case).decode().splitlines()]
    names = [name for line in lines if line["schema"] == "LegalEntity" for name in line["properties"]["name"]]
    assert names.count(HOSTILE) == 1


@pytest.mark.ftm
def test_the_same_account_has_the_same_id_in_every_referral(case: Referral) -> None:
    ids = {each.id for each in of("BankAccount", case)}
    assert {each.id for each in of("BankAccount", replace(case, id="g-ffffffffffff"))} == ids
