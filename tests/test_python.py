"""finpath as an analyst uses it from Python: a data frame in, cases out, questions asked of what is kept."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import pandas as pd
import polars as pl
import pyarrow.parquet as pq
import pytest
from python_calamine import CalamineWorkbook

import finpath
from finpath import read_config, synth
from finpath.errors import ConfigError, FinpathError, NothingToDo, RuleError
from finpath.kept_run import KeptRun
from finpath.rules.rule import Example, Family, Rule, Source
from tests.running import CASE, KEY, environment

HOW = {"kind": "acquirer", "country": "NL"}
SQL = "SELECT merchant AS subject_id, 1e0 AS score, payers FROM merchants WHERE payers > 5"


@dataclass(frozen=True, kw_only=True)
class ManyPayers(Rule):
    """More people pay than is usual. A busy shop looks the same."""

    family: ClassVar[Family] = Family.NETWORK
    source: ClassVar[Source] = Source("a test")
    requires: ClassVar[tuple[str, ...]] = ("transactions.amount",)
    observable_by: ClassVar[tuple[str, ...]] = ("acquirer",)
    weight: ClassVar[float] = 0.5
    sql: ClassVar[str] = "SELECT merchant AS subject_id, 1e0 AS score, payers FROM merchants WHERE payers > :at_least"
    sentence: ClassVar[str] = "{payers} payers pay here."
    evidence: ClassVar[str] = ""
    examples: ClassVar[tuple[Example, ...]] = ()
    all_or_nothing: ClassVar[str] = "A test asks it."

    at_least: int = 5


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    place = tmp_path_factory.mktemp("python")
    synth.write(place / "coalition", seed=7, payers=1_000, merchants=300, days=60)
    (place / "case.toml").write_text(CASE, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FINPATH_KEY", KEY)
        yield place


@pytest.fixture(scope="module")
def payments(place: Path) -> pd.DataFrame:
    return pd.read_parquet(place / "coalition/acquirer-north/transactions.parquet")


@pytest.fixture(scope="module")
def run(place: Path, payments: pd.DataFrame) -> KeptRun:
    merchants = place / "coalition/acquirer-north/merchants.parquet"
    config = read_config(place / "case.toml")
    return finpath.run(payments, place / "run", config=config, merchants=merchants, kind="acquirer", country="NL")


def test_a_frame_becomes_a_run_with_cases(run: KeptRun) -> None:
    assert len(run.cases) == len(run.referrals) > 0
    row = run.cases[0]
    assert row["why"]
    assert row["against"]
    case = run.case(str(row["case"]))
    assert case.id == row["case"]
    assert run.case(case.id[:-2]).id == case.id
    assert list(run.cases.to_pandas().columns) == run.cases.to_arrow().column_names


def test_all_that_gives_rows_gives_the_same_ledger(payments: pd.DataFrame, place: Path) -> None:
    few = payments.head(200)
    few.to_csv(place / "few.csv", index=False)
    few.to_parquet(place / "few.parquet")
    (place / "folder").mkdir()
    (place / "folder/few.parquet").write_bytes((place / "few.parquet").read_bytes())
    table = pq.read_table(place / "few.parquet")
    taken = set()
    for given in (few, pl.from_arrow(table), table, place / "few.csv", str(place / "few.parquet"), place / "folder"):
        ledger = finpath.load(given, kind="acquirer", country="NL")
        counts = ledger.engine.rows(
            "SELECT count(*), sum(amount), min(occurred_at), count(DISTINCT kind) FROM transactions"
        )
        taken.add(str(counts))
        assert len(repr(ledger)) < 200
        ledger.engine.close()
    assert len(taken) == 1


def test_what_is_kept_is_scored_again_without_reading(run: KeptRun, place: Path) -> None:
    told: list[str] = []
    again = run.rescore(out=place / "again", progress=told.append)
    assert not [line for line in told if line.startswith(("Reading", "Linking", "Counting"))]
    assert (again.path / "findings.parquet").read_bytes() == (run.path / "findings.parquet").read_bytes()
    assert (again.path / "reasons.parquet").read_bytes() == (run.path / "reasons.parquet").read_bytes()
    assert (again.path / "index.html").read_bytes() == (run.path / "index.html").read_bytes()
    strict = run.rescore(thresholds={"refer": 0.999999, "capacity": 1}, out=place / "strict")
    assert len(strict.cases) < len(run.cases)


def test_an_idea_is_tried_as_sql_or_as_a_class(run: KeptRun, place: Path) -> None:
    tried = run.rescore(rules={"busy": SQL}, out=place / "busy")
    assert "busy" in tried.reasons["rule_id"].to_pylist()
    own = json.loads((tried.path / "manifest.json").read_text(encoding="utf-8"))["parameters"]["own_rules"]
    assert list(own) == ["busy, given in a session"]
    classed = run.rescore(rules=[ManyPayers], thresholds={"many_payers.at_least": 7}, out=place / "classed")
    sentences = {row["sentence"] for row in classed.reasons.to_pylist() if row["rule_id"] == "many_payers"}
    assert sentences
    assert all(int(sentence.split()[0]) > 7 for sentence in sentences)
    assert "busy" not in run.reasons["rule_id"].to_pylist()


@pytest.mark.parametrize(
    ("ask", "error", "told"),
    [
        (lambda run: run.top(tier="reffer"), ConfigError, 'tier="reffer" is none of this run: did you mean refer?'),
        (lambda run: run.top(member="owm"), ConfigError, "did you mean own?"),
        (lambda run: run.top(country="XX"), ConfigError, 'country="XX" is none of this run'),
        (lambda run: run.case("nobody"), ConfigError, "The run has no case nobody"),
        (lambda run: run.rescore(thresholds={"nigt_payments.excess": 1}), ConfigError, "did you mean night_payments?"),
        (lambda run: run.rescore(thresholds={"night_payments.exces": 1}), ConfigError, "did you mean excess?"),
        (lambda run: run.rescore(thresholds={"refr": 1}), ConfigError, "did you mean refer?"),
        (lambda run: run.rescore(rules={"x": "nonsense"}), RuleError, "The rule x is no query"),
        (lambda run: run.rescore(rules={"X 1": SQL}), RuleError, "is no name of a rule"),
        (lambda run: run.rescore(rules={"x": "SELECT nothing FROM merchants"}), RuleError, "rule x: "),
        (lambda run: run.rescore(rules={"short_life": SQL}), RuleError, "there is a rule of that name already"),
        (lambda run: run.rescore(rules=[7]), RuleError, "7 is no rule"),
        (lambda run: finpath.Run(run.path).payments("own/nobody"), ConfigError, "no merchant own/nobody"),
        (lambda _: finpath.RunConfig(rules={"nigt": {}}), ConfigError, "did you mean night_payments?"),
        (lambda _: finpath.run(7), ConfigError, "A int is nothing to load"),  # type: ignore[arg-type] # that is the point
        (lambda _: finpath.run("nowhere", timezone="UTC"), ConfigError, "There is no file or folder nowhere"),
        (lambda run: finpath.run(run.path.parent / "coalition", country="NL"), ConfigError, "country= is for a table"),
    ],
)
def test_a_wrong_setting_is_one_sentence(
    run: KeptRun, ask: Callable[[KeptRun], object], error: type[FinpathError], told: str
) -> None:
    with pytest.raises(error) as caught:
        ask(run)
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_name_finds_its_merchant(run: KeptRun) -> None:
    named = next(row for row in run.findings.to_pylist() if row["name"])
    found = run.search(named["name"].upper())
    assert named["merchant_id"] in found["merchant_id"].to_pylist()
    assert named["name"] in str(run.explain(f"own/{named['merchant_id']}"))
    assert run.top(300, country=named["country"])["country"].to_pylist().count(named["country"]) == len(
        run.top(300, country=named["country"])
    )
    with pytest.raises(ConfigError, match="nothing to look for"):
        run.search(" ")


def test_payments_are_all_while_kept_and_those_of_the_case_after(run: KeptRun) -> None:
    subject = run.referrals[0].subjects[0]
    name = f"own/{subject.merchant_id}"
    every, evidence = run.payments(name), finpath.Run(run.path).payments(name)
    ids = set(every.to_pandas()["transaction_id"])
    assert set(evidence.to_pandas()["transaction_id"]) <= ids
    assert len(ids) == len(every) >= subject.trade.payments
    assert {"payer", "amount", "file", "row"} <= set(every.to_arrow().column_names)
    quiet = next(row for row in run.findings.to_pylist() if row["tier"] == "none" and row["transactions"])
    assert len(run.payments(f"own/{quiet['merchant_id']}"))
    with pytest.raises(ConfigError, match="keep=True"):
        finpath.Run(run.path).payments(f"own/{quiet['merchant_id']}")
    with pytest.raises(ConfigError, match="keep=True"):
        KeptRun(run.path).rescore()


def test_the_workbook_holds_cases_merchants_and_reasons(run: KeptRun, place: Path) -> None:
    path = run.to_excel(place / "run.xlsx")
    sheets = CalamineWorkbook.from_path(path).sheet_names
    assert {"Cases", "Merchants", "Reasons", "Not looked at"} <= set(sheets)
    merchants = CalamineWorkbook.from_path(path).get_sheet_by_name("Merchants").to_python()
    assert len(merchants) == run.findings.num_rows - run.protected.num_rows + 1
    first = path.read_bytes()
    assert run.to_excel(place / "run.xlsx").read_bytes() == first


def test_what_a_session_shows_is_short(run: KeptRun, payments: pd.DataFrame) -> None:
    contribution = finpath.Contribution({"id": "own"}, {}, {"transactions": payments})
    shown = (run, run.cases, run.case(run.referrals[0].id), run.explain(run_name(run)), contribution, run.kept)
    assert [len(repr(each)) < 4000 for each in shown[:-1]] == [True] * 5
    assert len(repr(run.referrals[0])) < 200
    assert run.top(2)[0]["rank"] == 1


def run_name(run: KeptRun) -> str:
    first = run.top(1)[0]
    return f"{first['provider_id']}/{first['merchant_id']}"


def test_payments_that_are_all_credits_are_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FINPATH_KEY", KEY)
    frame = pd.DataFrame(
        {"date": ["2026-02-03"], "account": ["a"], "payee": ["b"], "debit": [""], "credit": ["5.00"], "ccy": ["EUR"]}
    )
    with pytest.raises(NothingToDo, match="none is a purchase"):
        finpath.run(frame, tmp_path / "run", country="NL")
    assert not (tmp_path / "run").exists()


SCRIPT = """
import pandas as pd, finpath
frame = pd.DataFrame({"date": ["2026-02-03 10:00"] * 2, "customer": ["c", "d"], "merchant": ["s", "t"],
                      "amount": [1.5, 2.5], "currency": ["EUR", "EUR"]})
print(finpath.run(frame, country="NL"))
print(finpath.run(frame, country="NL"))
"""


def test_a_script_says_how_far_it_is_makes_a_key_and_overwrites_nothing(tmp_path: Path) -> None:
    around = environment(FINPATH_KEY="", FINPATH_KEY_FILE="")
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", SCRIPT],
        cwd=tmp_path,
        env=around,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ["Run(finpath-run: 2 none)", "Run(finpath-run-2: 2 none)"]
    assert "Read 2 payments by 2 payers at 2 merchants" in done.stderr
    assert "Taking transactions as transactions: " in done.stderr
    assert done.stderr.count("Made a key, finpath.key") == 1
    assert (tmp_path / "finpath.key").stat().st_mode & 0o077 == 0
    assert all(line.split()[1] == "s" for line in done.stderr.splitlines())


def test_names_of_payees_and_of_whom_to_protect_are_in_no_finding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FINPATH_KEY", KEY)
    frame = pd.DataFrame(
        {
            "date": ["2026-02-03"] * 3,
            "customer": ["c", "d", "e"],
            "merchant": ["shop", "person", "minor"],
            "amount": [1.5, 2.5, 3.5],
            "currency": ["EUR"] * 3,
        }
    )
    merchants = pd.DataFrame(
        {
            "merchant_id": ["shop", "person", "minor"],
            "trading_name": ["Lamp Shop", "Jo Example", "Kim Example"],
            "kind": ["merchant", "payee", "merchant"],
            "country": ["NL", "NL", "NL"],
            "protected_payee": [False, False, True],
        }
    )
    run = finpath.run(frame, tmp_path / "run", country="NL", merchants=merchants)
    rows = {row["merchant_id"]: (row["tier"], row["name"], row["country"]) for row in run.findings.to_pylist()}
    assert rows["shop"][1:] == ("Lamp Shop", "NL")
    assert rows["person"][1:] == (None, None)
    assert rows["minor"] == ("protect", None, None)
    assert not len(run.search("Jo Example"))
    assert not len(run.search("Kim Example"))
    with pytest.raises(ConfigError, match="safeguarding"):
        run.payments("own/minor")
    run.to_excel()
    for path in [*run.path.rglob("*"), run.path.with_name("run.xlsx")]:
        if path.is_file():
            assert b"Kim Example" not in path.read_bytes()
            assert b"Jo Example" not in path.read_bytes()
    texts = [value for path in run.path.rglob("*.parquet") for value in pq.read_table(path).to_pylist()]
    assert "Jo Example" not in str(texts)
    assert "Kim Example" not in str(texts)
