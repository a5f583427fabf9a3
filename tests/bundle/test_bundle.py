"""Bundles from end to end as members and the hub use them, and what is done to them on the way."""

from __future__ import annotations

import datetime as dt
import io
import json
import random
import subprocess
import tarfile
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from finpath.bundle.archive import pack_files, unpack_files
from finpath.bundle.make import MadeBundle, Sender, make_bundle, recall_bundle
from finpath.bundle.open import Hub, check_receipt, open_bundle
from finpath.bundle.opened import find_unsigned
from finpath.bundle.trace import trace_compromised
from finpath.custody import find_heads, read_chain
from finpath.engine import DuckDB
from finpath.errors import ConfigError, ContributionError
from finpath.ingest import Keys, LoadOptions
from finpath.keyring import (
    open_sealed,
    read_identity,
    read_recipient,
    read_signer,
    read_trust,
    seal_file,
    sign,
    write_pair,
)
from finpath.output.folder.seal import digest, seal_folder
from tests.bundle.both_ways import MEMBER
from tests.bundle.test_equality import ENTRIES, MERCHANTS, ODD, hand_in

TODAY = dt.date(2026, 6, 30)
ROSTER = """
[hub]
sign = ["{hub}"]

[[agreement]]
id = "EFC-2026-001"
keep_days = 30
{terms}

[[member]]
id = "north"

[[member.key]]
sign = "{north}"
from = 2026-01-01
{span}
"""


@dataclass(frozen=True)
class Parties:
    """A member and the hub, with their keys, and two bundles that the member made."""

    place: Path
    first: MadeBundle
    second: MadeBundle

    def sender(self, key: str = "north") -> Sender:
        return Sender(read_signer(self.place / f"{key}.sign"), read_recipient(str(self.place / "hub.age.pub")),
                      self.place / "outbox", TODAY)  # fmt: skip

    def hub(self, work: Path, **roster: str) -> Hub:
        path = work / "coalition.toml"
        publics = {name: (self.place / f"{name}.sign.pub").read_text().split("\n")[1] for name in ("hub", "north")}
        path.write_text(ROSTER.format(**{**publics, "terms": "", "span": "", **roster}))
        key, identity = read_signer(self.place / "hub.sign"), read_identity(self.place / "hub.age")
        return Hub(identity, key, read_trust(path), work / "contributions", work / "receipts", TODAY)


@pytest.fixture(scope="module")
def parties(tmp_path_factory: pytest.TempPathFactory) -> Parties:
    place = tmp_path_factory.mktemp("parties")
    for name in ("north", "hub", "other"):
        write_pair(place / name)
    hand_in(place / "raw", "north", {"t-1.csv": ODD.encode(), "m.csv": MERCHANTS.encode()}, ENTRIES)
    draft = Parties(place, None, None)  # type: ignore[arg-type]
    made = []
    for _ in range(2):
        with DuckDB() as engine:
            options = LoadOptions(Keys(MEMBER))
            made.append(make_bundle(place / "raw" / "north", draft.sender(), engine=engine, options=options))
    return Parties(place, *made)


def files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_bundles_are_taken_in_their_order_answered_and_called_back(parties: Parties, tmp_path: Path) -> None:
    hub = parties.hub(tmp_path)
    with pytest.raises(ContributionError, match="bundle 1 is missing before bundle 2"):
        open_bundle(parties.second.path, hub)
    first = open_bundle(parties.first.path, hub)
    assert (first.kind, open_bundle(parties.first.path, hub).kind) == ("taken", "known")
    second = open_bundle(parties.second.path, hub)
    assert second.kind == "taken"
    assert sorted(path.name for path in hub.contributions.iterdir()) == ["north", "north@2"]
    assert not list(find_unsigned(hub.contributions, hub.trust))
    receipt = check_receipt(parties.first.path, first.receipt, hub.trust.hub)
    assert (receipt.kept_until, receipt.rows, receipt.rejected) == ("2026-07-30", 9, 2)
    with pytest.raises(ConfigError, match="answers another bundle"):
        check_receipt(parties.first.path, second.receipt, hub.trust.hub)
    recall = recall_bundle(parties.first.seal[:12], "by mistake", parties.sender())
    assert open_bundle(recall.path, hub).kind == "recalled"
    assert files(hub.contributions / "north") == ["contribution.toml"]
    assert open_bundle(parties.first.path, hub).kind == "known"
    assert files(hub.contributions / "north") == ["contribution.toml"]
    recall.path.unlink()
    log = read_chain(hub.receipts / "custody.jsonl")
    assert not log.faults(find_heads(hub.receipts))
    assert [line[0].act for line in log.lines if line] == ["received", "received", "recalled", "received"]


REFUSED = {
    "wrong signer": ({"north": "{other}"}, "signed by no key"),
    "expired": ({"span": "until = 2026-06-29"}, "signed until 2026-06-29"),
    "early": ({"span": "from = 2026-07-01"}, "signs from"),
    "compromised": ({"span": "compromised_since = 2026-06-30"}, "compromised since"),
    "terms": ({"terms": f'sha256 = "{"0" * 64}"'}, "are not those of the roster"),
}


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_what_the_roster_does_not_let_in_is_refused_and_leaves_nothing(
    parties: Parties, tmp_path: Path, name: str
) -> None:
    roster, why = REFUSED[name]
    other = (parties.place / "other.sign.pub").read_text().split("\n")[1]
    said = {each: value.format(other=other) for each, value in roster.items()}
    if name == "early":
        hub = parties.hub(tmp_path)
        keys = tuple(replace(key, begins=dt.date(2026, 7, 1)) for key in hub.trust.keys)
        hub = replace(hub, trust=replace(hub.trust, keys=keys))
    else:
        hub = parties.hub(tmp_path, **said)
    with pytest.raises(ContributionError, match=why):
        open_bundle(parties.first.path, hub)
    assert list(hub.contributions.iterdir()) == list(hub.receipts.iterdir()) == []


def opened_tar(parties: Parties, work: Path) -> Path:
    plain = work / "plain.tar"
    assert open_sealed(parties.first.path, plain, read_identity(parties.place / "hub.age"))
    return plain


def test_what_was_made_for_one_hub_is_not_taken_by_another(parties: Parties, tmp_path: Path) -> None:
    passed_on = tmp_path / "b.age"
    other = read_recipient(str(parties.place / "other.age.pub"))
    seal_file(opened_tar(parties, tmp_path), passed_on, (other,))
    hub = replace(parties.hub(tmp_path), identity=read_identity(parties.place / "other.age"))
    with pytest.raises(ContributionError, match="another recipient"):
        open_bundle(passed_on, hub)
    with pytest.raises(ContributionError, match="not encrypted for this hub"):
        open_bundle(parties.first.path, hub)


def test_two_bundles_of_one_number_and_clocks_ahead_are_refused(parties: Parties, tmp_path: Path) -> None:
    hub = parties.hub(tmp_path)
    open_bundle(parties.first.path, hub)
    with DuckDB() as engine:
        sender = replace(parties.sender(), outbox=tmp_path / "outbox", today=TODAY + dt.timedelta(days=1))
        fork = make_bundle(parties.place / "raw" / "north", sender, engine=engine, options=LoadOptions(Keys(MEMBER)))
    with pytest.raises(ContributionError, match="another bundle 1 already"):
        open_bundle(fork.path, hub)
    with pytest.raises(ContributionError, match="set the member's clock"):
        open_bundle(fork.path, replace(hub, today=TODAY - dt.timedelta(days=1)))


def reseal(folder: Path, parties: Parties, manifest: MadeBundle, out: Path) -> Path:
    """What a hostile member can do that has its own key: sign whatever it likes."""
    (folder / "SHA256SUMS").unlink()
    (folder / "SHA256SUMS.minisig").unlink()
    seal = seal_folder(folder)
    signature = sign((folder / "SHA256SUMS").read_bytes(), parties.sender().key, manifest.manifest.comment(seal))
    (folder / "SHA256SUMS.minisig").write_bytes(signature)
    pack_files(folder, out.with_suffix(".tar"))
    seal_file(out.with_suffix(".tar"), out, (parties.sender().to,))
    return out


def test_every_flip_in_the_envelope_and_in_what_it_holds_is_found(parties: Parties, tmp_path: Path) -> None:
    hub, chance = parties.hub(tmp_path), random.Random(7)  # noqa: S311 - which byte is flipped
    plain = opened_tar(parties, tmp_path).read_bytes()
    sealed = parties.first.path.read_bytes()
    for number in range(120):
        content = bytearray(sealed if number % 2 else plain)
        place = chance.randrange(len(content))
        if not number % 2 and not is_meant(bytes(content), place):
            continue
        content[place] ^= 1 << chance.randrange(8)
        path = tmp_path / "flipped.age"
        path.write_bytes(content)
        if not number % 2:
            (tmp_path / "flipped.tar").write_bytes(content)
            seal_file(tmp_path / "flipped.tar", path, (parties.sender().to,))
        with pytest.raises(ContributionError):
            open_bundle(path, hub)
    for size in range(0, len(sealed), 4096):
        (tmp_path / "cut.age").write_bytes(sealed[:size])
        with pytest.raises(ContributionError):
            open_bundle(tmp_path / "cut.age", hub)
    assert list(hub.contributions.iterdir()) == []


def is_meant(content: bytes, place: int) -> bool:
    """Whether a byte of a tar is of a file, and not of what fills its blocks."""
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        return any(each.offset_data <= place < each.offset_data + each.size for each in archive)


def check_both(parties: Parties, receipt: Path, hub: Hub) -> None:
    check_receipt(parties.first.path, receipt, hub.trust.hub)
    for _, why in find_unsigned(hub.contributions, hub.trust):
        raise ContributionError(why)


def test_every_flip_in_a_receipt_and_in_a_signature_is_found(parties: Parties, tmp_path: Path) -> None:
    hub = parties.hub(tmp_path)
    receipt = open_bundle(parties.first.path, hub).receipt
    for path in (
        receipt,
        receipt.with_name(f"{receipt.name}.minisig"),
        hub.contributions / "north" / "SHA256SUMS.minisig",
    ):
        whole = path.read_bytes()
        for place in range(0, len(whole), 3):
            content = bytearray(whole)
            content[place] ^= 1
            path.write_bytes(content)
            with pytest.raises((ConfigError, ContributionError)):
                check_both(parties, receipt, hub)
        path.write_bytes(whole)
    check_receipt(parties.first.path, receipt, hub.trust.hub)


def hostile(*members: tuple[str, bytes, str]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, kind, link in members:
            about = tarfile.TarInfo(name)
            about.type, about.linkname, about.size = kind, link, 3 if kind == tarfile.REGTYPE else 0
            archive.addfile(about, io.BytesIO(b"abc") if kind == tarfile.REGTYPE else None)
    return out.getvalue()


SUMS, PLAIN = "SHA256SUMS", tarfile.REGTYPE
HOSTILE = {
    "link": hostile((SUMS, tarfile.SYMTYPE, "/etc/passwd")),
    "hard link": hostile((SUMS, PLAIN, ""), ("bundle.toml", tarfile.LNKTYPE, SUMS)),
    "device": hostile((SUMS, tarfile.CHRTYPE, "")),
    "pipe": hostile((SUMS, tarfile.FIFOTYPE, "")),
    "folder": hostile((SUMS, tarfile.DIRTYPE, "")),
    "above": hostile(("../bundle.toml", PLAIN, "")),
    "absolute": hostile(("/bundle.toml", PLAIN, "")),
    "twice": hostile((SUMS, PLAIN, ""), (SUMS, PLAIN, "")),
    "capitals": hostile((SUMS, PLAIN, ""), ("sha256sums", PLAIN, "")),
    "strange": hostile(("run.sh", PLAIN, "")),
    "empty": hostile(),
    "no tar": b"abc" * 1000,
    "cut": hostile((SUMS, PLAIN, ""))[:513],
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_a_hostile_archive_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "packed.tar").write_bytes(HOSTILE[name])
    (tmp_path / "out").mkdir()
    with pytest.raises(ContributionError, match="nothing of it was taken"):
        unpack_files(tmp_path / "packed.tar", tmp_path / "out")
    assert not (tmp_path / "bundle.toml").exists()


def test_a_member_that_signs_what_it_likes_is_refused_where_the_bundle_says_otherwise(
    parties: Parties, tmp_path: Path
) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    unpack_files(opened_tar(parties, tmp_path), folder)
    said = (folder / "contribution.toml").read_text(encoding="utf-8")
    hub = parties.hub(tmp_path)
    for wrong, why in (
        (said.replace('id = "north"', 'id = "south"'), "not the one that its bundle.toml"),
        (said.replace('legal_basis = "i', 'legal_basis = "I'), "not the one that its bundle.toml"),
        (said.replace('tokens = "made"', ""), "not made at the member"),
    ):
        (folder / "contribution.toml").write_text(wrong, encoding="utf-8")
        with pytest.raises(ContributionError, match=why):
            open_bundle(reseal(folder, parties, parties.first, tmp_path / "b.age"), hub)
    assert list(hub.contributions.iterdir()) == []


def test_what_rests_on_a_compromised_key_is_traced_to_runs(parties: Parties, tmp_path: Path) -> None:
    hub = parties.hub(tmp_path)
    open_bundle(parties.first.path, hub)
    own = digest(hub.contributions / "north" / "contribution.toml")
    for name, read in (("read", own), ("other", "0" * 64)):
        inputs = {"north/contribution.toml": read}
        for folder in (tmp_path / "runs" / name, tmp_path / "runs" / name / "referrals" / "r-1"):
            folder.mkdir(parents=True)
            said = inputs if folder.name == name else {"north/t-1.csv": "0" * 64}
            (folder / "manifest.json").write_text(json.dumps({"inputs": said}))
    assert list(trace_compromised(hub.contributions, hub.trust, tmp_path / "runs")) == []
    later = parties.hub(tmp_path, span="compromised_since = 2026-06-30").trust
    (found,) = trace_compromised(hub.contributions, later, tmp_path / "runs")
    assert (found.why, found.runs, found.referrals) == (
        "is compromised since 2026-06-30",
        ("read",),
        ("read/r-1",),
    )
    before = parties.hub(tmp_path, span="compromised_since = 2026-07-01").trust
    assert list(trace_compromised(hub.contributions, before, None)) == []


@pytest.mark.bundle
def test_public_programs_open_what_finpath_writes(parties: Parties, tmp_path: Path) -> None:
    def run(*command: str | Path) -> None:
        subprocess.run(list(map(str, command)), check=True, capture_output=True, cwd=tmp_path)

    run("age", "--decrypt", "-i", parties.place / "hub.age", "-o", "plain.tar", parties.first.path)
    run("tar", "-xf", "plain.tar")
    run("sha256sum", "--check", "SHA256SUMS")
    run("minisign", "-V", "-p", parties.place / "north.sign.pub", "-m", "SHA256SUMS")
    run("age", "-r", parties.sender().to, "-o", "again.age", "plain.tar")
    assert open_bundle(tmp_path / "again.age", parties.hub(tmp_path)).kind == "taken"
