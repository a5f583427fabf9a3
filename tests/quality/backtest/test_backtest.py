"""Two case files on the same payments: what a page and its figures say of the change."""

from __future__ import annotations

import csv
import json
import re
from itertools import pairwise
from pathlib import Path

import pytest

from finpath import synth
from finpath.config import RunConfig
from finpath.errors import ConfigError
from finpath.quality.backtest.side import KnownDecisions
from finpath.quality.backtest.threshold import threshold_of
from finpath.ruleset import choose
from tests.browser import OUTSIDE
from tests.running import finpath

AFTER = "[rules.night_payments]\nexcess = 0.4\n[rules.short_life]\nweight = 0\n[rules.fixed_prices]\noff = true\n"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A coalition, two case files, past decisions, and a backtest of them."""
    folder = tmp_path_factory.mktemp("backtest")
    synth.write(folder / "coalition", payers=1_000, merchants=300, days=60)
    (folder / "a.toml").write_text("")
    (folder / "b.toml").write_text(AFTER)
    with (folder / "truth.csv").open(encoding="utf-8") as file:
        planted = [(row["provider_id"], row["merchant_id"]) for row in csv.DictReader(file)]
    lines = [f"{provider},{merchant},confirmed,2026-03-01" for provider, merchant in planted]
    (folder / "known.csv").write_text("\n".join(["provider_id,merchant_id,decision,decided_on", *lines]) + "\n")
    files = ("--before", "a.toml", "--after", "b.toml", "--decisions", "known.csv", "--out", "told")
    told = finpath("rules", "backtest", "coalition", *files, "--threshold", "night_payments.excess", cwd=folder)
    assert told.returncode == 0, told.stderr
    assert "Open told/backtest.html" in told.stdout
    return folder


def test_each_rule_is_told_before_and_after(place: Path) -> None:
    figures = json.loads((place / "told" / "backtest.json").read_text())
    rules = {rule["rule_id"]: rule for rule in figures["rules"]}
    assert rules["night_payments"]["what"] == "excess 0.15 → 0.4"
    assert rules["short_life"]["what"].endswith("→ 0")
    assert rules["short_life"]["before"] == rules["short_life"]["after"] == rules["short_life"]["both"]
    assert (rules["fixed_prices"]["what"], rules["fixed_prices"]["after"]) == ("switched off", None)
    assert rules["night_payments"]["both"] == rules["night_payments"]["after"]
    assert sum(row[1] for row in figures["tiers"]) == sum(row[2] for row in figures["tiers"])


def test_a_curve_goes_through_both_values_and_never_finds_more_when_more_is_asked(place: Path) -> None:
    curve = json.loads((place / "told" / "backtest.json").read_text())["curve"]
    assert {0.15, 0.4} <= {point["value"] for point in curve["points"]}
    assert all(one["alerts"] >= two["alerts"] for one, two in pairwise(curve["points"]))
    assert all(one["value"] < two["value"] for one, two in pairwise(curve["points"]))
    rules = {each["rule_id"]: each for each in json.loads((place / "told" / "backtest.json").read_text())["rules"]}
    at = {point["value"]: point["alerts"] for point in curve["points"]}
    assert (at[0.15], at[0.4]) == (rules["night_payments"]["before"], rules["night_payments"]["after"])


def test_the_page_stands_alone(place: Path) -> None:
    page = (place / "told" / "backtest.html").read_text()
    assert not OUTSIDE.search(page)
    assert "before 0.15" in page
    assert "after 0.4" in page


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("coalition", "--after", "b.toml", "--threshold", "night_payments.width"), "has no threshold width: it has"),
        (
            ("coalition", "--after", "b.toml", "--threshold", "fixed_prices.full"),
            "names no rule that both case files ask",
        ),
        (("coalition", "--after", "day.toml"), "differ in as_of"),
        (("run", "--after", "b.toml"), "is a run, which keeps no payments"),
        (("coalition", "--after", "b.toml", "--out", "told"), "holds another backtest"),
        (("coalition", "--after", "b.toml", "--decisions", "none.csv"), "There is no file of decisions none.csv"),
    ],
)
def test_wrong_use_is_named_before_anything_is_read(place: Path, arguments: tuple[str, ...], sentence: str) -> None:
    (place / "day.toml").write_text("as_of = 2026-02-01\n")
    (place / "run").mkdir(exist_ok=True)
    (place / "run" / "manifest.json").write_text("{}")
    out = () if "--out" in arguments else ("--out", "new")
    told = finpath("rules", "backtest", *arguments, *out, "--before", "a.toml", cwd=place)
    assert told.returncode == 2
    assert sentence in told.stderr
    assert "Reading" not in told.stderr
    assert not (place / "new").exists()


def test_a_threshold_that_is_a_text_has_no_curve() -> None:
    with pytest.raises(ConfigError, match=re.escape("is a text, EUR: it has no curve")):
        threshold_of("small_fixed_amounts.currency", (choose(RunConfig()),))


def test_precision_is_of_those_decided_on() -> None:
    assert KnownDecisions(3, 1, 6).precision == 0.75
    assert KnownDecisions(3, 1, 6).recall == 0.5
    assert KnownDecisions(0, 0, 0).precision is None
    assert KnownDecisions(0, 0, 0).recall is None
