"""Every command that answers gives its answer to a program too; and a shell completes what a run knows."""

from __future__ import annotations

import json
from importlib.metadata import version
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner, Result

from finpath import run
from finpath.cli import app
from tests.rules.own_rule import BAD, GOOD
from tests.running import KEY, environment
from tests.running import finpath as start

DECIDED = ("--by", "A. Reviewer", "--why", "Owner known.", "--on", "2026-04-01", "--json")


def ask(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [*map(str, words)], env={"FINPATH_KEY": KEY}, catch_exceptions=False)


def told(*words: str | Path) -> dict[str, object]:
    done = ask(*words)
    assert done.exit_code == 0, done.output
    answer: dict[str, object] = json.loads(done.stdout)
    return answer


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A coalition, its truth, and a run of it."""
    folder = tmp_path_factory.mktemp("json")
    sizes = ("--payers", "500", "--merchants", "200", "--days", "60")
    made = told("synth", folder / "coalition", *sizes, "--json")
    assert made == {"contributions": str(folder / "coalition"), "truth": str(folder / "truth.csv")}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FINPATH_KEY", KEY)
        run(folder / "coalition", folder / "run")
    return folder


def first(place: Path) -> str:
    found = pq.read_table(place / "run" / "findings.parquet").to_pylist()
    best = next(row for row in sorted(found, key=lambda row: row["rank"]) if row["tier"] not in {"none", "protect"})
    return f"{best['provider_id']}/{best['merchant_id']}"


def test_a_plant_says_where_its_truth_is(place: Path) -> None:
    made = told("plant", place / "coalition", "--out", place / "trial" / "planted", "--seed", "1", "--json")
    assert made["contributions"] == str(place / "trial" / "planted")
    assert Path(str(made["truth"])).read_text().count("\n") > 1


def test_what_a_person_decided_comes_back(place: Path, tmp_path: Path) -> None:
    asked = (first(place), "--run", place / "run", "--to", tmp_path / "s.toml", "--until", "2026-12-31", *DECIDED)
    decided = told("suppress", *asked)
    assert (decided["merchant"], decided["until"]) == (first(place), "2026-12-31")
    assert decided["reviewed"]
    assert Path(str(decided["file"])).read_text()
    given = (first(place), "unwitting intermediary", "--run", place / "run", "--to", tmp_path / "r.toml", *DECIDED)
    assert told("role", *given) == {
        "merchant": first(place),
        "role": "unwitting intermediary",
        "file": str(tmp_path / "r.toml"),
    }


def test_a_rule_of_ones_own_is_marked(tmp_path: Path) -> None:
    (tmp_path / "good.py").write_text(GOOD)
    (tmp_path / "bad.py").write_text(BAD["a column that is not there"][0])
    good = told("rules", "test", tmp_path / "good.py", "--json")
    assert good == {"rules": ["round_tens"], "examples": {"found": 1, "left_alone": 1}, "wrong": []}
    bad = ask("rules", "test", tmp_path / "bad.py", "--json")
    assert bad.exit_code == 1
    assert "bad.py:31: rule round_tens: " in json.loads(bad.stdout)["wrong"][0]


def test_coverage_of_contributions_and_of_a_run(place: Path) -> None:
    of_files, of_run = (told("rules", "coverage", place / name, "--json") for name in ("coalition", "run"))
    assert of_files["unsupported"] == of_run["unsupported"] != []
    asked, ran = ({rule["id"]: rule for rule in each["rules"]} for each in (of_files, of_run))  # type: ignore[attr-defined]
    assert asked.keys() == ran.keys()
    assert {name for name, rule in asked.items() if rule["runs"]} == {n for n, rule in ran.items() if rule["ran"]}
    assert any("merchants.settlement_account" in lacks for rule in asked.values() for lacks in rule["blind"].values())


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_completes_the_merchants_of_the_run_that_is_named(shell: str, place: Path) -> None:
    whole = first(place)
    typed = f"finpath explain --run {place / 'run'} {whole[:-3]}"
    words = {"_FINPATH_COMPLETE": f"complete_{shell}", "_TYPER_COMPLETE_ARGS": typed, "COMP_WORDS": typed}
    done = start(env=environment(**words, COMP_CWORD="4", _TYPER_COMPLETE_FISH_ACTION="get-args"))
    assert whole.replace(":", "\\:") in done.stdout.replace('"', " ").split()
    begun = {row["provider_id"] for row in pq.read_table(place / "run" / "findings.parquet").to_pylist()}
    assert begun - {whole.split("/")[0]}
    assert not any(f"{other}/" in done.stdout for other in begun - {whole.split("/")[0]})


def test_a_folder_is_packed_and_nobody_is_sent_anything(place: Path, tmp_path: Path) -> None:
    packed = told("pack", place / "run", "--out", tmp_path / "run.zip", "--json")
    assert packed["zip"] == str(tmp_path / "run.zip")
    assert len(str(packed["seal"])) == 64


def test_rules_are_listed_by_what_is_asked() -> None:
    listed = ask("rules", "list", "fatf", "--kind", "time").stdout
    assert "night_payments" in listed
    assert "1 rule, 0 of them in shadow" in listed
    assert "0 rules" in ask("rules", "list", "no such words").stdout
    wrong = start("rules", "list", "--kind", "flw", env=environment())
    assert (wrong.returncode, wrong.stderr) == (2, "finpath: --kind flw is no kind of indication: did you mean flow?\n")


def test_the_version_is_that_of_the_package() -> None:
    said = start("--version", env=environment()).stdout
    assert said.startswith(f"finpath {version('finpath')}, Python 3.")
