"""Bundles on this machine: what they cost, what is left in clear, what is found of attacks, and what a kill leaves.

    python -m benchmarks.bundles --work FOLDER [--rows 500000] [--cards 100000] [--flips 10000] [--attacks 10000]
                                 [--kills 200]

Goals: `bundle make` takes at most 1.5 times the CPU of reading the same files; `open` takes 100 MB a second; no card
number, phone, e-mail address or name of a payee is left in a decrypted bundle; no flip of a bit, in the envelope, the
archive, the sums, their signature, a receipt or its signature, and no attack on a log is missed; and whoever is killed
leaves a whole bundle or none, and nothing private. Each goal is a line, with `!` where it is missed.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

from benchmarks.bundle_plants import NUMBER, find_planted, hand_in_planted
from benchmarks.ingest import LOAD, contribution
from benchmarks.kills import GOLDEN
from benchmarks.race import run
from finpath.bundle.make import Sender, make_bundle, sent
from finpath.bundle.open import Hub, check_receipt, open_bundle
from finpath.bundle.opened import find_unsigned
from finpath.bundle.rotation import rotate_tokens
from finpath.cli.rotate import ENOUGH
from finpath.engine import DuckDB
from finpath.errors import ConfigError, ContributionError
from finpath.ingest import Keys, LoadOptions
from finpath.ingest.tokens import key_id
from finpath.keyring import open_sealed, read_identity, read_recipient, read_signer, read_trust, seal_file, write_pair
from finpath.output.folder.seal import NAME as SUMS
from tests.bundle.both_ways import MEMBER
from tests.bundle.test_bundle import is_meant
from tests.bundle.test_equality import ENTRIES, MERCHANTS, ODD, hand_in
from tests.custody.test_chain import ENTRIES as LENGTH
from tests.custody.test_chain import attack, log_of
from tests.running import COMMAND, environment

TODAY = dt.datetime.now(dt.UTC).date()
ROSTER = """
[hub]
sign = ["{hub}"]

[[member]]
id = "{provider}"

[[member.key]]
sign = "{north}"
from = 2026-01-01
"""
NEXT = hashlib.sha256(b"the members' next key").digest()
SLOWER, MEGABYTES, MOST = 1.5, 100, 2_000
WRITE = """
import sys
from pathlib import Path
from benchmarks.ingest import contribution
contribution(int(sys.argv[1]), "csv", Path(sys.argv[2]))
"""
OPEN = """
import datetime as dt, resource, sys, time
from pathlib import Path
from finpath.bundle.open import Hub, open_bundle
from finpath.keyring import read_identity, read_signer, read_trust
sealed, age, sign, trust, out, receipts = map(Path, sys.argv[1:])
hub = Hub(read_identity(age), read_signer(sign), read_trust(trust), out, receipts, dt.datetime.now(dt.UTC).date())
wall, cpu = time.perf_counter(), time.process_time()
assert open_bundle(sealed, hub).kind == "taken"
wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
print(cpu, wall, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000)
"""
LIMITED = f'DuckDB(__import__("finpath").engine.Limits({ENOUGH!r}))'
"""Reading alone, with the memory that make has."""

MEGABYTE = 1_000_000
PRIVATE = 20.0
"""Seconds that whatever is private may lie there after a kill, on a machine that is busy with other things."""

CHANCE = random.Random(7)  # noqa: S311 - which bit is flipped


def say(name: str, value: str, *, met: bool) -> None:
    """Print a line."""
    print(f"{' ' if met else '!'} {name}: {value}", flush=True)


class Place:
    """Keys of a member and of the hub, and where everything lies."""

    def __init__(self, folder: Path) -> None:
        """Make the keys."""
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        self.folder = folder
        for name in ("north", "hub"):
            write_pair(folder / name)
        self.to = read_recipient(str(folder / "hub.age.pub"))

    def sender(self, outbox: str) -> Sender:
        """A member that makes bundles."""
        return Sender(read_signer(self.folder / "north.sign"), self.to, self.folder / outbox, TODAY)

    def hub(self, name: str, provider: str) -> Hub:
        """A hub that has taken nothing."""
        publics = {each: (self.folder / f"{each}.sign.pub").read_text().split("\n")[1] for each in ("hub", "north")}
        path = self.folder / f"{name}.toml"
        path.write_text(ROSTER.format(provider=provider, **publics))
        key, identity = read_signer(self.folder / "hub.sign"), read_identity(self.folder / "hub.age")
        places = self.folder / f"{name}-contributions", self.folder / f"{name}-receipts"
        return Hub(identity, key, read_trust(path), *places, TODAY)

    def make(self, raw: Path, outbox: str) -> Path:
        """Make a bundle here."""
        with DuckDB() as engine:
            return make_bundle(raw, self.sender(outbox), engine=engine, options=LoadOptions(Keys(MEMBER))).path


def measure_cost(place: Place, rows: int, work: Path) -> None:
    """Make a bundle, read the same file alone with as much memory, and open the bundle: each in a process of its own.

    The file is written in one as well: of a process that was large, each that it starts seems to have been.
    """
    subprocess.run([sys.executable, "-c", WRITE, str(rows), str(work)], check=True)  # noqa: S603
    raw = contribution(rows, "csv", work).parent
    keys = ("--sign", str(place.folder / "north.sign"), "--to", str(place.folder / "hub.age.pub"))
    out = ("--out", str(place.folder / "cost"))
    make = run("make", [*COMMAND, "bundle", "make", str(raw), *keys, *out])
    read = run("ingest", [sys.executable, "-c", LOAD.replace("DuckDB()", LIMITED), str(raw.parent), str(rows)])
    ratio = make.cpu / read.cpu if not make.status and not read.status else float("inf")
    took = f"make {make.cpu:.1f} s and {make.peak:.0f} MB, ingest {read.cpu:.1f} s and {read.peak:.0f} MB"
    say(f"CPU of make, as that of ingest, {rows:,} rows", f"{ratio:.2f} times ({took})", met=ratio <= SLOWER)
    say("memory of make", f"{make.peak:.0f} MB", met=make.peak <= MOST)
    (made,) = sent(place.folder / "cost")
    size = made.path.stat().st_size / MEGABYTE
    hub = place.hub("cost", made.manifest.provider)
    words = (place.folder / "hub.age", place.folder / "hub.sign", place.folder / "cost.toml", hub.contributions)
    opened = subprocess.run(  # noqa: S603
        [sys.executable, "-c", OPEN, *map(str, (made.path, *words, hub.receipts))],
        check=True,
        capture_output=True,
        text=True,
    )
    cpu, wall, peak = map(float, opened.stdout.split())
    said = (
        f"{size / cpu:.0f} MB a second of CPU, {size / wall:.0f} by the clock ({size:.1f} MB), {peak:.0f} MB of memory"
    )
    say("open", said, met=size / cpu >= MEGABYTES and peak <= MOST)


def measure_plants(place: Place, cards: int) -> None:
    """Look for what was planted in what the hub decrypts."""
    hand_in_planted(place.folder / "planted", cards)
    raw_folder = place.folder / "planted" / "north"
    made = place.make(raw_folder, "planted-outbox")
    plain = place.folder / "planted.tar"
    assert open_sealed(made, plain, read_identity(place.folder / "hub.age"))  # noqa: S101
    opening = open_bundle(made, place.hub("planted", "north"))
    (bundle,) = sent(made.parent)
    raw, kept = (
        find_planted(cards, place.folder / "planted" / "north"),
        find_planted(cards, opening.bundle.folder, plain),
    )
    rows = f"{sum(bundle.manifest.rows.values()):,} rows passed, {bundle.manifest.rejected:,} were rejected"
    for kind in raw:
        say(f"{kind} in clear", f"{kept[kind]:,} of {raw[kind]:,} ({rows})", met=not kept[kind] and raw[kind] > 0)


def measure_flips(place: Place, flips: int) -> None:
    """Flip one bit of one of six things, so many times."""
    hand_in(place.folder / "raw", "north", {"t-1.csv": ODD.encode(), "m.csv": MERCHANTS.encode()}, ENTRIES)
    sealed = place.make(place.folder / "raw" / "north", "outbox")
    hub, untouched = place.hub("flips", "north"), place.hub("untouched", "north")
    receipt = open_bundle(sealed, hub).receipt
    folder = hub.contributions / "north"
    assert open_sealed(sealed, place.folder / "plain.tar", hub.identity)  # noqa: S101
    things = {
        "envelope": sealed, "archive": place.folder / "plain.tar", "sums": folder / SUMS,
        "signature": folder / f"{SUMS}.minisig", "receipt": receipt,
        "receipt's signature": receipt.with_name(f"{receipt.name}.minisig"),
    }  # fmt: skip
    found, done = Counter[str](), Counter[str]()
    for number in range(flips):
        name = list(things)[number % len(things)]
        whole = things[name].read_bytes()
        at = CHANCE.randrange(len(whole))
        while name == "archive" and not is_meant(whole, at):
            at = CHANCE.randrange(len(whole))
        flipped = whole[:at] + bytes([whole[at] ^ 1 << CHANCE.randrange(8)]) + whole[at + 1 :]
        done[name] += 1
        found[name] += _is_found(place, things, name, flipped, (hub, untouched, sealed))
    for name, count in done.items():
        say(f"flips in the {name}", f"{found[name]:,} of {count:,} found", met=found[name] == count)
    say("taken of what was flipped", str(len(list(untouched.contributions.iterdir()))), met=True)


def _is_found(place: Place, things: dict[str, Path], name: str, flipped: bytes, around: tuple[Hub, Hub, Path]) -> bool:
    hub, untouched, sealed = around
    whole, path = things[name].read_bytes(), place.folder / "flipped.age"
    try:
        if name in {"envelope", "archive"}:
            path.write_bytes(flipped)
            if name == "archive":
                path.with_suffix(".tar").write_bytes(flipped)
                seal_file(path.with_suffix(".tar"), path, (place.to,))
            open_bundle(path, untouched)
            return False
        things[name].write_bytes(flipped)
        check_receipt(sealed, things["receipt"], hub.trust.hub)
        return bool(list(find_unsigned(hub.contributions, hub.trust)))
    except (ConfigError, ContributionError):
        return True
    finally:
        things[name].write_bytes(whole)


def measure_attacks(place: Place, attacks: int) -> None:
    """Edit, take out of, reorder, cut and rewrite a log, so many times."""
    (place.folder / "logs").mkdir()
    own, other = log_of(place.folder / "logs" / "a", LENGTH), log_of(place.folder / "logs" / "b", LENGTH, "o")
    told = [attack((own, other), number, CHANCE, place.folder / "logs" / "c") for number in range(attacks)]
    right = sum(found == {kind} for kind, found in told)
    say("attacks on a log", f"{right:,} of {attacks:,} told as what they were", met=right == attacks)


def measure_kills(place: Place, kills: int) -> None:
    """Kill `bundle make` at instants that are spread evenly."""
    outbox = place.folder / "killed"
    keys = ("--sign", str(place.folder / "north.sign"), "--to", str(place.folder / "hub.age.pub"))
    raw = place.folder / "raw-to-kill" / "north"
    hand_in(raw.parent, "north", {"t-1.csv": ODD.encode(), "m.csv": MERCHANTS.encode()}, ENTRIES)
    command = [*COMMAND, "bundle", "make", str(raw), *keys, "--out", str(outbox)]
    began = time.monotonic()
    _finish(command)
    lasts, found = time.monotonic() - began, Counter[str]()
    for number in range(1, kills + 1):
        child = subprocess.Popen(command, env=environment(), stderr=subprocess.DEVNULL, start_new_session=True)  # noqa: S603
        time.sleep(lasts * (number * GOLDEN % 1))
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        deadline = time.monotonic() + PRIVATE
        while list(outbox.glob(".making-*")) and time.monotonic() < deadline:
            time.sleep(0.02)
        found["private"] += bool(list(outbox.glob(".making-*")))
    before = len(sent(outbox))
    _finish(command)
    numbers = [each.manifest.sequence for each in sent(outbox)]
    hub = place.hub("killed", "north")
    wrong = sum(open_bundle(each.path, hub).kind != "taken" for each in sent(outbox))
    say(f"private files that {kills} kills left", str(found["private"]), met=not found["private"])
    in_order = numbers == list(range(1, before + 2))
    say(f"bundles of {kills} kills and two runs to the end", f"{len(numbers)}, all whole", met=in_order and not wrong)


class Opening:
    """A bundle that a hub opens again and again, each time from where it stood before."""

    def __init__(self, place: Place, kind: str) -> None:
        """Make the bundle, and say what opens it; a rotation needs what it carries over."""
        raw, outbox = place.folder / f"raw-{kind}" / "north", f"outbox-{kind}"
        hand_in(raw.parent, "north", {"t-1.csv": ODD.encode(), "m.csv": MERCHANTS.encode()}, ENTRIES)
        self.sealed, self.hub = place.make(raw, outbox), place.hub(kind, "north")
        if kind == "rotation":
            roster = place.folder / "rotation.toml"
            keys = f'id = "north"\ntoken_keys = ["{key_id(NEXT)}", "{key_id(MEMBER)}"]'
            roster.write_text(roster.read_text().replace('id = "north"', keys))
            self.hub = replace(self.hub, trust=read_trust(roster))
            open_bundle(self.sealed, self.hub)
            options = LoadOptions(Keys(NEXT))
            self.sealed = rotate_tokens([raw], MEMBER, place.sender(outbox), engine=DuckDB, options=options).path
        self.coming = place.folder / f"coming-{kind}.age"
        own = {"--with": "hub.age", "--sign": "hub.sign", "--trust": f"{kind}.toml"}
        words = [word for name, file in own.items() for word in (name, str(place.folder / file))]
        words += ["--out", str(self.hub.contributions), "--receipts", str(self.hub.receipts)]
        self.command = [*COMMAND, "bundle", "open", str(self.coming), *words]
        self.before = place.folder / f"before-{kind}"
        for each in (self.hub.contributions, self.hub.receipts):
            each.mkdir(exist_ok=True)
            shutil.copytree(each, self.before / each.name)
        self.reset()
        began = time.monotonic()
        _finish(self.command)
        self.lasts = time.monotonic() - began

    def reset(self) -> None:
        """All as it was before the bundle came."""
        for each in (self.hub.contributions, self.hub.receipts):
            shutil.rmtree(each)
            shutil.copytree(self.before / each.name, each)
        shutil.copy(self.sealed, self.coming)

    def kill(self, after: float) -> tuple[bool, bool]:
        """Kill it; says whether something private is left, and whether something is half."""
        self.reset()
        child = subprocess.Popen(self.command, env=environment(), stderr=subprocess.DEVNULL, start_new_session=True)  # noqa: S603
        time.sleep(self.lasts * after)
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        deadline = time.monotonic() + PRIVATE
        while (left := list(self.hub.contributions.glob(".*"))) and time.monotonic() < deadline:
            time.sleep(0.02)
        there = {path.name for path in self.hub.contributions.glob("[!.]*")}
        is_whole = {path.name for path in (self.before / self.hub.contributions.name).iterdir()} <= there
        return bool(left), not is_whole or bool(there and list(find_unsigned(self.hub.contributions, self.hub.trust)))


def measure_opening_kills(place: Place, kills: int) -> None:
    """Kill `bundle open` of a contribution and of a rotation, by turns: each folder is as it was, or as it is to be."""
    parts, found = [Opening(place, kind) for kind in ("contribution", "rotation")], Counter[str]()
    for number in range(1, kills + 1):
        private, half = parts[number % 2].kill(number * GOLDEN % 1)
        found["private"] += private
        found["half"] += half
    for each in parts:
        _finish(each.command) if each.coming.exists() else None
        found["half"] += bool(list(find_unsigned(each.hub.contributions, each.hub.trust)))
    say(f"private files that {kills} kills of open left", str(found["private"]), met=not found["private"])
    say(f"contributions that {kills} kills of open left half", str(found["half"]), met=not found["half"])


def _finish(command: list[str]) -> None:
    subprocess.run(command, env=environment(), check=True, stderr=subprocess.DEVNULL)  # noqa: S603


def measure(given: argparse.Namespace, place: Place) -> None:
    """Measure everything that was asked for."""
    if given.cards:
        measure_plants(place, given.cards)
    if given.flips:
        measure_flips(place, given.flips)
    if given.attacks:
        measure_attacks(place, given.attacks)
    if given.rows:
        measure_cost(place, given.rows, given.work)
    if given.kills:
        measure_kills(place, given.kills // 2)
        measure_opening_kills(place, given.kills - given.kills // 2)


def main() -> None:
    """Print a line for each goal."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--work", type=Path, required=True)
    counts = {"rows": 500_000, "cards": 100_000, "flips": 10_000, "attacks": 10_000, "kills": 200}
    for name, count in counts.items():
        asked.add_argument(f"--{name}", type=int, default=count)
    given = asked.parse_args()
    print(f"{NUMBER:,} of each kind of identifier besides cards")
    measure(given, Place(given.work / "bundles"))


if __name__ == "__main__":
    main()
