"""The commands, as a member and the hub type them; and what is left where one is killed."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

import pytest

from finpath.bundle.make import sent
from tests.bundle.test_bundle import ROSTER
from tests.bundle.test_equality import ENTRIES, MERCHANTS, ODD, hand_in
from tests.running import COMMAND, environment, finpath

OPEN = (
    "--with",
    "hub.age",
    "--sign",
    "hub.sign",
    "--trust",
    "coalition.toml",
    "--out",
    "opened",
    "--receipts",
    "receipts",
)
MAKE = ("bundle", "make", "raw/north", "--sign", "north.sign", "--to", "hub.age.pub", "--out", "outbox")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with keys, a roster and a contribution."""
    place = tmp_path_factory.mktemp("commands")
    for name in ("north", "hub"):
        assert finpath("keys", "pair", name, cwd=place).returncode == 0
    publics = {name: (place / f"{name}.sign.pub").read_text().split("\n")[1] for name in ("hub", "north")}
    about = 'organisation = "North"\nkind = "acquirer"\ncountry = "NL"\ntimezone = "Europe/Amsterdam"\n'
    roster = ROSTER.format(**publics, terms="", span="").replace('id = "north"\n', f'id = "north"\n{about}')
    (place / "coalition.toml").write_text(roster)
    hand_in(place / "raw", "north", {"t-1.csv": ODD.encode(), "m.csv": MERCHANTS.encode()}, ENTRIES)
    return place


def test_a_bundle_goes_to_the_hub_and_its_receipt_comes_back(place: Path) -> None:
    made = finpath(*MAKE, cwd=place)
    assert made.returncode == 0, made.stderr
    (bundle,) = sent(place / "outbox")
    path = bundle.path.relative_to(place)
    assert finpath("bundle", "open", path, *OPEN, cwd=place).returncode == 0
    receipt = f"receipts/r-{bundle.seal[:12]}-taken.toml"
    checked = finpath("bundle", "check", path, "--receipt", receipt, "--trust", "coalition.toml", cwd=place)
    assert "kept until" in checked.stderr, checked.stderr
    witnessed = ("--witness", "receipts", "--trust", "coalition.toml")
    verified = finpath("custody", "verify", "receipts/custody.jsonl", *witnessed, cwd=place)
    assert verified.stdout == "All 1 entries are as they were written, and as 1 witnesses saw them.\n"
    (place / "opened" / "north" / "rejects.parquet").unlink()
    refused = finpath("run", "opened", "--out", "run", "--require-signed", "--coalition", "coalition.toml", cwd=place)
    assert (refused.returncode, (place / "run").exists()) == (2, False)
    assert "north is not as it was signed" in refused.stderr


def test_a_member_that_is_killed_leaves_nothing_half_and_nothing_private(place: Path) -> None:
    outbox = place / "killed"
    command = [*COMMAND, *MAKE[:-1], str(outbox)]
    for turn in range(4):
        running = subprocess.Popen(command, cwd=place, env=environment(), stderr=subprocess.DEVNULL)
        time.sleep(0.6 + 0.5 * turn)
        running.kill()
        running.wait()
    deadline = time.monotonic() + 20
    while outbox.exists() and list(outbox.glob(".making-*")) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not list(outbox.glob(".making-*"))
    assert finpath(*command[len(COMMAND) :], cwd=place).returncode == 0
    numbers = [each.manifest.sequence for each in sent(outbox)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert all(each.path.stat().st_size > 0 for each in sent(outbox))
