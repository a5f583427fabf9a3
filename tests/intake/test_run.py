"""A run on what the public reports: it lands, it is shown, and however much of it is a lie, no tier changes."""

from __future__ import annotations

import datetime as dt
import random
import shutil
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from finpath import pipeline, synth
from finpath.config import read_config
from finpath.intake.contribution import read_member, write_contribution
from finpath.intake.facts import WAYS, Facts, clean
from finpath.intake.fold import Taken, fold
from finpath.intake.report import Report
from finpath.output.folder import Run
from tests.intake.test_take import MEMBER
from tests.running import CASE, KEY

DAY = dt.date(2026, 2, 20)
"""Within the payments: a report from after the last of them is one from the future."""

LIES = 10_000
"""Malicious reports, every one let through by a desk that sleeps."""


@dataclass(frozen=True)
class Ran:
    """The same payments without public reports, and with ten thousand lies about those who are paid."""

    without: Run
    lied: Run


def lies(contribution: Path) -> list[Report]:
    """Reports of every merchant there is, by host, statement text, and amount and day of their payments."""
    chance = random.Random(5)  # noqa: S311 - the same each time
    merchants = pq.read_table(contribution / "merchants.parquet").to_pylist()
    payments = pq.read_table(contribution / "transactions.parquet").to_pylist()
    told: dict[str, Report] = {}
    while len(told) < LIES:
        merchant, payment = chance.choice(merchants), chance.choice(payments)
        typed = {
            "host": merchant["domain"] or "",
            "descriptor": merchant["descriptor"] or payment["descriptor"] or "",
            "amount": str(payment["amount"]),
            "currency": payment["currency"],
            "day": str(payment["occurred_at"])[:10],
            "way": chance.choice(WAYS),
        }
        for name in ("host", "descriptor", "way"):
            typed[name] = typed[name] if chance.random() < 0.6 else ""
        said, faults = clean(typed, "", DAY)
        if not faults:
            told[str(sorted(said.items()))] = Report(Facts("page", "", said), DAY, urgent=False, helped=True, held=())
    return list(told.values())


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    folder = tmp_path_factory.mktemp("lies")
    synth.write(folder / "all", payers=250, merchants=100, days=55)
    shutil.copytree(folder / "all" / "acquirer-north", folder / "given" / "acquirer-north")
    (folder / "case.toml").write_text(CASE)
    config = read_config(folder / "case.toml")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FINPATH_KEY", KEY)
        without = pipeline.run(folder / "given", folder / "without", config=config)
        told = lies(folder / "given" / "acquirer-north")
        passed = fold([Taken(each, f"{number:032x}") for number, each in enumerate(told)], b"key")
        (folder / "hotline.toml").write_text(MEMBER)
        assert write_contribution(folder / "given" / "public", read_member(folder / "hotline.toml"), passed) == LIES
        lied = pipeline.run(folder / "given", folder / "lied", config=config)
    return Ran(without, lied)


def test_the_reports_land_and_are_shown(ran: Ran) -> None:
    assert ran.lied.problems == ()
    assert sum(ran.lied.findings["reported"].to_pylist()) > 50
    assert sum(ran.without.findings["reported"].to_pylist()) == 0


def test_ten_thousand_lies_change_no_tier(ran: Ran) -> None:
    assert {*ran.without.findings["tier"].to_pylist()} > {"none"}, "the test needs tiers to mean something"
    same = ran.without.findings.drop_columns(["reported"])
    assert ran.lied.findings.drop_columns(["reported"]).equals(same)


def test_they_are_no_reason_for_anything(ran: Ran) -> None:
    without, lied = (pq.read_table(each.path / "reasons.parquet") for each in (ran.without, ran.lied))
    assert lied.equals(without)
    assert without.num_rows > 0
