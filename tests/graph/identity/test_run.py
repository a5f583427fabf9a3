"""The case file leads to a person's decisions and to an earlier run, and the run folder says what came of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from finpath import Run, read_config, run, synth
from finpath.errors import ConfigError
from finpath.ingest import new_key

SPLIT = """
[[split]]
accounts = ["{account}"]
by = "J. Jansen"
on = 2026-03-05
why = "Another person of that name."
"""


def ids(found: Run) -> dict[str, str]:
    rows = found.findings.select(["provider_id", "merchant_id", "entity_id"]).to_pylist()
    return {f"{row['provider_id']}/{row['merchant_id']}": row["entity_id"] for row in rows}


def test_a_split_and_earlier_ids_hold_in_a_whole_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FINPATH_KEY", new_key())
    synth.write(tmp_path / "in", payers=600, merchants=200, days=40)
    first = run(tmp_path / "in", tmp_path / "first")
    tie = next(row for row in first.identities.to_pylist() if row["joins"])
    account = f"{tie['provider_id']}/{tie['merchant_id']}"
    (tmp_path / "identities.toml").write_text(SPLIT.format(account=account))
    (tmp_path / "case.toml").write_text('identities = "identities.toml"\nearlier = "first"\n')
    second = run(tmp_path / "in", tmp_path / "second", config=read_config(tmp_path / "case.toml"))
    before, after = ids(first), ids(second)
    changed = {name for name in before if before[name] != after[name]}
    assert len([name for name in after if after[name] == after[account]]) == 1
    assert changed <= {account, f"{tie['other_provider_id']}/{tie['other_merchant_id']}"}
    said = json.loads((second.path / "manifest.json").read_text())["parameters"]["identities"]
    assert said["decisions"]["split"][0]["by"] == "J. Jansen"
    assert len(said["earlier_ids"]) == 64


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('identities = "nowhere.toml"', "There is no file of decisions"),
        ('earlier = "nowhere"', "There is no earlier run"),
        ("earlier = 3", "There is no earlier run"),
    ],
)
def test_what_is_not_there_is_said(tmp_path: Path, line: str, said: str) -> None:
    (tmp_path / "case.toml").write_text(line)
    with pytest.raises(ConfigError, match=said):
        read_config(tmp_path / "case.toml")
