"""A reviewed merchant does not come back for the same evidence, and does for new evidence."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest

from finpath.config import Given, GivenRole, Role, RunConfig, Suppression, TierThresholds, read_suppressions
from finpath.config.suppressions import write_suppression
from finpath.engine import DuckDB, Engine
from finpath.errors import ConfigError
from finpath.graph import build
from finpath.rules import Finding, Origin
from finpath.rules.evidence import SCHEMA
from finpath.scoring import Reviewed
from finpath.testing import ledger
from tests.concluding import concluded

BARS = TierThresholds(refer=0.9, families=2, corroboration=1.0, review=0.3, capacity=1, watch=0.05)
PAID = """
    merchant_id | payer_ref | protected_payer | times
    a           | p*        |                 | 9
    b           | q*        |                 | 9
    child       | r*        | true            | 9
"""
REPORT = """
    report_id | provider_id | merchant_id | reported_at | status
    h1        | p           | a           | 2026-07-01  | confirmed
"""
TOLD = Suppression(
    provider_id="p",
    merchant_id="a",
    by="A. Reviewer",
    on=dt.date(2026, 6, 1),
    why='Known, said "the bank".',
    until=dt.date(2027, 6, 1),
    as_of=dt.date(2026, 5, 31),
    reviewed={"hours@1": 6},
)
NOW = dt.datetime(2026, 6, 30)  # noqa: DTZ001 - naive UTC, as in a ledger

STANDING = "SELECT merchant_id, tier, because FROM standings"


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    """One engine for all: what differs is which merchants were reviewed."""
    with DuckDB() as engine:
        yield engine


def finding(
    merchant: int, rule: str = "hours", version: int = 1, *, family: str = "time", shadow: bool = False
) -> Finding:
    origin = Origin(rule, version, family, 4.5, "{x}", {}, shadow=shadow)
    return Finding(origin, merchant, 1.0, {"x": 1})


def judge(
    engine: Engine, told: Sequence[Suppression], findings: Sequence[Finding], payments: int = 6, now: dt.datetime = NOW
) -> tuple[tuple[Reviewed, ...], dict[str, str]]:
    """What becomes of reviews, and the tier of each merchant."""
    taken = replace(ledger(engine, transactions=PAID, reports=REPORT if now > NOW else ""), as_of=now)
    rows = {
        "rule_id": [each.origin.id for each in findings],
        "merchant": [each.merchant for each in findings],
        "payments": [payments] * len(findings),
        "transaction_ids": [[f"t{n}" for n in range(payments)]] * len(findings),
    }
    config = RunConfig(bars=BARS, suppressions=tuple(told))
    found = concluded(taken, build(taken), findings, config, pa.table(rows, schema=SCHEMA))
    return found.reviewed, {row["merchant_id"]: row["tier"] for row in engine.arrow(STANDING).to_pylist()}


def test_the_same_evidence_does_not_bring_it_back_and_its_place_is_free(engine: Engine) -> None:
    both = (finding(0), finding(1))
    assert judge(engine, (), both)[1] == {"a": "review", "b": "watch", "child": "none"}
    became, tier = judge(engine, (TOLD,), both)
    assert tier == {"a": "none", "b": "review", "child": "none"}
    assert became[0].aside
    assert "until 2027-06-01: reviewed by A. Reviewer on 2026-06-01" in became[0].sentence


@pytest.mark.parametrize(
    ("findings", "payments", "now", "sentence"),
    [
        (
            (finding(0), finding(0, "prices", family="price")),
            6,
            NOW,
            "rule prices, version 1, speaks of it and was not",
        ),
        ((finding(0, version=2),), 6, NOW, "rule hours, version 2, speaks of it and was not reviewed"),
        ((finding(0),), 10, NOW, "hours rests on 10 payments, 6 of which were reviewed"),
        ((finding(0),), 6, dt.datetime(2026, 7, 2), "a confirmed report of 2026-07-01 is newer than what was reviewed"),  # noqa: DTZ001
        ((finding(0),), 6, dt.datetime(2027, 6, 2), "the review ended on 2027-06-01"),  # noqa: DTZ001
    ],
)
def test_new_evidence_and_the_end_of_the_review_bring_it_back(
    engine: Engine, findings: tuple[Finding, ...], payments: int, now: dt.datetime, sentence: str
) -> None:
    became, tier = judge(engine, (TOLD,), findings, payments, now)
    assert not became[0].aside
    assert tier["a"] != "none"
    assert sentence in became[0].sentence or now > NOW


@pytest.mark.parametrize(
    "findings",
    [
        (finding(0), finding(0, "prices", family="price", shadow=True)),
        (finding(0), finding(0, "strange", family="strangeness")),
        (),
    ],
)
def test_shadow_strangeness_and_less_evidence_are_nothing_new(engine: Engine, findings: tuple[Finding, ...]) -> None:
    assert judge(engine, (TOLD,), findings, 9)[0][0].aside


def test_safeguarding_is_never_set_aside(engine: Engine) -> None:
    became, tier = judge(engine, (replace(TOLD, merchant_id="child"),), (finding(2),))
    assert not became[0].aside
    assert tier["child"] == "protect"
    assert "safeguarding" in became[0].sentence


def test_a_merchant_that_is_not_there_is_told(engine: Engine) -> None:
    assert "is not among the merchants" in judge(engine, (replace(TOLD, merchant_id="gone"),), ())[0][0].sentence


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    (tmp_path / "s.toml").write_text(
        write_suppression(TOLD) + "\n" + write_suppression(replace(TOLD, merchant_id="b", reviewed={}))
    )
    assert read_suppressions(tmp_path / "s.toml") == (TOLD, replace(TOLD, merchant_id="b", reviewed={}))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[[suppress", "is not TOML"),
        ("[other]", "have more than [[suppress]]"),
        (write_suppression(TOLD).replace('by = "A. Reviewer"\n', ""), "entry 1: by is None: a text was expected"),
        (write_suppression(TOLD).replace("2027-06-01", '"soon"'), "until is 'soon': a day, without quotes"),
        (write_suppression(TOLD).replace("more = 0.5", "more = -1"), "more is -1: a share from 0 on"),
        (write_suppression(TOLD).replace('"hours@1" = 6', "hours = 6"), "write rule@version = payments"),
        (write_suppression(TOLD).replace("why =", "reason ="), "has reason: known are"),
    ],
)
def test_a_file_that_cannot_be_used_is_named(tmp_path: Path, text: str, sentence: str) -> None:
    (tmp_path / "s.toml").write_text(text)
    with pytest.raises(ConfigError, match=re.escape(sentence)):
        read_suppressions(tmp_path / "s.toml")


def test_a_possible_victim_is_safeguardings_and_leaves_its_place(engine: Engine) -> None:
    both = (finding(0), finding(1))
    taken = ledger(engine, transactions=PAID)
    given = GivenRole("p", "a", Role.VICTIM, Given("A. Reviewer", dt.date(2026, 6, 1), "A child's account."))
    concluded(taken, build(taken), both, RunConfig(bars=BARS, roles=(given,)))
    rows = engine.arrow(STANDING).to_pylist()
    assert {row["merchant_id"]: row["tier"] for row in rows} == {"a": "protect", "b": "review", "child": "none"}
    assert {row["merchant_id"]: row["because"] for row in rows} == {
        "a": "safeguarding",
        "b": "evidence",
        "child": "evidence",
    }
    assert engine.rows("SELECT count(*) FROM suspects WHERE merchant_id = 'a'") == [(0,)]


def test_an_alleged_report_brings_nothing_back(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(globals(), "REPORT", REPORT.replace("confirmed", "alleged"))
    became, tier = judge(engine, (TOLD,), (finding(0),), now=dt.datetime(2026, 7, 2))  # noqa: DTZ001
    assert became[0].aside
    assert tier["a"] == "none"
