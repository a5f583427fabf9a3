"""A run and what it hands out show themselves in a notebook: counts and leads, and text from strangers as text."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import nbformat
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from nbclient import NotebookClient

from finpath import Run
from finpath.errors import ConfigError
from finpath.notebook.progress import watch
from finpath.output.folder.findings_view import FindingsView
from tests.drawn import draw

HOSTILE = "<img src=x onerror=alert(1)>\u202e"


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return draw(tmp_path_factory.mktemp("shown"))


def test_a_run_shows_its_counts_and_what_it_could_not_see(done: Run) -> None:
    shown = done._repr_html_()
    tiers = done.findings["tier"].to_pylist()
    assert "<script" not in shown
    for tier in ("protect", "refer"):
        assert f'{tier}</th><td class="n">{tiers.count(tier)}</td>' in shown
    assert "could not judge" in shown


def test_leads_are_arrow_and_pandas_and_polars(done: Run) -> None:
    top = done.top(20)
    assert len(top) == top.num_rows == len(list(top)) == 20
    assert pa.table(top).equals(top.to_arrow())
    assert pl.DataFrame(top).height == 20
    assert top.to_pandas()["rank"].to_list() == top["rank"].to_pylist()
    shown = top._repr_html_()
    assert all(str(row["merchant_id"]) in shown for row in top)
    assert str(top).count("\n") == 20


def test_whom_the_lane_protects_is_shown_without_rank_score_or_reason(done: Run) -> None:
    row = done.protected.to_pylist()[0]
    shown = FindingsView(done.protected.to_arrow().slice(0, 1))._repr_html_()
    assert "for safeguarding" in shown
    assert f"{row['score']:.3f}" not in shown
    assert not [reason for reason in row["reasons"] if reason in shown]


def test_a_group_holds_the_merchant_and_those_that_are_one_case_with_it(done: Run) -> None:
    first = done.referrals[0].subjects
    group = done.group(f"{first[0].provider_id}/{first[0].merchant_id}")
    assert {each.merchant_id for each in first} <= set(group["merchant_id"].to_pylist())
    assert len(set(group["group_id"].to_pylist())) == 1


def test_a_referral_shows_who_why_and_what_speaks_against_it(done: Run) -> None:
    case = done.referrals[0]
    shown = case._repr_html_()
    assert case.id in shown
    assert case.subjects[0].merchant_id in shown
    hostile = replace(case, subjects=(replace(case.subjects[0], merchant_id=HOSTILE),))
    assert "<img" not in hostile._repr_html_()
    assert "\u202e" not in hostile._repr_html_()


def test_hostile_text_in_findings_stays_text() -> None:
    shown = FindingsView(
        pa.table({"provider_id": ["p"], "merchant_id": [HOSTILE], "reasons": [[HOSTILE]]})
    )._repr_html_()
    assert "<img" not in shown
    assert "\u202e" not in shown


def test_two_runs_are_compared_by_who_moved(done: Run, tmp_path: Path) -> None:
    assert done.compare(done).table.num_rows == 0
    earlier = tmp_path / "earlier"
    shutil.copytree(done.path, earlier)
    rows = done.findings.to_pylist()
    gone = next(row for row in rows if row["tier"] == "review")
    lower = next(row for row in rows if row["tier"] == "refer")
    changed = [{**row, "tier": "watch"} if row is lower else row for row in rows if row is not gone]
    pq.write_table(pa.Table.from_pylist(changed, done.findings.schema), earlier / "findings.parquet")
    found = done.compare(earlier)
    assert found.moves() == {"not there → review": 1, "watch → refer": 1}
    assert found.to_pandas()["merchant_id"].to_list() == sorted(
        (gone["merchant_id"], lower["merchant_id"]), key=lambda name: {r["merchant_id"]: r["rank"] for r in rows}[name]
    )
    assert str(gone["merchant_id"]) in found._repr_html_()
    with pytest.raises(ConfigError):
        done.compare(tmp_path / "nowhere")


def test_a_notebook_is_told_in_one_line_what_is_being_done_and_shows_what_it_gets(done: Run) -> None:
    cells = [
        "from finpath.notebook.progress import watch\ntell = watch()\ntell('Reading')\ntell('Writing')",
        f"import finpath\nrun = finpath.Run({str(done.path)!r})\nrun",
        "first = run.top(1).to_pylist()[0]\nrun.network(f\"{first['provider_id']}/{first['merchant_id']}\")",
    ]
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])  # type: ignore[no-untyped-call]
    NotebookClient(book, timeout=1800).execute()
    told, shown, drawn = ([each["data"] for each in cell.outputs if "data" in each] for cell in book.cells)
    assert told == [{"text/plain": "Writing …"}]
    assert shown[0]["text/html"] == done._repr_html_()
    assert shown[0]["text/plain"] == repr(done)
    assert drawn[0]["text/html"].startswith("<iframe ")


def test_nobody_else_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    watch()("Reading")
    said = capsys.readouterr()
    assert not said.out + said.err
