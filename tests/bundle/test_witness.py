"""A witness of a log is held against its own signature: false ones count for nothing, and no doubt is kept silent."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from finpath.bundle.open import Hub, open_bundle
from finpath.bundle.witness import ALTERED, NO_ROSTER, NO_SIGNATURE, find_witnesses
from finpath.cli import app
from tests.bundle.test_bundle import Parties, parties

__all__ = ["parties"]


@pytest.fixture
def hub(parties: Parties, tmp_path: Path) -> Hub:
    """A hub that has answered two bundles."""
    hub = parties.hub(tmp_path)
    for made in (parties.first, parties.second):
        open_bundle(made.path, hub)
    return hub


def told(hub: Hub, *options: str | Path) -> tuple[int, list[str]]:
    words = ["custody", "verify", hub.receipts / "custody.jsonl", "--witness", hub.receipts, *options]
    done = CliRunner().invoke(app, list(map(str, words)), catch_exceptions=False)
    return done.exit_code, done.stdout.splitlines()


def test_receipts_that_the_hub_signed_are_proven(hub: Hub, tmp_path: Path) -> None:
    assert [each.is_proven for each in find_witnesses(hub.receipts, hub.trust)] == [True, True]
    assert {each.why for each in find_witnesses(hub.receipts, None)} == {NO_ROSTER}
    whole = "All 2 entries are as they were written, and as 2 witnesses saw them."
    assert told(hub, "--trust", tmp_path / "coalition.toml") == (0, [whole])
    code, (said, *unproven) = told(hub)
    assert (code, said, len(unproven)) == (0, whole, 2)
    assert all(line.endswith("could not be checked: no roster was named.") for line in unproven)


def test_bundles_that_a_member_signed_are_witnesses_of_its_log(hub: Hub, parties: Parties, tmp_path: Path) -> None:
    found = list(find_witnesses(hub.contributions, hub.trust))
    assert [(each.path.parent.name, each.is_proven, each.head.n) for each in found] == [
        ("north", True, 0),
        ("north@2", True, 1),
    ]
    for span, why in (("until = 2026-06-29", "signed until 2026-06-29"), ("compromised_since = 2026-06-30", "is comp")):
        late = parties.hub(tmp_path, span=span).trust
        assert all(each.is_false and why in each.why for each in find_witnesses(hub.contributions, late))
    unknown = replace(hub.trust, keys=())
    assert {each.why for each in find_witnesses(hub.contributions, unknown)} == {"the roster has no key of north"}
    path = hub.contributions / "north" / "bundle.toml"
    path.write_text(path.read_text().replace("sequence = 1", "sequence = 3"))
    assert [(each.is_false, each.why) for each in find_witnesses(path, hub.trust)] == [(True, ALTERED)]
    (path.parent / "SHA256SUMS.minisig").unlink()
    assert [(each.is_false, each.why) for each in find_witnesses(path, hub.trust)] == [(False, NO_SIGNATURE)]


def test_a_forged_witness_accuses_nobody_and_is_named(hub: Hub, tmp_path: Path) -> None:
    first, second = sorted(hub.receipts.glob("r-*.toml"))
    first.write_text(first.read_text().replace('head = "', f'head = "9:{"a" * 64}"\nold = "'))
    second.with_name(f"{second.name}.minisig").unlink()
    code, (said, *unproven) = told(hub, "--trust", tmp_path / "coalition.toml")
    assert (code, said) == (1, "All 2 entries are as they were written, and as 1 witnesses saw them.")
    assert unproven == [
        f"The witness {first} counts for nothing: {ALTERED}.",
        f"The signature of {second} could not be checked: {NO_SIGNATURE}.",
    ]
    assert told(hub)[1][0].startswith("truncated:")


def test_a_proven_witness_accuses(hub: Hub, tmp_path: Path) -> None:
    log = hub.receipts / "custody.jsonl"
    log.write_bytes(log.read_bytes().splitlines(keepends=True)[0])
    code, lines = told(hub, "--trust", tmp_path / "coalition.toml")
    assert code == 1
    assert lines[0].startswith("truncated: r-")
