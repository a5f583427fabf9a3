"""A kept ledger is scored to the bytes of a run on its contributions, and refuses what it cannot stand for."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from shutil import copytree

import pytest

import finpath
from finpath import RunConfig, synth
from finpath.config import read_config
from finpath.errors import ConfigError, NothingToDo
from finpath.kept_ledger.record import NAME
from tests.running import KEY, environment, tree
from tests.running import finpath as start

CASE = """
[tiers]
review = 0.6

[rules.night_payments]
off = true
"""


def quiet(_: str) -> None:
    pass


@pytest.fixture(scope="module", autouse=True)
def key() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FINPATH_KEY", KEY)
        yield


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Contributions, their ledger, and a case file."""
    folder = tmp_path_factory.mktemp("kept")
    synth.write(folder / "contributions", payers=500, merchants=200, days=60)
    (folder / "case.toml").write_text(CASE)
    finpath.keep_ledger(folder / "contributions", folder / "ledger", progress=quiet)
    return folder


def altered(place: Path, tmp_path: Path) -> Path:
    copytree(place / "ledger", tmp_path / "ledger")
    return tmp_path / "ledger"


@pytest.mark.parametrize("case", [None, "case.toml"])
def test_a_score_has_the_bytes_of_a_run(case: str | None, place: Path, tmp_path: Path) -> None:
    config = read_config(place / case) if case else None
    finpath.run(place / "contributions", tmp_path / "run", config=config, progress=quiet)
    scored = finpath.score(place / "ledger", tmp_path / "scored", config=config, progress=quiet)
    assert tree(scored.path) == tree(tmp_path / "run")


def test_contributions_are_not_asked_any_more(place: Path, tmp_path: Path) -> None:
    (place / "contributions").rename(place / "away")
    try:
        done = start("score", place / "ledger", "--out", tmp_path / "run", "--json", env=environment())
    finally:
        (place / "away").rename(place / "contributions")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["run"] == str(tmp_path / "run")
    assert "Reading" not in done.stderr


def test_a_rule_of_a_cell_is_asked_of_a_ledger(place: Path, tmp_path: Path) -> None:
    rule = {"many_payers": "SELECT merchant AS subject_id, 1e+00 AS score FROM merchants WHERE payers > 30"}
    done = finpath.score(place / "ledger", tmp_path / "run", rules=rule, progress=quiet)
    assert "many_payers" in done.reasons["rule_id"].to_pylist()


def test_no_identifier_and_no_row_lies_there_in_clear(place: Path) -> None:
    said = b"".join(path.read_bytes() for path in (place / "contributions").rglob("*.csv"))
    payers = set(re.findall(rb"[A-Z]{2}\d{2}[A-Z0-9]{12,28}", said)[:200])
    kept = b"".join(path.read_bytes() for path in (place / "ledger").rglob("*") if path.is_file())
    assert not any(payer in kept for payer in payers)
    tables = [path.read_bytes() for path in (place / "ledger" / "tables").iterdir()]
    assert tables
    assert all(table[:4] == table[-4:] == b"PARE" for table in tables), "its footer is encrypted too"


def test_payments_are_kept_once(place: Path) -> None:
    record = json.loads((place / "ledger" / NAME).read_text())
    views = [name for name, _ in record["views"]]
    assert {"payments", "purchases", "traded"} <= set(views)
    assert views.index("placed_payments") < views.index("payments"), "each after what it is worked out from"
    assert not set(views) & set(record["tables"])
    sizes = {path.stem: path.stat().st_size for path in (place / "ledger" / "tables").iterdir()}
    assert "purchases" not in sizes
    assert sizes["transactions"] == max(sizes.values())


def test_another_key_opens_nothing(place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FINPATH_HUB_KEY", finpath.ingest.new_key())
    with pytest.raises(ConfigError, match="was made with other keys than those that are set"):
        finpath.score(place / "ledger", tmp_path / "run", progress=quiet)
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("name", [NAME, "tables/transactions.parquet", "SHA256SUMS"])
def test_a_bit_that_is_flipped_is_named(name: str, place: Path, tmp_path: Path) -> None:
    ledger = altered(place, tmp_path)
    text = bytearray((ledger / name).read_bytes())
    text[len(text) // 2] ^= 1
    (ledger / name).write_bytes(bytes(text))
    with pytest.raises(ConfigError, match="is not as it was written: altered"):
        finpath.score(ledger, tmp_path / "run", progress=quiet)


def test_whoever_mends_the_sums_cannot_make_the_code(place: Path, tmp_path: Path) -> None:
    ledger = altered(place, tmp_path)
    record = json.loads((ledger / NAME).read_text())
    record["facilitators"] = [["acquirer-north", "1"]]
    (ledger / NAME).write_text(json.dumps(record))
    finpath.output.folder.seal.seal_folder(ledger)
    with pytest.raises(ConfigError, match="was made with other keys"):
        finpath.score(ledger, tmp_path / "run", progress=quiet)


def test_a_table_that_was_swapped_for_another_cannot_be_read(place: Path, tmp_path: Path) -> None:
    ledger = altered(place, tmp_path)
    table = ledger / "tables" / "links.parquet"
    text = bytearray(table.read_bytes())
    text[len(text) // 2] ^= 1
    table.write_bytes(bytes(text))
    finpath.output.folder.seal.seal_folder(ledger)
    with pytest.raises(ConfigError, match=r"links\.parquet of the kept ledger cannot be read: it is damaged"):
        finpath.score(ledger, tmp_path / "run", progress=quiet)


def test_a_part_that_is_gone_is_named(place: Path, tmp_path: Path) -> None:
    ledger = altered(place, tmp_path)
    (ledger / "tables" / "links.parquet").unlink()
    with pytest.raises(ConfigError, match=r"missing: tables/links\.parquet"):
        finpath.score(ledger, tmp_path / "run", progress=quiet)


def test_a_ledger_of_another_version_is_read_anew(place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("finpath.kept_ledger.record.metadata.version", lambda _: "99.0")
    with pytest.raises(ConfigError, match=r"is of finpath [0-9.]+, which may read files otherwise"):
        finpath.score(place / "ledger", tmp_path / "run", progress=quiet)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--as-of", "2026-02-01"), "was read as of 2026-03-01, and 2026-02-01 is asked for"),
        (("--rates", "case.toml"), "was read without a file of rates: leave it out"),
    ],
)
def test_what_must_be_read_anew_is_said(words: tuple[str, ...], said: str, place: Path, tmp_path: Path) -> None:
    done = start("score", place / "ledger", "--out", tmp_path / "run", *words, env=environment(), cwd=place)
    assert done.returncode == 2
    assert said in done.stderr


def test_a_run_of_a_ledger_names_the_command(place: Path, tmp_path: Path) -> None:
    done = start("run", place / "ledger", "--out", tmp_path / "run", env=environment())
    assert done.returncode == 2
    assert "is a kept ledger, which was read already: finpath score" in done.stderr


def test_a_folder_that_is_none_is_said(place: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="is no kept ledger: make one with finpath ingest"):
        finpath.score(place / "contributions", tmp_path / "run", progress=quiet)


def test_what_is_there_is_not_replaced_unasked(place: Path) -> None:
    with pytest.raises(ConfigError, match="replace it with --force"):
        finpath.keep_ledger(place / "contributions", place / "ledger", progress=quiet)


def test_nothing_is_kept_of_what_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "contributions" / "a").mkdir(parents=True)
    (tmp_path / "contributions" / "a" / "contribution.toml").write_text("x = 1\n")
    with pytest.raises(NothingToDo):
        finpath.keep_ledger(tmp_path / "contributions", tmp_path / "ledger", progress=quiet)
    assert [path.name for path in tmp_path.iterdir()] == ["contributions"]


def test_a_ledger_in_memory_is_scored_too(place: Path, tmp_path: Path) -> None:
    ledger = finpath.load(place / "contributions")
    config = replace(RunConfig(), skip_bad_rules=True)
    try:
        done = finpath.score(ledger, tmp_path / "run", config=config, progress=quiet)
    finally:
        ledger.engine.close()
    assert done.findings.num_rows == ledger_rows(place)


def ledger_rows(place: Path) -> int:
    return int(json.loads((place / "ledger" / NAME).read_text())["tables"]["merchant_accounts"])
