"""Which rules rest on reports is read from what they ask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import pytest

from finpath.rules import Family, Rule, catalogue, origin
from finpath.rules.price.round_amounts import RoundAmounts
from finpath.rules.reports import reads_reports

RESTING = {
    "near_reported",
    "recurring_near_reported",
    "regulars_of_reported_group",
    "reported_by_name",
    "senders_of_reported_receiver",
    "shared_identity_with_reported",
    "two_reporters_one_controller",
}


def test_these_rules_rest_on_reports_and_no_others() -> None:
    assert {rule.id for rule in catalogue() if origin(rule).rests_on_reports} == RESTING
    assert {rule.id for rule in catalogue() if rule.family is Family.REPORT} == RESTING


def test_what_their_sql_reads_says_so_too() -> None:
    read = {rule.id for rule in catalogue() if reads_reports(rule.sql) or reads_reports(condition(rule))}
    assert read == RESTING


def test_no_sentence_of_any_other_speaks_of_reports() -> None:
    assert {rule.id for rule in catalogue() if "report" in rule.sentence.lower()} <= RESTING


def condition(rule: Rule) -> str:
    return f"SELECT 1 FROM payments AS p JOIN merchants AS m ON TRUE WHERE {rule.evidence or 'TRUE'}"  # noqa: S608


@dataclass(frozen=True, kw_only=True)
class RoundNearReported(RoundAmounts):
    """Of another family, and it asks only merchants near to reports."""

    sql: ClassVar = RoundAmounts.sql.replace("WHERE ", "WHERE m.report_lift > 2 AND ")


@dataclass(frozen=True, kw_only=True)
class RoundByThoseWhoPaidReported(RoundAmounts):
    """Of another family, and its payments are those of payers of reported merchants."""

    evidence: ClassVar = "EXISTS (SELECT 1 FROM known AS k JOIN links AS l ON l.merchant = k.merchant)"


@pytest.mark.parametrize("kind", [RoundNearReported, RoundByThoseWhoPaidReported])
def test_a_rule_of_another_family_that_reads_reports_rests_on_them(kind: type[Rule]) -> None:
    assert origin(kind()).rests_on_reports
    assert not origin(RoundAmounts()).rests_on_reports


@pytest.mark.parametrize(
    ("sql", "rests"),
    [
        ("SELECT merchant FROM links", False),
        ("SELECT merchant FROM known", True),
        ("WITH known AS (SELECT merchant FROM links) SELECT merchant FROM known", False),
        ("WITH known AS (SELECT merchant FROM known) SELECT merchant FROM known", True),
        ("WITH a AS (SELECT merchant FROM known), known AS (SELECT 1 AS x) SELECT merchant FROM a", True),
        ("SELECT merchant FROM merchants WHERE EXISTS (SELECT 1 FROM report_ways)", True),
        ("SELECT accounts FROM control", False),
        ("SELECT other_reported FROM control", True),
        ("SELECT m.sister_accounts FROM merchants AS m", False),
        ("SELECT m.Sister_Reports FROM Merchants AS m", True),
        ("SELECT * FROM merchants", True),
        ("WITH a AS (SELECT m.* FROM merchants AS m) SELECT a.* FROM a", True),
        ("WITH a AS (SELECT m.* FROM merchants AS m) SELECT payers FROM a", False),
        ("WITH a AS (SELECT m.* FROM merchants AS m) SELECT confirmed FROM a", True),
        ("SELECT merchant FROM merchants UNION ALL SELECT * FROM control", True),
        ("SELECT usual FROM compared WHERE feature = 'night_share'", False),
        ("SELECT usual FROM compared WHERE feature = 'report_lift'", True),
    ],
)
def test_reads_tables_columns_features_and_stars(sql: str, *, rests: bool) -> None:
    assert reads_reports(sql) is rests
