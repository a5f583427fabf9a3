"""The commands about rules, as an analyst uses them."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from finpath import synth
from tests.rules.own_rule import BAD, GOOD
from tests.running import finpath


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A coalition, a run of it, and rules of one's own."""
    folder = tmp_path_factory.mktemp("rules")
    synth.write(folder / "coalition", payers=1_000, merchants=300, days=60)
    (folder / "round_tens.py").write_text(GOOD)
    (folder / "bad.py").write_text(BAD["a column that is not there"][0])
    (folder / "bad.toml").write_text('own_rules = ["bad.py"]\n')
    (folder / "case.toml").write_text(
        'own_rules = ["round_tens.py"]\nsuppressions = "suppressions.toml"\n[rules.short_life]\nshadow = true\n'
        "[rules.sudden_start]\noff = true\n[rules.round_tens]\nweight = 0.1\n"
    )
    assert finpath("run", "coalition", "--out", "run", cwd=folder).returncode == 0
    return folder


def test_every_rule_is_listed_with_its_weight_and_source(place: Path) -> None:
    (place / "suppressions.toml").touch()
    told = finpath("rules", "list", "--config", "case.toml", cwd=place)
    assert told.returncode == 0
    lines = {line.split()[0]: line for line in told.stdout.splitlines() if line}
    assert "Fraud" not in lines["Rule"]
    assert " 0.10 " in lines["round_tens"]
    assert " shadow " in lines["short_life"]
    assert "sudden_start" not in lines
    assert "switched off: sudden_start" in told.stdout


def test_a_rule_is_shown_with_all_that_an_investigator_asks(place: Path) -> None:
    told = finpath("rules", "show", "night_payments", cwd=place).stdout
    for part in (
        "Bars, taxis",
        "Source",
        "Requires  transactions.time_of_day",
        "Seen by",
        "Thresholds",
        "leaves alone",
        "SELECT",
    ):
        assert part in told
    assert "night share above the usual" in told
    assert max(map(len, told.split("SQL")[0].splitlines())) <= 110


def test_a_rule_that_does_not_exist_is_named_with_the_nearest(place: Path) -> None:
    told = finpath("rules", "show", "night_payment", cwd=place)
    assert told.returncode == 2
    assert "Nearest: night_payments" in told.stderr


def test_a_rule_of_ones_own_is_tested_by_the_same_command(place: Path) -> None:
    good, bad = (finpath("rules", "test", name, cwd=place) for name in ("round_tens.py", "bad.py"))
    assert good.stdout == "round_tens: 1 found, 1 look-alike(s) left alone, as the examples say.\n"
    assert bad.returncode == 1
    assert bad.stderr.startswith("! bad.py:31: rule round_tens: ")
    assert "payrs" in bad.stderr


def test_a_bad_rule_ends_a_run_unless_it_is_told_to_go_on(place: Path) -> None:
    ended = finpath("run", "coalition", "--out", "bad", "--config", "bad.toml", cwd=place)
    assert ended.returncode == 2
    assert "bad.py:31: " in ended.stderr
    assert not (place / "bad").exists()
    went_on = finpath("run", "coalition", "--out", "bad", "--config", "bad.toml", "--skip-bad-rules", cwd=place)
    assert went_on.returncode == 0
    assert "The run went on without a rule of your own: bad.py:31:" in went_on.stderr
    coverage = json.loads((place / "bad" / "coverage.json").read_text())
    assert coverage["refused_rules"][0].startswith("bad.py:31: ")
    assert any("the run went on without it" in line for line in coverage["could_not_look_at"])


def test_coverage_names_what_cannot_look_and_what_it_would_need(place: Path) -> None:
    told = " ".join(finpath("rules", "coverage", "coalition", cwd=place).stdout.split())
    assert "rules can look at what 5 member(s) contributed" in told
    assert "which gave no merchants.settlement_account" in told
    assert "no column of the contract can show it" in told
    assert "it would need merchants.declared_volume" in told
    ran = finpath("rules", "coverage", "run", cwd=place).stdout
    assert "night_payments: speaks of" in ran


def test_a_reviewed_merchant_is_set_aside_and_told(place: Path) -> None:
    found = pq.read_table(place / "run" / "findings.parquet").to_pylist()
    first = next(row for row in found if row["tier"] in {"refer", "review"})
    name = f"{first['provider_id']}/{first['merchant_id']}"
    (place / "suppressions.toml").write_text("")
    decided = ["--by", "A. Reviewer", "--why", "Owner known.", "--on", "2026-04-01", "--until", "2026-12-31"]
    (place / "alone.toml").write_text('suppressions = "suppressions.toml"\n')
    told = finpath("suppress", name, "--run", "run", *decided, cwd=place)
    assert told.returncode == 0, told.stderr
    assert finpath("suppress", name, "--run", "run", *decided, cwd=place).returncode == 2
    done = finpath("run", "coalition", "--out", "again", "--config", "alone.toml", "--force", cwd=place)
    assert done.returncode == 0, done.stderr
    again = {
        (row["provider_id"], row["merchant_id"]): row
        for row in pq.read_table(place / "again" / "findings.parquet").to_pylist()
    }
    mine = again[first["provider_id"], first["merchant_id"]]
    assert mine["tier"] == "none"
    assert (mine["score"], mine["rank"], mine["reasons"]) == (first["score"], first["rank"], first["reasons"])
    assert "is set aside until 2026-12-31: reviewed by A. Reviewer" in (place / "again" / "index.html").read_text()
    assert "is set aside until" in finpath("explain", name, "--run", "again", cwd=place).stdout
