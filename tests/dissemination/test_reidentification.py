"""Only the member that contributed them can say whose tokens they are, from its own files alone."""

from __future__ import annotations

import base64
import csv
import hashlib
import json
import shutil
from pathlib import Path

import pytest

from finpath import pipeline, synth
from finpath.config import read_config
from tests.running import CASE, KEY, environment, finpath

HUB = base64.b64encode(hashlib.sha256(b"a hub's key of the tests").digest()).decode()
ORDER = ("--by", "A. Analyst", "--why", "Order 17", "--on", "2026-07-01")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run, with the hub's own key, and one member's contribution by itself."""
    folder = tmp_path_factory.mktemp("resolve")
    (folder / "case.toml").write_text(CASE, encoding="utf-8")
    synth.write(folder / "coalition", seed=7, payers=1000, merchants=300, days=60)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FINPATH_KEY", KEY)
        patch.setenv("FINPATH_HUB_KEY", HUB)
        pipeline.run(folder / "coalition", folder / "run", config=read_config(folder / "case.toml"))
    for member in ("wallet", "acquirer-north"):
        (folder / f"of-{member}").mkdir()
        (folder / f"of-{member}" / member).symlink_to(folder / "coalition" / member)
    return folder


def test_the_member_learns_whose_tokens_they_are_without_the_key_of_the_hub(folder: Path) -> None:
    ended = finpath(
        *("resolve", folder / "run", "--member", "wallet", "--contributions", folder / "of-wallet", *ORDER),
        *("--out", folder / "resolved.csv", "--log", folder / "resolve.log"),
        env=environment(),
    )
    assert ended.returncode == 0, ended.stderr
    rows = list(csv.DictReader((folder / "resolved.csv").read_text().splitlines()))
    given = [json.loads(line) for line in (folder / "of-wallet/wallet/transactions.jsonl").read_text().splitlines()]
    said = json.dumps(given)
    assert rows
    assert all(row["payer_ref"].removeprefix("'") in said for row in rows)
    assert len({row["token"] for row in rows}) == len({(row["payer_ref_kind"], row["payer_ref"]) for row in rows})
    assert (folder / "resolved.csv").stat().st_mode & 0o077 == 0
    (line,) = (folder / "resolve.log").read_text().splitlines()
    told = json.loads(line)
    assert (told["by"], told["why"], told["on"], told["member"]) == ("A. Analyst", "Order 17", "2026-07-01", "wallet")
    assert not any(row["payer_ref"] in line or row["token"] in line for row in rows)


def test_the_files_of_somebody_else_resolve_nothing(folder: Path, tmp_path: Path) -> None:
    ended = finpath(
        *("resolve", folder / "run", "--member", "wallet", "--contributions", folder / "of-acquirer-north", *ORDER),
        *("--out", tmp_path / "resolved.csv", "--log", tmp_path / "resolve.log"),
    )
    assert ended.returncode == 2
    assert "hold no payment of these cases" in ended.stderr
    assert list(tmp_path.iterdir()) == []


def test_nobody_is_told_without_a_reason(folder: Path, tmp_path: Path) -> None:
    ended = finpath(
        *("resolve", folder / "run", "--member", "wallet", "--contributions", folder / "of-wallet"),
        *("--by", "A", "--why", " ", "--on", "2026-07-01", "--out", tmp_path / "r.csv", "--log", tmp_path / "log"),
    )
    assert ended.returncode == 2
    assert "with a name and a reason" in ended.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_member_learns_who_its_surrogates_are(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder / "coalition", tmp_path / "coalition")
    manifest = tmp_path / "coalition/wallet/contribution.toml"
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(text.replace("[[files]]", "[[files]]\nsurrogate = true"), encoding="utf-8")
    given = set()
    for name in ("transactions", "merchants"):
        path = tmp_path / f"coalition/wallet/{name}.jsonl"
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        for row in rows:
            for column in ("merchant_id", "parent_id"):
                if row.get(column):
                    row[column] = f"{row[column]}@mail.example"
            given.add(row["merchant_id"])
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    around = environment(FINPATH_HUB_KEY=HUB)
    run = ("run", tmp_path / "coalition", "--out", tmp_path / "run", "--config", folder / "case.toml")
    assert finpath(*run, env=around).returncode == 0
    assert not any(b"@mail.example" in path.read_bytes() for path in (tmp_path / "run").rglob("*") if path.is_file())
    (tmp_path / "own").mkdir()
    (tmp_path / "own/wallet").symlink_to(tmp_path / "coalition/wallet")
    ended = finpath(
        *("resolve", tmp_path / "run", "--member", "wallet", "--contributions", tmp_path / "own", *ORDER),
        *("--out", tmp_path / "resolved.csv", "--log", tmp_path / "resolve.log"),
        env=environment(),
    )
    assert ended.returncode == 0, ended.stderr
    rows = list(csv.DictReader((tmp_path / "resolved.csv").read_text(encoding="utf-8").splitlines()))
    payees = {row["token"]: row["payer_ref"] for row in rows if row["payer_ref_kind"] == "merchant_id"}
    subjects = {
        subject["merchant_id"]
        for path in (tmp_path / "run/referrals").glob("*/referral.json")
        for subject in json.loads(path.read_text(encoding="utf-8"))["subjects"]
        if subject["provider_id"] == "wallet"
    }
    assert payees
    assert set(payees) <= subjects
    assert set(payees.values()) <= given
