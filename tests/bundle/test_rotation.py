"""The key of tokens changes: what was handed in is carried over one to one, or nothing of it is touched."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from finpath.bundle import carry_over as carrying
from finpath.bundle.archive import unpack_files
from finpath.bundle.hold import find_bundle, hold
from finpath.bundle.make import MadeBundle, make_bundle, recall_bundle, write_bundle
from finpath.bundle.manifest import BundleManifest
from finpath.bundle.open import Hub, check_receipt, open_bundle
from finpath.bundle.opened import find_unsigned
from finpath.bundle.purge import purge
from finpath.bundle.rotated import NAME as ROTATED
from finpath.bundle.rotated import read_rotated, write_rotated
from finpath.bundle.rotation import rotate_tokens
from finpath.bundle.rotation_table import NAME, SCHEMA, read_rotation, table_files, token_columns
from finpath.bundle.where import find_token
from finpath.config import Roster, RosterMember
from finpath.custody import read_chain
from finpath.engine import DuckDB
from finpath.errors import ConfigError, ContributionError
from finpath.ingest import Keys, LoadOptions, load
from finpath.ingest.surrogates import finish
from finpath.ingest.tokens import finish_token, key_id
from finpath.keyring import Identity, open_sealed, read_identity, read_signer
from finpath.output.folder import swap as swapping
from tests.bundle.both_ways import HUB, MEMBER
from tests.bundle.test_bundle import TODAY, Parties, parties
from tests.bundle.test_equality import ENTRIES, MERCHANTS, ODD, hand_in
from tests.running import tree

__all__ = ["parties"]

NEW = hashlib.sha256(b"the members' next key").digest()
KEYS = key_id(MEMBER), key_id(NEW)
Pairs = list[tuple[str, str]]
PURSE = '[[files]]\ntable = "transactions"\npath = "t.csv"\nsurrogate = true\n'


@dataclass(frozen=True)
class Rotating:
    """A member with three contributions, each as its bundle with the old key and with the new one; and its rotation."""

    parties: Parties
    place: Path
    old: tuple[MadeBundle, ...]
    new: tuple[MadeBundle, ...]
    rotation: MadeBundle

    def hub(self, work: Path, *keys: str) -> Hub:
        work.mkdir(exist_ok=True)
        hub = self.parties.hub(work)
        return replace(hub, trust=replace(hub.trust, token_keys={"north": keys or KEYS[::-1]}))

    def outbox(self, work: Path, bundles: int = 3) -> Path:
        """An outbox in which so many bundles were made."""
        (work / "outbox").mkdir(parents=True)
        for each in self.old[:bundles]:
            for path in (each.path, each.path.with_suffix(".toml")):
                shutil.copy(path, work / "outbox")
        return work / "outbox"

    def sign(self, work: Path, pairs: Pairs, **said: object) -> Path:
        """A rotation as a hostile member makes it: any table, and whatever it says of it."""

        def fill(folder: Path) -> BundleManifest:
            columns = list(zip(*pairs, strict=True)) or [(), ()]
            table = pa.table([pa.array(each, pa.string()) for each in columns], schema=SCHEMA)
            pq.write_table(table, folder / NAME)
            about = {"rows": {"rotation": len(pairs)}, **said}
            return replace(self.rotation.manifest, **about)  # type: ignore[arg-type]

        return write_bundle(replace(self.parties.sender(), outbox=self.outbox(work)), fill).path

    def sealed(self, work: Path) -> Path:
        """A copy of the rotation: the hub destroys what it has applied."""
        path = work / self.rotation.path.name
        path.write_bytes(self.rotation.path.read_bytes())
        return path


def contributions(folder: Path) -> tuple[Path, ...]:
    """Raw folders: odd rows, surrogates in ids, and one that no table of the member's knows."""
    files = {"t-1.csv": ODD.encode(), "m.csv": MERCHANTS.encode()}
    hand_in(folder / "one", "north", files, ENTRIES)
    other = ODD.replace(",m1,", ",DE89370400440532013000,").replace("\nt", "\nu").encode()
    hand_in(folder / "two", "north", {"t.csv": other}, PURSE)
    hand_in(folder / "late", "north", {"t-1.csv": ODD.replace("p1", "p9").encode(), "m.csv": files["m.csv"]}, ENTRIES)
    return tuple(folder / name / "north" for name in ("one", "two", "late"))


@pytest.fixture(scope="module")
def rotating(parties: Parties, tmp_path_factory: pytest.TempPathFactory) -> Rotating:
    place = tmp_path_factory.mktemp("rotating")
    raw = contributions(place / "raw")
    made: dict[bytes, list[MadeBundle]] = {MEMBER: [], NEW: []}
    for key, outbox in ((MEMBER, "old"), (NEW, "new")):
        for each in raw:
            with DuckDB() as engine:
                sender = replace(parties.sender(), outbox=place / outbox)
                made[key].append(make_bundle(each, sender, engine=engine, options=LoadOptions(Keys(key))))
    rotation = rotate(parties, raw[:2], place / "old")
    return Rotating(parties, place, tuple(made[MEMBER]), tuple(made[NEW]), rotation)


def rotate(parties: Parties, raw: tuple[Path, ...], outbox: Path) -> MadeBundle:
    sender = replace(parties.sender(), outbox=outbox)
    return rotate_tokens(raw, MEMBER, sender, engine=DuckDB, options=LoadOptions(Keys(NEW)))


def open_all(made: tuple[MadeBundle, ...], hub: Hub) -> None:
    for each in made:
        open_bundle(each.path, hub)


def tables(contributions: Path) -> dict[str, bytes]:
    """The bytes of every file of tokens."""
    return {f"{path.parent.name}/{path.name}": path.read_bytes() for path in sorted(contributions.glob("*/*.parquet"))}


def tokens(contributions: Path) -> set[str]:
    found: set[str] = set()
    for folder in contributions.iterdir():
        for path, table in table_files(folder):
            content = pq.read_table(path)
            for name in token_columns(content.schema, table):
                found |= set(content[name].drop_null().to_pylist())
    return found


def test_what_was_carried_over_has_the_bytes_of_what_is_made_with_the_new_key(
    rotating: Rotating, tmp_path: Path
) -> None:
    hub, fresh = rotating.hub(tmp_path), rotating.hub(tmp_path / "fresh")
    open_all(rotating.old, hub)
    open_all(rotating.new[:2], fresh)
    sealed = rotating.sealed(tmp_path)
    done = open_bundle(sealed, hub)
    assert done.kind == "rotated"
    assert done.carried is not None
    assert (done.carried.folders, done.carried.held) == (("north", "north@2", "north@3"), ())
    assert done.carried.left == 1, "p9, which the table does not know"
    after, made = tables(hub.contributions), tables(fresh.contributions)
    assert {name: after[name] for name in made} == made
    assert {token[:8] for token in tokens(fresh.contributions)} == {KEYS[1]}
    assert not sealed.exists(), "the table is kept nowhere"
    assert not list(tmp_path.rglob(NAME))
    assert not list(find_unsigned(hub.contributions, hub.trust))
    receipt = check_receipt(rotating.rotation.path, done.receipt, hub.trust.hub)
    assert (receipt.kind, receipt.left, receipt.kept_until) == ("taken", 1, "")
    assert [line[0].act for line in read_chain(hub.receipts / "custody.jsonl").lines if line][-1] == "rotated"


def test_a_ledger_is_the_same_before_and_after_but_for_tokens(rotating: Rotating, tmp_path: Path) -> None:
    hub = rotating.hub(tmp_path)
    open_all(rotating.old[:2], hub)
    before = payments(hub.contributions)
    raw = tuple(rotating.place / "raw" / name / "north" for name in ("one", "two"))
    mapping = as_the_hub_spells(table_of(rotating, tmp_path))
    done = open_bundle(rotate(rotating.parties, raw, rotating.outbox(tmp_path, 2)).path, hub)
    assert done.carried is not None
    assert done.carried.left == 0
    assert payments(hub.contributions) == {carry(row, mapping) for row in before}
    assert len(before) > 5


def payments(contributions: Path, keys: Keys | None = None) -> set[str]:
    """Who paid what to whom, and what accounts have in common, as a run has it."""
    with DuckDB() as engine:
        load(contributions, engine=engine, options=LoadOptions(keys or Keys(None, HUB)))
        rows = [*engine.rows(PAID), *engine.rows("SELECT * EXCLUDE (merchant) FROM merchant_accounts")]
    return set(map(repr, rows))


PAID = """
    SELECT accounts.provider_id,
           accounts.merchant_id,
           payments.transaction_id,
           payments.amount,
           payments.file,
           payments.row,
           payers.payer_ref_kind,
           payers.token
    FROM transactions      AS payments
    JOIN payer_tokens      AS payers   ON payers.payer = payments.payer
    JOIN merchant_accounts AS accounts ON accounts.merchant = payments.merchant
"""


def table_of(rotating: Rotating, work: Path) -> dict[str, str]:
    """What the rotation makes of each token and each surrogate."""
    return unpacked_table(rotating.rotation.path, read_identity(rotating.parties.place / "hub.age"), work / "table")


def unpacked_table(sealed: Path, identity: Identity, work: Path) -> dict[str, str]:
    work.mkdir(parents=True)
    assert open_sealed(sealed, work / "t.tar", identity)
    unpack_files(work / "t.tar", work)
    table = read_rotation(work / NAME, KEYS)
    shutil.rmtree(work)
    tokens = zip(table.old.tolist(), table.new.tolist(), strict=True)
    return {**{one.decode(): other.decode() for one, other in tokens}, **table.halves}


def as_the_hub_spells(mapping: dict[str, str]) -> dict[str, str]:
    def spell(text: str) -> str:
        return finish_token(text, HUB) if ":" in text else finish(text, HUB)

    return {spell(old): spell(new) for old, new in mapping.items()}


def carry(text: str, mapping: dict[str, str]) -> str:
    return re.sub(r"[a-z2-7]{8}:[a-z2-7]{52}|[a-z]+-[a-z2-7]{26}", lambda found: mapping[found[0]], text)


def test_another_key_of_the_hub_is_nobody_elses_matter(rotating: Rotating, tmp_path: Path) -> None:
    hub = rotating.hub(tmp_path)
    open_all(rotating.old[:1], hub)
    spelled = re.compile("[a-z2-7]{8}:[a-z2-7]{52}")
    one, other = (payments(hub.contributions, Keys(None, key)) for key in (HUB, NEW))
    assert one.isdisjoint(row for row in other if spelled.search(row))
    assert sorted(spelled.sub("", row) for row in one) == sorted(spelled.sub("", row) for row in other)


def test_a_run_says_who_was_not_carried_over_and_that_keys_are_apart(rotating: Rotating, tmp_path: Path) -> None:
    hub = rotating.hub(tmp_path)
    open_all(rotating.old, hub)
    open_bundle(rotating.sealed(tmp_path), hub)
    member = RosterMember("north", "N", "acquirer", "NL", "Europe/Amsterdam", ("north",), ("transactions", "merchants"),
                          ("member",), KEYS[::-1])  # fmt: skip
    notes = notes_of(hub.contributions, Roster((member,)))
    (left,) = [note for note in notes if "were not carried over" in note]
    assert left.startswith(f"north/t-1.csv: 1 tokens in 2 rows are of the key {KEYS[0]}, and were not carried over to")
    assert left.endswith("(rows 3, 9).")
    (apart,) = [note for note in notes if "Tokens of 2 keys are in this run" in note]
    assert f"{KEYS[0]} (north); {KEYS[1]} (north)" in apart or f"{KEYS[1]} (north); {KEYS[0]} (north)" in apart
    ended = Roster((replace(member, token_keys=KEYS[1:]),))
    with DuckDB() as engine:
        load(hub.contributions, engine=engine, options=LoadOptions(Keys(None, HUB), roster=ended))
        reasons = [str(row[0]) for row in engine.rows("SELECT reason FROM rejects WHERE reason LIKE '%is a token of%'")]
    assert set(reasons) == {f"is a token of the key {KEYS[0]}, and tokens of the key {KEYS[1]} were expected"}


def notes_of(contributions: Path, roster: Roster) -> tuple[str, ...]:
    with DuckDB() as engine:
        return load(contributions, engine=engine, options=LoadOptions(Keys(None, HUB), roster=roster)).notes


def test_a_bundle_of_a_key_that_the_roster_does_not_give_is_refused(rotating: Rotating, tmp_path: Path) -> None:
    hub = rotating.hub(tmp_path, KEYS[1])
    with pytest.raises(ContributionError, match=f"are of the key {KEYS[0]}, and the roster gives north {KEYS[1]}"):
        open_bundle(rotating.old[0].path, hub)


A, B, C = (letter * 52 for letter in "abc")
OLD_A, OLD_B, NEW_A, NEW_B = f"{KEYS[0]}:{A}", f"{KEYS[0]}:{B}", f"{KEYS[1]}:{A}", f"{KEYS[1]}:{B}"
HOSTILE: dict[str, tuple[Pairs, str]] = {
    "two become one": ([(OLD_A, NEW_A), (OLD_B, NEW_A)], "one of two identifiers"),
    "one becomes two": ([(OLD_A, NEW_A), (OLD_A, NEW_B)], "one of two identifiers"),
    "a phone": ([(OLD_A, "+31201234567")], "not of the one key and of the other"),
    "a card": ([(OLD_A, "4111111111111111")], "not of the one key and of the other"),
    "51 letters": ([(OLD_A, NEW_A[:-1])], "not of the one key and of the other"),
    "another key": ([(f"aaaaaaaa:{A}", NEW_A)], "not of the one key and of the other"),
    "backwards": ([(NEW_A, OLD_A)], "no tokens and no surrogates"),
    "a name": ([("Jo Doe", "Jo Doe")], "no tokens and no surrogates"),
    "of two kinds": ([(f"card-{A}", f"account-{B}")], "surrogates of one kind"),
    "surrogates that change places": ([(f"card-{A}", f"card-{B}"), (f"card-{B}", f"card-{A}")], "another that it rep"),
    "two surrogates become one": ([(f"card-{A}", f"card-{C}"), (f"card-{B}", f"card-{C}")], "one of two identifiers"),
    "nothing": ([(None, NEW_A)], "not of the one key and of the other"),  # type: ignore[list-item]
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_a_table_that_makes_somebody_another_is_refused_and_nothing_is_touched(
    rotating: Rotating, tmp_path: Path, name: str
) -> None:
    pairs, why = HOSTILE[name]
    hub = rotating.hub(tmp_path)
    open_all(rotating.old, hub)
    before = tree(hub.contributions)
    with pytest.raises(ContributionError, match=why):
        open_bundle(rotating.sign(tmp_path / "hostile", pairs), hub)
    assert tree(hub.contributions) == before


def test_what_is_said_of_a_rotation_must_be_so(rotating: Rotating, tmp_path: Path) -> None:
    hub = rotating.hub(tmp_path)
    open_all(rotating.old, hub)
    before = tree(hub.contributions)
    one = [(OLD_A, NEW_A)]
    wrong: tuple[tuple[dict[str, object], str], ...] = (
        ({"rows": {"rotation": 2}}, "its bundle.toml says otherwise"),
        ({"old_token_key": KEYS[1]}, "the new key before the old"),
        ({"token_key": KEYS[0], "old_token_key": KEYS[1]}, "the new key before the old"),
        ({"old_token_key": "no key"}, "names a key that is none"),
        ({"kind": "contribution"}, "names a key that is none"),
        ({"kind": "contribution", "old_token_key": ""}, "there is no contribution.toml"),
        ({"provider": "south"}, "signed by no key that the roster gives south"),
    )
    for number, (said, why) in enumerate(wrong):
        with pytest.raises(ContributionError, match=why):
            open_bundle(rotating.sign(tmp_path / str(number), one, **said), hub)
    for keys in ((), KEYS, KEYS[1:]):
        trust = replace(hub.trust, token_keys={"north": keys})
        with pytest.raises(ContributionError, match="the new key before the old"):
            open_bundle(rotating.sealed(tmp_path), replace(hub, trust=trust))
    assert tree(hub.contributions) == before


def test_a_table_with_more_rows_than_bytes_is_refused_before_it_is_read(rotating: Rotating, tmp_path: Path) -> None:
    hub = rotating.hub(tmp_path)
    open_all(rotating.old, hub)
    with pytest.raises(ContributionError, match="more rows than its bytes can hold"):
        open_bundle(rotating.sign(tmp_path / "bomb", [(OLD_A, NEW_A)] * 2_000_000), hub)


def test_nobody_is_made_another_who_stands_there_already(rotating: Rotating, tmp_path: Path) -> None:
    """A second rotation that carries who was left over to a token that the first gave to somebody else."""
    hub = rotating.hub(tmp_path)
    open_all(rotating.old, hub)
    outbox = rotating.outbox(tmp_path)
    raw = rotating.place / "raw" / "one" / "north"
    open_bundle(rotate(rotating.parties, (raw,), outbox).path, hub)
    (left, *_) = sorted(token for token in tokens(hub.contributions) if token[:8] == KEYS[0])
    there = sorted(pq.read_table(next(hub.contributions.glob("north@3/*trans*")))["payer_ref"].to_pylist())
    victim = next(token for token in there if token[:8] == KEYS[1])
    before = tree(hub.contributions)

    def fill(folder: Path) -> BundleManifest:
        pq.write_table(pa.table([[left], [victim]], schema=SCHEMA), folder / NAME)
        return replace(rotating.rotation.manifest, rows={"rotation": 1})

    stands = {path.parent.name for path in hub.contributions.glob("*/*.parquet") if left.encode() in whole(path)}
    assert "north@3" in stands
    with pytest.raises(ContributionError, match="another who stands there already"):
        open_bundle(write_bundle(replace(rotating.parties.sender(), outbox=outbox), fill).path, hub)
    assert tree(hub.contributions) == before


def whole(path: Path) -> bytes:
    return repr(pq.read_table(path).to_pydict()).encode()


ODDITIES = {
    "no ASCII": pa.array(["é", "\x00", f"{OLD_A}\x00", f"{OLD_A}\n", "x" * 200, None], pa.string()),
    "no text": pa.Array.from_buffers(
        pa.string(), 1, [None, pa.py_buffer(b"\0\0\0\0\2\0\0\0"), pa.py_buffer(b"\xff\xfe")]
    ),
    "numbers": pa.array([1, 2]),
}


@pytest.mark.parametrize("name", [*ODDITIES, "two columns of a name", "no Parquet"])
def test_what_a_hostile_file_holds_stops_no_rotation(rotating: Rotating, tmp_path: Path, name: str) -> None:
    hub = rotating.hub(tmp_path)
    open_all(rotating.old, hub)
    (path,) = hub.contributions.glob("north@2/*-transactions-*.parquet")
    metadata = pq.read_schema(path).metadata
    if name in ODDITIES:
        table = pa.table({"payer_ref": ODDITIES[name], "merchant_id": ODDITIES[name]})
        pq.write_table(table.replace_schema_metadata(metadata), path)
    elif name == "two columns of a name":
        twice = pa.Table.from_arrays([pa.array([OLD_A]), pa.array([OLD_B])], names=["payer_ref", "payer_ref"])
        pq.write_table(twice.replace_schema_metadata(metadata), path)
    else:
        path.write_bytes(b"PAR1" * 9)
    before = path.read_bytes()
    done = open_bundle(rotating.sealed(tmp_path), hub)
    assert done.carried is not None
    assert {"north", "north@3"} <= set(done.carried.folders)
    if name == "no ASCII":
        assert pq.read_table(path)["payer_ref"].to_pylist() == ODDITIES[name].to_pylist()
    elif name != "numbers":
        assert path.read_bytes() == before


def test_a_hub_that_the_roster_does_not_list_carries_nothing_over(rotating: Rotating, tmp_path: Path) -> None:
    hub = rotating.hub(tmp_path)
    open_all(rotating.old, hub)
    before = tree(hub.contributions)
    with pytest.raises(ConfigError, match="does not list the key that signs here"):
        open_bundle(rotating.sealed(tmp_path), replace(hub, trust=replace(hub.trust, hub=())))
    assert tree(hub.contributions) == before


def test_anothers_tokens_are_not_touched(rotating: Rotating, tmp_path: Path) -> None:
    """A rotation is of its signer's contributions alone, even where another has the same tokens."""
    hub = rotating.hub(tmp_path)
    open_all(rotating.old, hub)
    other = hub.contributions / "south"
    shutil.copytree(hub.contributions / "north", other)
    said = (other / "bundle.toml").read_text().replace('provider = "north"', 'provider = "south"')
    (other / "bundle.toml").write_text(said)
    before = tree(other)
    open_bundle(rotating.sealed(tmp_path), hub)
    assert tree(other) == before


def test_a_rotation_that_comes_again_is_known_and_a_second_carries_on(rotating: Rotating, tmp_path: Path) -> None:
    hub = rotating.hub(tmp_path)
    open_all(rotating.old, hub)
    assert open_bundle(rotating.sealed(tmp_path), hub).kind == "rotated"
    after = tree(hub.contributions)
    again = rotating.sealed(tmp_path)
    assert open_bundle(again, hub).kind == "known"
    assert not again.exists()
    assert tree(hub.contributions) == after
    outbox = rotating.outbox(tmp_path)
    for path in (rotating.rotation.path, rotating.rotation.path.with_suffix(".toml")):
        shutil.copy(path, outbox)
    second = rotate(rotating.parties, (rotating.place / "raw" / "late" / "north",), outbox)
    done = open_bundle(second.path, hub)
    assert done.carried is not None
    assert (done.carried.folders, done.carried.left) == (("north@3",), 0)
    fresh = rotating.hub(tmp_path / "fresh")
    open_all(rotating.new, fresh)
    assert tables(hub.contributions) == tables(fresh.contributions)
    assert not list(find_unsigned(hub.contributions, hub.trust))


@pytest.mark.parametrize("can_swap", [True, False])
def test_a_rotation_that_dies_is_done_again(
    rotating: Rotating, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, can_swap: bool
) -> None:
    hub = rotating.hub(tmp_path)
    open_all(rotating.old, hub)
    calls: list[Path] = []

    def swap(one: Path, other: Path) -> bool:
        calls.append(one)
        if len(calls) == 2:
            if not can_swap:
                other.rename(other.with_name(carrying.ASIDE + other.name))
            raise KeyboardInterrupt
        return swapping.swap(one, other) if can_swap else False

    sealed = rotating.sealed(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr("finpath.bundle.carry_over.swap", swap)
        with pytest.raises(KeyboardInterrupt):
            open_bundle(sealed, hub)
        assert sealed.exists()
        done = open_bundle(sealed, hub)
    assert done.carried is not None
    assert done.carried.folders == ("north@2", "north@3")
    assert sorted(path.name for path in hub.contributions.iterdir()) == ["north", "north@2", "north@3"]
    whole_hub = rotating.hub(tmp_path / "whole")
    open_all(rotating.old, whole_hub)
    open_bundle(rotating.sealed(tmp_path), whole_hub)
    assert tables(hub.contributions) == tables(whole_hub.contributions)
    assert not list(find_unsigned(hub.contributions, hub.trust))


def test_what_is_held_stays_as_it_is_and_is_named(rotating: Rotating, tmp_path: Path) -> None:
    hub = rotating.hub(tmp_path)
    open_all(rotating.old, hub)
    hold(find_bundle(hub.contributions, rotating.old[1].seal), hub.receipts, {"by": "Court", "reason": "7"}, TODAY)
    before = tree(hub.contributions / "north@2")
    done = open_bundle(rotating.sealed(tmp_path), hub)
    assert done.carried is not None
    assert (done.carried.held, done.carried.folders) == (("north@2",), ("north", "north@3"))
    assert done.carried.left > 1
    assert tree(hub.contributions / "north@2") == before


def test_what_the_hub_says_of_a_rotation_is_held_against_its_signature(rotating: Rotating, tmp_path: Path) -> None:
    hub = rotating.hub(tmp_path)
    open_all(rotating.old, hub)
    before = {path: path.read_bytes() for path in hub.contributions.glob("north/*")}
    open_bundle(rotating.sealed(tmp_path), hub)
    folder = hub.contributions / "north"
    other = read_signer(rotating.parties.place / "other.sign")
    said = (folder / ROTATED).read_bytes()
    rotated = read_rotated(folder, rotating.old[0].seal, hub.trust.hub)
    assert rotated is not None

    def unsigned() -> str:
        return dict(find_unsigned(hub.contributions, hub.trust)).get("north", "")

    write_rotated(folder, rotated, other)
    assert "no key of the hub in the roster signed that" in unsigned()
    write_rotated(folder, replace(rotated, bundle=rotating.old[1].seal), hub.key)
    assert "no key of the hub in the roster signed that" in unsigned()
    write_rotated(folder, rotated, hub.key)
    assert unsigned() == ""
    for wrong in (b"]", said.replace(b"format = 1", b"format = 2"), said.replace(b'.parquet" =', b'.sh" ='), said[:-9]):
        (folder / ROTATED).write_bytes(wrong)
        assert "ROTATED.toml that is none" in unsigned()
    (folder / ROTATED).write_bytes(said)
    for path in sorted(folder.glob("*.parquet")):
        whole = path.read_bytes()
        path.write_bytes(whole[:-1] + b"?")
        assert "is not as it was signed" in unsigned(), path
        path.write_bytes(whole)
    for path, content in before.items():  # the old files with the new statement: what was carried over comes not back
        path.write_bytes(content)
    assert "is not as it was signed" in unsigned()


def test_what_was_carried_over_is_called_back_purged_and_found_as_before(rotating: Rotating, tmp_path: Path) -> None:
    hub = rotating.hub(tmp_path)
    open_all(rotating.old, hub)
    mapping = table_of(rotating, tmp_path / "work")
    open_bundle(rotating.sealed(tmp_path), hub)
    old, new = next((old, new) for old, new in mapping.items() if old.startswith(KEYS[0]))
    assert not list(find_token(old, hub.contributions, hub.receipts))
    assert list(find_token(new, hub.contributions, hub.receipts))
    outbox = rotating.outbox(tmp_path)
    for path in (rotating.rotation.path, rotating.rotation.path.with_suffix(".toml")):
        shutil.copy(path, outbox)
    sender = replace(rotating.parties.sender(), outbox=outbox)
    with pytest.raises(ConfigError, match="holds 0 bundles"):
        recall_bundle(rotating.rotation.seal[:12], "by mistake", sender)
    open_bundle(recall_bundle(rotating.old[0].seal, "by mistake", sender).path, hub)
    assert [path.name for path in (hub.contributions / "north").iterdir()] == ["contribution.toml"]
    later = replace(hub.registry, today=dt.date(2026, 7, 31))
    assert [each.bundle.folder.name for each in purge(hub.contributions, None, later)] == ["north@2", "north@3"]


def test_a_rotation_is_made_of_one_members_folders_and_of_two_keys(rotating: Rotating, tmp_path: Path) -> None:
    raw = rotating.place / "raw" / "one" / "north"
    sender = replace(rotating.parties.sender(), outbox=tmp_path / "outbox")
    with pytest.raises(ConfigError, match="The old key and the new one are both"):
        rotate_tokens([raw], NEW, sender, engine=DuckDB, options=LoadOptions(Keys(NEW)))
    hand_in(tmp_path, "south", {"t-1.csv": ODD.encode(), "m.csv": MERCHANTS.encode()}, ENTRIES)
    with pytest.raises(ConfigError, match="is of another member than"):
        rotate(rotating.parties, (raw, tmp_path / "south"), tmp_path / "outbox")
    assert list((tmp_path / "outbox").iterdir()) == []
