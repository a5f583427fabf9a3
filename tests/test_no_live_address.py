"""Whatever members write, nothing that a command writes or says can be clicked, mailed, called or paid to."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from finpath import pipeline
from finpath.config import read_config
from finpath.output.folder import Run
from finpath.referral import read
from finpath.tables.contract import TABLES
from tests.addressed import is_text, texts_of, write_addressed
from tests.dissemination.goaml.conftest import CODES, DIALECT, ENTITY, SCHEMA, write_subjects
from tests.dissemination.table import TABLE
from tests.running import CASE, KEY, finpath

LIVE = re.compile(
    r"(?i)planted[a-z0-9-]*[.\u3002\uff0e][a-z]|www[.][a-z0-9-]*planted|://[a-z0-9.-]*planted|@[a-z0-9.-]*planted"
    r"|NL91ABNA0417164300|31 ?6 ?12345678"
)
NO_CARD = """
version = 1
name = "none"
approved_by = "these tests"
approved_on = 2026-01-01
"""
"""Nothing lowers a score: the small coalition has one owner of all accounts, who says so."""

REPORTER = 'member = "acquirer"\nrentity_id = 7\nuser_code = "SOMEBODY"\ntransaction_location = "Online"\n'


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("addressed")
    (folder / "none.toml").write_text(NO_CARD, encoding="utf-8")
    (folder / "case.toml").write_text(f'scorecard = "none.toml"\n{CASE}', encoding="utf-8")
    contributions = write_addressed(folder / "contributions")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FINPATH_KEY", KEY)
        done = pipeline.run(contributions, folder / "run", config=read_config(folder / "case.toml"))
    assert done.problems == ()
    assert list(done.path.glob("referrals/*/referral.json")), "the test needs referrals to mean something"
    return done


def live(paths: Iterable[Path]) -> list[str]:
    """What can be clicked in these files."""
    return [
        f"{path.name}: {text[max(found.start() - 40, 0) : found.end() + 20]}"
        for path in paths
        if path.is_file()
        for text in texts_of(path)
        if (found := LIVE.search(text))
    ]


def test_the_coalition_holds_one_in_every_text_of_every_table(tmp_path: Path) -> None:
    made = write_addressed(tmp_path)
    told = {path.stem: "".join(texts_of(path)) for path in made.glob("*/*.parquet")}
    assert set(told) == set(TABLES) - {"rates"}
    assert all(LIVE.search(text) for text in told.values())
    assert sum(is_text(column) for column in TABLES["transactions"]) == 10


def test_a_run_holds_none_and_its_ids_still_join(run: Run) -> None:
    assert live(run.path.rglob("*")) == []
    shown = "".join("".join(texts_of(path)) for path in run.path.rglob("referral.*"))
    assert "planted[.]example" in shown, "an address is broken, not lost"
    assert all(row["transactions"] > 0 for row in run.findings.to_pylist()), "merchants and payments name them alike"


def test_packages_and_zips_hold_none(run: Run, tmp_path: Path) -> None:
    (tmp_path / "routing.toml").write_text(TABLE, encoding="utf-8")
    ended = finpath("refer", run.path, "--routing", tmp_path / "routing.toml", "--out", tmp_path / "packages")
    assert ended.returncode == 0, ended.stderr
    assert finpath("pack", tmp_path / "packages", "--out", tmp_path / "packages.zip").returncode == 0
    assert finpath("pack", run.path, "--out", tmp_path / "run.zip").returncode == 0
    assert live(tmp_path.rglob("*")) == []


def test_reports_to_a_fiu_hold_none(run: Run, tmp_path: Path) -> None:
    pack = tmp_path / "pack"
    pack.mkdir()
    for name, text in (("dialect.toml", DIALECT), ("codes.csv", CODES), ("schema.xsd", SCHEMA)):
        (pack / name).write_text(text, encoding="utf-8")
    (tmp_path / "reporter.toml").write_text(REPORTER)
    cases = [read(path) for path in run.path.glob("referrals/*/")]
    names = sorted({each.merchant_id for case in cases for each in case.subjects})
    subjects = write_subjects(tmp_path / "subjects.csv", ({"merchant_id": name, **ENTITY} for name in names))
    ended = finpath(
        *("goaml", "write", run.path, "--dialect", pack, "--reporter", tmp_path / "reporter.toml"),
        *("--subjects", subjects, "--out", tmp_path / "reports"),
    )
    assert list((tmp_path / "reports").glob("*.xml")), ended.stderr
    assert live((tmp_path / "reports").rglob("*")) == []


def test_explanations_and_views_of_a_notebook_hold_none(run: Run) -> None:
    for row in run.top(5).to_pylist():
        merchant = f"{row['provider_id']}/{row['merchant_id']}"
        explained = run.explain(merchant)
        views = (explained, run.network(merchant), run.timeline(merchant), run.group(merchant))
        shown = "".join(each._repr_html_() for each in views)
        assert not LIVE.search(f"{shown}{explained}{explained!r}")
    assert not LIVE.search(run._repr_html_() + "".join(each._repr_html_() for each in run.referrals))
