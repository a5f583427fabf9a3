"""The commands, as a member and the hub type them; and what is left where one is killed."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from finpath.bundle.make import sent
from finpath.ingest.keys import new_key, read_keys
from finpath.ingest.tokens import finish_token
from tests.bundle.test_bundle import ROSTER
from tests.bundle.test_equality import ENTRIES, MERCHANTS, ODD, hand_in
from tests.running import COMMAND, environment, finpath, tree

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


UNSIGNED = "south 4111111111111111"
"""A folder that nobody signed, with the number of a card in its name."""


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
    run = ("run", "opened", "--require-signed", "--coalition", "coalition.toml", "--out")
    assert "needs the roster" in finpath(*run[:3], "--out", "run", cwd=place).stderr
    hand_in(place / "opened", UNSIGNED, {"t-1.csv": ODD.encode(), "m.csv": MERCHANTS.encode()}, ENTRIES)
    done = finpath(*run, "run", cwd=place)
    assert done.returncode == 1, done.stderr
    told = json.loads((place / "run" / "coverage.json").read_text())
    (refusal,) = told["refusals"]
    assert refusal.startswith("south [card number] was refused: ")
    assert refusal.endswith(" is not signed: hand it in as a bundle.")
    assert refusal in done.stderr
    assert b"4111111111111111" not in b"".join(tree(place / "run").values())
    again = finpath("rerun", "run", "opened", "--out", "again", cwd=place)
    assert (again.returncode, again.stdout) == (0, "Every file is the same, byte for byte.\n"), again.stderr
    _ask_where(place)
    shutil.rmtree(place / "opened" / UNSIGNED)
    (place / "opened" / "north" / "rejects.parquet").unlink()
    refused = finpath(*run, "none", cwd=place)
    assert refused.returncode not in {0, 1}
    assert "Every contribution was refused. north is not as it was signed" in refused.stderr
    assert not (place / "none").exists()


def _ask_where(place: Path) -> None:
    """Both runs read the opened bundle, and hold no token of a payer, as its member makes it or as the hub does."""
    (table,) = (place / "opened" / "north").glob("*-transactions-*.parquet")
    token = pq.read_table(table, columns=["payer_ref"])["payer_ref"][0].as_py()
    ask = ("custody", "where", token, "--contributions", "opened", "--receipts", "receipts", "--runs", ".")
    hub = new_key()
    finished = finish_token(token, read_keys({"FINPATH_HUB_KEY": hub}).hub or b"")
    whole = finpath(*ask, cwd=place).stdout.splitlines()
    for name in ("again", "run"):
        assert f"run {name}: read rows with it of north; holds it in none of its files" in whole
    assert whole[-1].startswith("Looked for as the member makes it alone: with FINPATH_HUB_KEY")
    told = place / "run" / "referrals" / "note.txt"
    told.write_text(f"as a run would spell it: {finished}")
    with_key = finpath(*ask, "--json", cwd=place, env=environment(FINPATH_HUB_KEY=hub))
    found = {each["run"]: each["files"] for each in json.loads(with_key.stdout)["runs"]}
    assert found == {"again": [], "run": ["referrals/note.txt"]}
    pq.write_table(pa.table({"lists": [[{"of": token}]]}), place / "run" / "referrals" / "l.parquet")
    told.unlink()
    assert "run run: read rows with it of north; holds it in referrals/l.parquet" in finpath(*ask, cwd=place).stdout
    (place / "run" / "referrals" / "l.parquet").unlink()
    other = finpath(*ask[:2], "k0:none", *ask[3:], cwd=place).stdout
    assert "No run in . read rows with it, and none holds it." in other


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
