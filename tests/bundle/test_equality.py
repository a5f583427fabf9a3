"""What a run is made of is the same from raw folders with both keys, and from bundles with the hub's key alone."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from finpath import pipeline, synth
from finpath.engine import DuckDB
from finpath.ingest import Keys, LoadOptions, load
from finpath.ingest.made import read_footer
from tests.bundle.both_ways import HUB, MEMBER, differences, hand_over_all, text_of
from tests.ingest.coalition import MANIFEST
from tests.ingest.formats.test_golden import FORMATS, GOLDEN
from tests.running import tree


def hand_in(folder: Path, provider: str, files: dict[str, bytes], entries: str, kind: str = "acquirer") -> None:
    place = folder / provider
    place.mkdir(parents=True)
    for name, content in files.items():
        (place / name).write_bytes(content)
    about = {"provider": provider, "kind": kind, "country": "NL", "zone": "Europe/Amsterdam"}
    (place / "contribution.toml").write_text(MANIFEST.format(**about) + entries, encoding="utf-8")


def test_every_format_gives_the_same_ledger_both_ways(tmp_path: Path) -> None:
    pytest.importorskip("mt940")
    for name in FORMATS:
        content = {f"{name}.input": (GOLDEN / f"{name}.input").read_bytes()}
        hand_in(tmp_path / "raw", name, content, (GOLDEN / f"{name}.toml").read_text(encoding="utf-8"))
    assert differences(tmp_path / "raw", tmp_path) == {}
    assert len(list((tmp_path / "opened").iterdir())) == len(FORMATS)


ODD = """transaction_id,occurred_at,payer_ref,payer_ref_kind,merchant_id,amount,currency,kind,related_id,purpose_text
t1,2026-03-01T10:00:00Z,020 7946 0018,phone,m1,10,EUR,,,for school
t1,2026-03-01T10:00:00Z,+31 20 7946 0018,phone,m1,10.00,EUR,,,my tuition
t2,2026-03-01T10:00:00Z,p1,account,m1,10.00,EUR,,,a
t2,2026-03-01T10:00:00Z,p2,account,m1,10.00,EUR,,,b
t3,2026-03-01T10:00:00Z,DE89370400440532013001,iban,m1,10.123,EUR,,,c
t4,2026-03-01T10:00:00Z,call me,phone,m1,10.1234567891,EUR,refund,t9,d
t5,2026-03-01T10:00:00Z,p1,account,m1,-1,EUR,,,e
t6,2026-03-99T10:00:00Z,p1,,,1,XXQ,,,f
t7,2026-03-01T10:00:00Z,p1,account,m1,1,EUR,,,g
"""
MERCHANTS = """merchant_id,kind,legal_name,trading_name,domain,phone,email,settlement_account,principal,close_reason
m1,merchant,S 4111111111111111,S,https://www.S.example/x,020 7946 0018,Jo@Shop.example,NL91ABNA0417164300,Jo Doe,
m2,payee,Jane Example,Jane Example,,not a phone,x,12,Jane Example,
"""
ENTRIES = """
[[files]]
table = "transactions"
path = "t-*.csv"
min_rows = 100

[[files]]
table = "merchants"
path = "m.csv"
"""


def test_what_is_odd_is_told_the_same_both_ways(tmp_path: Path) -> None:
    files = {"t-1.csv": ODD.encode(), "t-2.csv": ODD.encode(), "m.csv": MERCHANTS.encode()}
    hand_in(tmp_path / "raw", "north", files, ENTRIES)
    entry = '[[files]]\ntable = "transactions"\npath = "t.csv"\nsurrogate = true\n'
    own = '[files.columns]\ntransaction_id = "@row"\n'
    hand_in(tmp_path / "raw", "purse", {"t.csv": ODD.encode()}, entry + own, "wallet")
    assert differences(tmp_path / "raw", tmp_path) == {}
    footer = read_footer(tmp_path / "opened" / "north" / "001-transactions-00001.parquet", "t")
    assert footer is not None
    assert (footer.path, footer.rejected, footer.rounded) == ("t-1.csv", 2, 1)


def test_two_spellings_of_a_phone_are_one_row_and_no_conflict(tmp_path: Path) -> None:
    hand_in(tmp_path / "raw", "north", {"t.csv": ODD.encode()}, '[[files]]\ntable = "transactions"\npath = "t.csv"\n')
    with DuckDB() as engine:
        (file,) = load(tmp_path / "raw", engine=engine, options=LoadOptions(Keys(MEMBER))).files
        conflicts = engine.count("SELECT count(*) FROM rejects WHERE reason LIKE 'repeats the id%'")
    assert (file.duplicates, conflicts) == (1, 2)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A synthetic coalition, and what its members hand over of it."""
    place = tmp_path_factory.mktemp("demo")
    synth.write(place / "raw", seed=7, payers=500, merchants=200, days=60)
    assert hand_over_all(place / "raw", place / "opened") == []
    return place


def test_a_run_on_bundles_has_the_bytes_of_a_run_on_raw_folders(demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FINPATH_KEY_FILE", raising=False)
    monkeypatch.setenv("FINPATH_HUB_KEY", text_of(HUB))
    monkeypatch.setenv("FINPATH_KEY", text_of(MEMBER))
    pipeline.run(demo / "raw", demo / "run-raw", progress=lambda _: None)
    monkeypatch.delenv("FINPATH_KEY")
    pipeline.run(demo / "opened", demo / "run-made", progress=lambda _: None)
    raw, made = tree(demo / "run-raw"), tree(demo / "run-made")
    assert {name for name in {*raw, *made} if raw.get(name) != made.get(name)} == {"manifest.json", "SHA256SUMS"}
    one, other = (json.loads(each["manifest.json"]) for each in (raw, made))
    inputs = {name for name in one["inputs"] if one["inputs"][name] != other["inputs"].pop(name)}
    assert {name.rpartition("/")[2] for name in inputs} == {"contribution.toml"}
    assert {**one, "inputs": {}, "outputs": {}} == {**other, "outputs": {}}


def test_nothing_of_a_person_is_in_what_is_handed_over(tmp_path: Path) -> None:
    hand_in(tmp_path / "raw", "north", {"t-1.csv": ODD.encode(), "m.csv": MERCHANTS.encode()}, ENTRIES)
    hand_over_all(tmp_path / "raw", tmp_path / "opened")
    paths = sorted((tmp_path / "opened" / "north").glob("*.parquet"))
    texts = "\n".join(str(pq.read_table(path).to_pylist()) for path in paths)
    texts += (tmp_path / "opened" / "north" / "contribution.toml").read_text(encoding="utf-8")
    for planted in ("7946", "Jane", "Jo Doe", "jo@shop", "Jo@Shop", "0417", "4111", "DE8937", "tuition", "call me"):
        assert planted not in texts, planted
