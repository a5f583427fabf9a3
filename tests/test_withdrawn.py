"""A contribution that its member has taken back: the next run is, byte for byte, one where it never was."""

from __future__ import annotations

import json
from pathlib import Path
from shutil import rmtree

import pytest

import finpath
from finpath.engine import DuckDB
from finpath.errors import NothingToDo
from tests.ingest.coalition import Coalition, rows
from tests.running import KEY

SAYS_SO = {"manifest.json", "coverage.json", "SHA256SUMS"}
"""What tells of the withdrawal."""

WITHDRAWN = '[withdrawal]\non = 2026-04-01\nreason = "the agreement was ended"\n'


def tree(run: Path) -> dict[str, bytes]:
    return {path.relative_to(run).as_posix(): path.read_bytes() for path in run.rglob("*") if path.is_file()}


def given(folder: Path) -> Coalition:
    """Two acquirers with payers in common; the second has a later row, a conflict and a currency of its own."""
    with DuckDB() as engine:
        coalition = Coalition(folder, engine)
    said = [{"payer_ref": f"p{n % 5}", "merchant_id": f"m{n % 3}", "payer_ref_kind": "par"} for n in range(30)]
    coalition.hand_in("north", {"t.csv": rows(*said)})
    other = {"transaction_id": "t1", "amount": "99", "currency": "USD", "occurred_at": "2026-03-09T10:00:00Z"}
    coalition.hand_in("south", {"t.csv": rows(*said, {**said[0], **other})})
    return coalition


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FINPATH_KEY", KEY)


def test_a_withdrawn_contribution_leaves_no_byte_but_what_says_so(tmp_path: Path) -> None:
    coalition = given(tmp_path / "contributions")
    manifest = coalition.folder / "south" / "contribution.toml"
    manifest.write_text(WITHDRAWN + manifest.read_text())
    (coalition.folder / "south" / "t.csv").unlink()
    withdrawn = finpath.run(coalition.folder, tmp_path / "withdrawn")
    rmtree(coalition.folder / "south")
    never = finpath.run(coalition.folder, tmp_path / "never")
    assert withdrawn.problems == ()
    assert withdrawn.coverage["withdrawn"] == [
        "south was withdrawn on 2026-04-01 and is not in this run: the agreement was ended"
    ]
    one, two = tree(withdrawn.path), tree(never.path)
    assert one.keys() == two.keys()
    assert {name for name in one if one[name] != two[name]} <= SAYS_SO
    said = [json.loads(files["manifest.json"]) for files in (one, two)]
    assert said[0]["inputs"].pop("south/contribution.toml")
    assert said[0]["outputs"].pop("coverage.json") != said[1]["outputs"].pop("coverage.json")
    assert said[0] == said[1]


@pytest.mark.parametrize("broken", ['[withdrawal]\nreason = "x"\n', "[withdrawal]\non = 2026-04-01\n"])
def test_a_broken_withdrawal_lets_nothing_back_in(tmp_path: Path, broken: str) -> None:
    coalition = given(tmp_path / "contributions")
    manifest = coalition.folder / "south" / "contribution.toml"
    manifest.write_text(broken + manifest.read_text())
    with DuckDB() as coalition.engine:
        ledger = coalition.load()
    assert [provider.id for provider in ledger.providers] == ["north"]
    assert "contribution.toml [withdrawal] has no" in ledger.refusals[0].reason


def test_when_all_are_withdrawn_there_is_nothing_to_do(tmp_path: Path) -> None:
    coalition = given(tmp_path / "contributions")
    for name in ("north", "south"):
        (coalition.folder / name / "contribution.toml").write_text(WITHDRAWN)
    with DuckDB() as coalition.engine, pytest.raises(NothingToDo, match="north was withdrawn on 2026-04-01"):
        coalition.load()
