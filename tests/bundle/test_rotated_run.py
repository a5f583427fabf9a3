"""The same coalition, run before and after all of it has rotated: all is the same, byte for byte, but for tokens."""

from __future__ import annotations

import csv
import re
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from finpath import pipeline, synth
from finpath.bundle.make import Sender, make_bundle
from finpath.bundle.open import Hub, open_bundle
from finpath.bundle.rotation import rotate_tokens
from finpath.config import read_config
from finpath.engine import DuckDB
from finpath.ingest import Keys, LoadOptions
from finpath.ingest.tokens import finish_token
from finpath.keyring import read_identity, read_recipient, read_signer, read_trust, write_pair
from tests.bundle.both_ways import HUB, MEMBER, text_of
from tests.bundle.test_bundle import TODAY
from tests.bundle.test_rotation import KEYS, NEW, unpacked_table
from tests.running import CASE, tree

MEMBER_OF_ROSTER = """
[[member]]
id = "{name}"
token_keys = ["{new}", "{old}"]

[[member.key]]
sign = "{sign}"
from = 2026-01-01
"""


def public(path: Path) -> str:
    return path.read_text().split("\n")[1]


def hub_of(place: Path) -> Hub:
    for name in ("members", "hub"):
        write_pair(place / name)
    folders = sorted((place / "raw").iterdir())
    ids = [tomllib.loads((folder / "contribution.toml").read_text())["provider"]["id"] for folder in folders]
    sign, (old, new) = public(place / "members.sign.pub"), KEYS
    members = "".join(MEMBER_OF_ROSTER.format(name=name, new=new, old=old, sign=sign) for name in ids)
    (place / "coalition.toml").write_text(f'[hub]\nsign = ["{public(place / "hub.sign.pub")}"]\n{members}')
    key, identity = read_signer(place / "hub.sign"), read_identity(place / "hub.age")
    trust = read_trust(place / "coalition.toml")
    return Hub(identity, key, trust, place / "opened", place / "receipts", TODAY)


def test_a_run_is_the_same_before_and_after_but_for_tokens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("FINPATH_KEY", "FINPATH_KEY_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("FINPATH_HUB_KEY", text_of(HUB))
    synth.write(tmp_path / "raw", seed=7, payers=300, merchants=120, days=60)
    (tmp_path / "case.toml").write_text(CASE)
    hub, to = hub_of(tmp_path), read_recipient(str(tmp_path / "hub.age.pub"))
    sender = Sender(read_signer(tmp_path / "members.sign"), to, tmp_path, TODAY)
    mapping: dict[str, str] = {}
    for folder in sorted((tmp_path / "raw").iterdir()):
        own = replace(sender, outbox=tmp_path / f"outbox-{folder.name}")
        with DuckDB() as engine:
            made = make_bundle(folder, own, engine=engine, options=LoadOptions(Keys(MEMBER)))
        open_bundle(made.path, hub)
    config = read_config(tmp_path / "case.toml")
    pipeline.run(tmp_path / "opened", tmp_path / "before", config=config, progress=lambda _: None)
    for folder in sorted((tmp_path / "raw").iterdir()):
        own = replace(sender, outbox=tmp_path / f"outbox-{folder.name}")
        rotation = rotate_tokens([folder], MEMBER, own, engine=DuckDB, options=LoadOptions(Keys(NEW)))
        mapping |= unpacked_table(rotation.path, hub.identity, tmp_path / "table")
        done = open_bundle(rotation.path, hub)
        assert done.carried is not None
        assert (len(done.carried.folders), done.carried.left) == (1, 0)
    pipeline.run(tmp_path / "opened", tmp_path / "after", config=config, progress=lambda _: None)
    before, after = tree(tmp_path / "before"), tree(tmp_path / "after")
    differing = {name for name in before if before[name] != after.get(name)}
    assert before.keys() == after.keys()
    assert {name for name in differing if not name.startswith("referrals/")} == {"manifest.json", "SHA256SUMS"}
    assert {name.rpartition("/")[2] for name in differing} >= {"referral.csv", "referral.json"}
    spelled = {finish_token(old, HUB): finish_token(new, HUB) for old, new in mapping.items()}
    for name in (name for name in differing if name.endswith(".csv")):
        told = re.sub("[a-z2-7]{8}:[a-z2-7]{52}", lambda found: spelled[found[0]], before[name].decode())
        assert sorted(csv.reader(told.splitlines())) == sorted(csv.reader(after[name].decode().splitlines())), name
