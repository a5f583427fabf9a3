"""`explanations/keys.parquet`: only where it is asked for, controllers' tokens alone, in no package."""

from __future__ import annotations

import re
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import finpath
from finpath import synth
from finpath.config import read_config
from finpath.output.folder import Run
from finpath.output.folder.recorded_config import read_manifest, restore_config
from finpath.output.folder.verify import verify
from tests.running import CASE, KEY

TOKEN = re.compile(r"[a-z2-7]{8}:[a-z2-7]{52}")
KINDS = {"settlement_account", "principal", "registration_number", "email", "domain", "phone", "name_and_address"}


def run_with(folder: Path, name: str, said: str) -> Run:
    (folder / f"{name}.toml").write_text(f"as_of = 2026-03-01\n{said}{CASE}")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FINPATH_KEY", KEY)
        config = read_config(folder / f"{name}.toml")
        return finpath.run(folder / "contributions", folder / name, config=config, progress=lambda _: None)


def test_keys_are_kept_where_they_are_asked_for(tmp_path: Path) -> None:
    synth.write(tmp_path / "contributions", payers=300, merchants=100, days=60)
    plain, kept = run_with(tmp_path, "plain", ""), run_with(tmp_path, "kept", "keep_keys = true\n")
    assert not (plain.path / "explanations" / "keys.parquet").exists()
    assert not restore_config(read_manifest(plain.path)).keep_keys
    assert restore_config(read_manifest(kept.path)).keep_keys, "a rerun keeps them too"
    assert not verify(kept.path).faults
    rows = pq.read_table(kept.path / "explanations" / "keys.parquet").to_pylist()
    assert set(rows[0]) == {"provider_id", "merchant_id", "kind", "token"}
    assert len({row["kind"] for row in rows}) > 3
    assert {row["kind"] for row in rows} <= KINDS
    for row in rows:
        form = r"[0-9a-f]{64}" if row["kind"] in {"registration_number", "name_and_address"} else TOKEN
        assert re.fullmatch(form, row["token"]), row
    tiers = {(row["provider_id"], row["merchant_id"]): row["tier"] for row in kept.findings.to_pylist()}
    assert {tiers[row["provider_id"], row["merchant_id"]] for row in rows} <= {"watch", "review", "refer"}
    assert len(rows) == len({tuple(row.values()) for row in rows})
    assert kept.findings.to_pylist() == plain.findings.to_pylist(), "and nothing else is another"
    packages = [package.relative_to(kept.path) for package in (kept.path / "referrals").rglob("*") if package.is_file()]
    assert not [package for package in packages if package.name == "keys.parquet"]
    for package in packages:  # what a referral tells of hosts and the like it tells without this option, too
        written, before = ((run.path / package).read_bytes() for run in (kept, plain))
        assert not [row for row in rows if row["token"].encode() in written and row["token"].encode() not in before]
