"""The whole way: contributions of five members in, every file of a run folder out, the same bytes each time."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import socket
from collections.abc import Iterator
from pathlib import Path
from shutil import copy, copytree, rmtree

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

import finpath
from finpath import Run, read_config, synth
from finpath.errors import ConfigError
from finpath.tables import contract as schema
from tests.running import CASE, KEY, environment, tree
from tests.running import finpath as start

FILES = {"findings.parquet", "reasons.parquet", "identities.parquet", "rejects.parquet", "coverage.json"}
SEALED = {"manifest.json", "SHA256SUMS"}
FILES |= {*SEALED, "index.html"}

ARROW = {
    "VARCHAR": pa.string(),
    "VARCHAR[]": pa.list_(pa.string()),
    "DOUBLE": pa.float64(),
    "INTEGER": pa.int32(),
    "BIGINT": pa.int64(),
    "BOOLEAN": pa.bool_(),
    "DATE": pa.date32(),
    "TIMESTAMP": pa.timestamp("us"),
    "DECIMAL(38, 8)": pa.decimal128(38, 8),
}


@pytest.fixture(scope="module", autouse=True)
def key() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FINPATH_KEY", KEY)
        yield


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small coalition below `contributions`, and a case file with low bars."""
    place = tmp_path_factory.mktemp("whole")
    synth.write(place / "contributions", payers=1_000, merchants=300, days=60)
    (place / "case.toml").write_text(CASE)
    return place


@pytest.fixture(scope="module")
def done(folder: Path) -> Run:
    return finpath.run(folder / "contributions", folder / "run", config=read_config(folder / "case.toml"))


def lines(table: pa.Table, *names: str) -> list[tuple[object, ...]]:
    return list(zip(*(table[name].to_pylist() for name in names), strict=True))


def test_every_file_of_the_contract_is_there_and_no_other(done: Run) -> None:
    assert {path.name for path in done.path.iterdir()} == FILES | {"referrals", "explanations"}
    assert not list(done.path.parent.glob(".*"))


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("findings", schema.FINDINGS),
        ("reasons", schema.REASONS),
        ("identities", schema.IDENTITIES),
        ("rejects", schema.REJECTS),
    ],
)
def test_a_table_has_exactly_the_columns_of_the_contract(done: Run, name: str, columns: dict[str, str]) -> None:
    found = pq.read_schema(done.path / f"{name}.parquet")
    assert {column: found.field(column).type for column in found.names} == {
        column: ARROW[kind] for column, kind in columns.items()
    }
    assert list(found.names) == list(columns)


def test_every_merchant_has_one_rank_and_ties_go_by_provider_and_merchant(done: Run) -> None:
    findings = done.findings
    assert findings["rank"].to_pylist() == list(range(1, findings.num_rows + 1))
    said = lines(findings, "score", "provider_id", "merchant_id")
    ordered = sorted(said, key=lambda row: (-float(str(row[0])), row[1], row[2]))
    assert said == ordered
    assert len({row[1:] for row in said}) == len(said)
    scores = findings["score"].to_pylist()
    assert all(0 <= score <= 1 and score == round(score, 9) for score in scores)
    assert set(findings["tier"].to_pylist()) <= set(schema.TIERS)


def test_who_is_protected_stands_apart_from_who_is_suspect(done: Run, tmp_path: Path) -> None:
    copy(done.path / "manifest.json", tmp_path)
    tiers = ["protect", *done.findings["tier"].to_pylist()[1:]]
    place = done.findings.schema.get_field_index("tier")
    pq.write_table(done.findings.set_column(place, "tier", pa.array(tiers)), tmp_path / "findings.parquet")
    run = Run(tmp_path)
    assert run.protected["merchant_id"].to_pylist() == done.findings["merchant_id"].to_pylist()[:1]
    assert run.top(len(tiers))["rank"].to_pylist() == sorted(done.findings["rank"].to_pylist()[1:])


def test_every_finding_has_its_reasons(done: Run) -> None:
    reasons: dict[object, set[object]] = {}
    for subject, rule, sentence in lines(done.reasons, "subject_id", "rule_id", "sentence"):
        reasons.setdefault(subject, set()).add((rule, sentence))
    said = {
        f"{row['provider_id']}/{row['merchant_id']}": set(zip(row["rules"], row["reasons"], strict=True))
        for row in done.findings.to_pylist()
        if row["rules"]
    }
    assert said == reasons
    for facts, thresholds in lines(done.reasons, "facts", "thresholds"):
        assert isinstance(json.loads(str(facts)), dict)
        assert isinstance(json.loads(str(thresholds)), dict)


def test_every_group_at_refer_has_a_referral(done: Run) -> None:
    findings = done.findings
    referred = set(findings.filter(pc.equal(findings["tier"], "refer"))["group_id"].to_pylist())
    assert referred
    assert {path.name for path in (done.path / "referrals").iterdir()} == referred
    for path in (done.path / "referrals").iterdir():
        assert {"referral.html", "referral.json"} <= {file.name for file in path.iterdir()}


def test_the_manifest_holds_every_input_and_output_and_nothing_of_the_machine(folder: Path, done: Run) -> None:
    text = (done.path / "manifest.json").read_text()
    manifest = json.loads(text)
    inputs = {name: hashlib.sha256(data).hexdigest() for name, data in tree(folder / "contributions").items()}
    assert manifest["inputs"] == inputs
    outputs = {name: hashlib.sha256(data).hexdigest() for name, data in tree(done.path).items()}
    assert manifest["outputs"] == {name: digest for name, digest in outputs.items() if name not in SEALED}
    assert set(manifest) == {
        "as_of",
        "contract",
        "finpath",
        "inputs",
        "key",
        "libraries",
        "outputs",
        "parameters",
        "rates",
        "run",
    }
    assert socket.gethostname() not in text
    assert str(folder) not in text


def test_the_coverage_says_what_became_of_each_rule(done: Run) -> None:
    told = json.loads((done.path / "coverage.json").read_text())
    assert {rule["id"] for rule in told["rules"]} == {rule.id for rule in finpath.rules.catalogue()}
    assert {span["provider_id"] for span in told["spans"]} == set(done.findings["provider_id"].to_pylist())


def reordered(contributions: Path, out: Path) -> Path:
    """The same files, made in another order: what a folder lists first is then another."""
    for path in sorted(contributions.rglob("*"), reverse=True):
        if path.is_file():
            copy = out / path.relative_to(contributions)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
    return out


def test_the_same_input_gives_the_same_bytes(folder: Path, done: Run, tmp_path: Path) -> None:
    contributions = reordered(folder / "contributions", tmp_path / "copied")
    (tmp_path / "spill").mkdir()
    options = ["--threads", "1", "--out", "again", "--config", str(folder / "case.toml"), "--temp-dir", "spill"]
    around = environment(TZ="Pacific/Auckland", PYTHONHASHSEED="1", LC_ALL="C", OMP_NUM_THREADS="1")
    ran = start("run", contributions, *options, env=around, cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert tree(tmp_path / "again") == tree(done.path)
    assert not any((tmp_path / "spill").iterdir())


def test_nothing_after_the_as_of_date_counts(folder: Path, done: Run, tmp_path: Path) -> None:
    seen = done.findings["last_seen"]
    whole, cut = pc.sum(done.findings["transactions"]).as_py(), dt.datetime(2026, 1, 31)  # noqa: DTZ001 - naive UTC
    assert pc.max(seen).as_py() > cut
    early = finpath.run(folder / "contributions", tmp_path / "early", config=finpath.RunConfig(as_of=cut))
    assert pc.max(early.findings["last_seen"]).as_py() <= cut
    assert 0 < pc.sum(early.findings["transactions"]).as_py() < whole
    assert json.loads((early.path / "manifest.json").read_text())["as_of"] == cut.isoformat()


def test_a_run_is_replaced_only_on_demand(folder: Path, done: Run, tmp_path: Path) -> None:
    place = tmp_path / "run"
    copytree(done.path, place)
    (place / "referrals" / "old.html").write_text("of an earlier run")
    with pytest.raises(ConfigError, match="--force"):
        finpath.run(folder / "contributions", place)
    finpath.run(folder / "contributions", place, config=read_config(folder / "case.toml"), force=True)
    assert tree(place) == tree(done.path)
    assert not list(tmp_path.glob(".*"))


def test_a_withdrawn_contribution_leaves_no_trace(folder: Path, tmp_path: Path) -> None:
    given = copytree(folder / "contributions", tmp_path / "given")
    manifest = given / "remitter" / "contribution.toml"
    manifest.write_text(manifest.read_text().replace("expires_on = ", "expires_on = 2020-01-01 # "))
    withdrawn = finpath.run(given, tmp_path / "run")
    assert [line.split(":")[0] for line in withdrawn.problems] == ["remitter was refused"]
    findings, reasons = withdrawn.findings, withdrawn.reasons
    rmtree(given / "remitter")
    never = finpath.run(given, tmp_path / "run", force=True)
    assert not never.problems
    assert never.findings.equals(findings)
    assert never.reasons.equals(reasons)
    assert "remitter" not in (tmp_path / "run" / "index.html").read_text()
