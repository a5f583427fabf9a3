"""Files that were kept give the ledger that reading them anew gives; what differs is read anew, and what left goes."""

from __future__ import annotations

import gzip
import os
import random
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from finpath import pipeline, synth
from finpath.engine import DuckDB
from finpath.errors import ConfigError
from finpath.ingest import Keys, LoadOptions, kept_files, load
from finpath.ingest.kept_files import KeptFiles
from finpath.ingest.sealed_table import derive_key, read_table
from finpath.ingest.stage import FileReading, StagedFile, stage
from tests.bundle.both_ways import HUB, MEMBER, all_of, hand_over_all, text_of
from tests.bundle.test_equality import ENTRIES, MERCHANTS, ODD, hand_in
from tests.ingest.coalition import rows
from tests.ingest.formats.test_golden import FORMATS, GOLDEN
from tests.running import tree

KEYS = Keys(MEMBER, HUB)
HOSTS = '\n[[files]]\ntable = "merchants"\npath = "m.csv"\n'
RATES = '\n[[files]]\ntable = "rates"\npath = "r.csv"\n'
PAYMENTS = '\n[[files]]\ntable = "transactions"\npath = "t*.csv*"\n'


TAKEN_BACK = '\n[withdrawal]\non = 2026-04-01\nreason = "a mistake"\n'


def withdraw(member: Path) -> None:
    place = member / "contribution.toml"
    place.write_text(place.read_text().replace(TAKEN_BACK, "") + TAKEN_BACK)


def said_of(folder: Path, kept: Path | None = None, keys: Keys = KEYS) -> dict[str, object]:
    """All that a ledger of the folder says."""
    options = LoadOptions(keys, kept=KeptFiles(kept, keys) if kept else None)
    with DuckDB() as engine:
        return all_of(folder, options, engine)


def same(folder: Path, kept: Path, keys: Keys = KEYS) -> None:
    """Whatever is kept, the ledger is that of reading anew."""
    anew = said_of(folder, keys=keys)
    found = said_of(folder, kept, keys)
    assert {name for name in {*anew, *found} if anew.get(name) != found.get(name)} == set()


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that are read from now on."""
    found: list[str] = []

    def noted(reading: FileReading) -> StagedFile:
        found.append(reading.source.path)
        return stage(reading)

    monkeypatch.setattr("finpath.ingest.contributions.stage", noted)
    return found


def test_every_format_is_taken_as_it_was_read(tmp_path: Path, read: list[str]) -> None:
    pytest.importorskip("mt940")
    for name in FORMATS:
        content = {f"{name}.input": (GOLDEN / f"{name}.input").read_bytes()}
        hand_in(tmp_path / "raw", name, content, (GOLDEN / f"{name}.toml").read_text(encoding="utf-8"))
    anew = said_of(tmp_path / "raw")
    files = len(read)
    assert said_of(tmp_path / "raw", tmp_path / "kept") == anew
    assert len(read) == 2 * files >= 2 * len(FORMATS)
    assert said_of(tmp_path / "raw", tmp_path / "kept") == anew
    assert len(read) == 2 * files, "nothing is read again"


@pytest.mark.parametrize("keys", [KEYS, Keys(MEMBER)])
def test_what_is_odd_is_told_the_same(keys: Keys, tmp_path: Path) -> None:
    files = {"t-1.csv": ODD.encode(), "t-2.csv": ODD.encode(), "m.csv": MERCHANTS.encode()}
    hand_in(tmp_path / "raw", "north", files, ENTRIES)
    entry = '[[files]]\ntable = "transactions"\npath = "t.csv"\nsurrogate = true\n'
    own = '[files.columns]\ntransaction_id = "@row"\n'
    hand_in(tmp_path / "raw", "purse", {"t.csv": ODD.encode()}, entry + own, "wallet")
    for _ in range(2):
        same(tmp_path / "raw", tmp_path / "kept", keys)


def test_files_of_bundles_are_kept_too(tmp_path: Path, read: list[str]) -> None:
    hand_in(tmp_path / "raw", "north", {"t-1.csv": ODD.encode(), "m.csv": MERCHANTS.encode()}, ENTRIES)
    hand_over_all(tmp_path / "raw", tmp_path / "opened")
    for _ in range(2):
        same(tmp_path / "opened", tmp_path / "kept", Keys(None, HUB))
    assert len(read) == 2 + 3 * 2, "handed over once, read anew twice, and once to be kept"
    rejects = tmp_path / "opened" / "north" / "rejects.parquet"
    rejects.write_bytes(rejects.read_bytes()[:-1] + b"x")
    same(tmp_path / "opened", tmp_path / "kept", Keys(None, HUB))


def test_identifiers_in_clear_without_the_members_key_refuse_their_contribution_alone(tmp_path: Path) -> None:
    hand_in(tmp_path / "raw", "north", {"t-1.csv": ODD.encode(), "m.csv": MERCHANTS.encode()}, ENTRIES)
    hub = Keys(None, HUB)
    for kept in (None, tmp_path / "kept"):
        why = str(said_of(tmp_path / "raw", kept, hub)["failed"])
        assert why.startswith("Every contribution was refused. Identifiers stand in clear")
        assert "Traceback" not in why
    hand_over_all(tmp_path / "raw", tmp_path / "opened")
    hand_in(tmp_path / "opened", "zoll", {"m.csv": b"merchant_id,kind,domain\nm1,merchant,a.example\n"}, HOSTS)
    hand_in(tmp_path / "opened", "zuse", {"r.csv": b"currency,date,eur\nUSD,2026-03-01,0.9\n"}, RATES)
    with DuckDB() as engine:
        ledger = load(tmp_path / "opened", engine=engine, options=LoadOptions(hub))
        assert [refusal.contribution for refusal in ledger.refusals] == ["zoll"]


def test_nothing_of_a_person_and_nothing_in_clear_is_kept(tmp_path: Path) -> None:
    hand_in(tmp_path / "raw", "north", {"t-1.csv": ODD.encode(), "m.csv": MERCHANTS.encode()}, ENTRIES)
    said_of(tmp_path / "raw", tmp_path / "kept")
    kept = [path for path in (tmp_path / "kept").iterdir() if path.suffix == ".rows"]
    assert kept
    texts = ""
    for path in kept:
        assert path.read_bytes()[:4] == path.read_bytes()[-4:] == b"PARE", "its footer is encrypted too"
        with DuckDB() as engine:
            read_table(engine, "rows", path, derive_key(KEYS, bytes.fromhex(path.stem), kept_files.OF_ROWS))
            texts += str(engine.rows("SELECT * FROM rows"))
    for planted in ("7946", "Jane", "Jo Doe", "jo@shop", "Jo@Shop", "0417", "4111", "DE8937", "tuition", "call me"):
        assert planted not in texts, planted
    assert "m1" in texts


@pytest.mark.parametrize("kind", ["rows", "rejects"])
@pytest.mark.parametrize("place", [0.02, 0.5, 0.98])
def test_what_was_altered_is_read_anew_and_mended(kind: str, place: float, tmp_path: Path, read: list[str]) -> None:
    hand_in(tmp_path / "raw", "north", {"t-1.csv": ODD.encode()}, ENTRIES.partition('[[files]]\ntable = "merch')[0])
    said_of(tmp_path / "raw", tmp_path / "kept")
    (path,) = (tmp_path / "kept").glob(f"*.{kind}")
    text = bytearray(path.read_bytes())
    text[int(place * len(text))] ^= 1
    path.write_bytes(bytes(text))
    read.clear()
    same(tmp_path / "raw", tmp_path / "kept")
    assert len(read) == 2
    read.clear()
    said_of(tmp_path / "raw", tmp_path / "kept")
    assert read == []


def test_one_kept_file_does_not_stand_for_another(tmp_path: Path) -> None:
    hand_in(
        tmp_path / "raw", "north", {"t1.csv": rows({}).encode(), "t2.csv": rows({"amount": "9"}).encode()}, PAYMENTS
    )
    said_of(tmp_path / "raw", tmp_path / "kept")
    one, other = sorted((tmp_path / "kept").glob("*.rows"))
    shutil.copy(one, tmp_path / "held")
    shutil.copy(other, one)
    shutil.copy(tmp_path / "held", other)
    same(tmp_path / "raw", tmp_path / "kept")


@pytest.mark.parametrize("what", ["key", "version", "manifest", "roster"])
def test_what_else_decides_how_a_file_is_read_makes_it_read_anew(
    what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, read: list[str]
) -> None:
    text = rows({"occurred_at": "2026-03-01 10:00:00"}).encode()
    hand_in(tmp_path / "raw", "north", {"t1.csv": text}, PAYMENTS)
    said_of(tmp_path / "raw", tmp_path / "kept")
    before = {path.name for path in (tmp_path / "kept").iterdir()}
    keys = KEYS
    if what == "key":
        keys = replace(KEYS, hub=b"another key, of 32 bytes as well")
    elif what == "version":
        monkeypatch.setattr("finpath.ingest.kept_files.metadata.version", lambda name: f"99 of {name}")
    else:
        place = tmp_path / "raw" / "north" / "contribution.toml"
        said = place.read_text()
        new = {"manifest": said.replace("Europe/Amsterdam", "Europe/Lisbon"), "roster": said + 'format = "csv"\n'}
        place.write_text(new[what])
    read.clear()
    same(tmp_path / "raw", tmp_path / "kept", keys)
    assert len(read) == 2
    assert not before & {path.name for path in (tmp_path / "kept").iterdir()}, "what serves nobody any more goes"


def test_what_was_withdrawn_or_refused_is_kept_no_longer(tmp_path: Path) -> None:
    for name in ("north", "south", "west"):
        hand_in(tmp_path / "raw", name, {"t1.csv": rows({}).encode()}, PAYMENTS)
    said_of(tmp_path / "raw", tmp_path / "kept")
    assert len(list((tmp_path / "kept").glob("*.rows"))) == 3
    withdraw(tmp_path / "raw" / "south")
    west = tmp_path / "raw" / "west" / "contribution.toml"
    west.write_text(west.read_text().replace("expires_on = 2027", "expires_on = 2025"))
    same(tmp_path / "raw", tmp_path / "kept")
    assert len(list((tmp_path / "kept").glob("*.rows"))) == 1


def test_only_its_own_files_are_touched(tmp_path: Path) -> None:
    hand_in(tmp_path / "raw", "north", {"t1.csv": rows({}).encode()}, PAYMENTS)
    (tmp_path / "kept").mkdir()
    for name in ("notes.rows", "a.rejects", f"{'a' * 64}.rows.bak"):
        (tmp_path / "kept" / name).write_text("mine")
    (tmp_path / "kept" / f"{'0' * 64}.rows").write_text("of an earlier run")
    said_of(tmp_path / "raw", tmp_path / "kept")
    names = {path.name for path in (tmp_path / "kept").iterdir()}
    assert {"notes.rows", "a.rejects", f"{'a' * 64}.rows.bak"} <= names
    assert f"{'0' * 64}.rows" not in names


def test_a_place_that_cannot_be_used_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FINPATH_KEY", text_of(MEMBER))
    hand_in(tmp_path / "raw", "north", {"t1.csv": rows({}).encode()}, PAYMENTS)
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match=r"Files cannot be kept in .*file: .*Name a folder with room"):
        pipeline.run(tmp_path / "raw", tmp_path / "run", kept=tmp_path / "file", progress=lambda _: None)
    for place in (tmp_path / "raw" / "kept", tmp_path / "run" / "kept", tmp_path):
        with pytest.raises(ConfigError, match="overlap: name a folder beside them"):
            pipeline.run(tmp_path / "raw", tmp_path / "run", kept=place, progress=lambda _: None)


def test_a_run_has_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, read: list[str]) -> None:
    monkeypatch.setenv("FINPATH_KEY", text_of(MEMBER))
    synth.write(tmp_path / "raw", seed=7, payers=300, merchants=120, days=60)
    pipeline.run(tmp_path / "raw", tmp_path / "anew", progress=lambda _: None)
    for _ in range(2):
        read.clear()
        pipeline.run(tmp_path / "raw", tmp_path / "run", kept=tmp_path / "kept", force=True, progress=lambda _: None)
        assert tree(tmp_path / "run") == tree(tmp_path / "anew")
    assert read == []


EXAMPLES = int(os.environ.get("FINPATH_EXAMPLES", "3"))
DAY = ("add", "correct", "rename", "pack", "drop", "withdraw", "take_back", "flip", "cut", "clear", "clock")
DAYS = st.lists(st.sampled_from(DAY), min_size=2, max_size=5)


@settings(max_examples=EXAMPLES, deadline=None, phases=[Phase.generate])
@given(DAYS, st.integers(0, 2**32))
def test_any_sequence_of_days_gives_what_reading_anew_gives(days: list[str], seed: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        world = _World(Path(folder), random.Random(seed))  # noqa: S311 - a test
        for day in ("add", *days):
            getattr(world, day)()
            same(world.raw, world.kept)


class _World:
    """A coalition of two members to which something happens every day."""

    def __init__(self, folder: Path, chance: random.Random) -> None:
        self.raw, self.kept, self.chance, self.number = folder / "raw", folder / "kept", chance, 0
        corrects = PAYMENTS.replace("t*", "fix*") + 'mode = "correct"\n'
        first = {"t0.csv": self._rows(), "fix0.csv": self._rows()}
        for name in ("north", "south"):
            hand_in(self.raw, name, first, PAYMENTS + corrects)

    def _rows(self) -> bytes:
        payers, ids = (f"DE8937040044053201300{self.chance.randint(0, 9)}", "p1", " p1"), range(12)
        said = [
            {
                "transaction_id": f"t{self.chance.choice(ids)}",
                "payer_ref": self.chance.choice(payers),
                "occurred_at": f"2026-03-{self.chance.randint(1, 31):02} 10:0{self.chance.randint(0, 9)}:00",
                "amount": self.chance.choice(["1", "2.50", "-3", "x", "1.123456789"]),
            }
            for _ in range(self.chance.randint(1, 8))
        ]
        return rows(*said).encode()

    def _member(self) -> Path:
        return self.raw / self.chance.choice(["north", "south"])

    def _file(self, kind: str = "t") -> Path:
        return self.chance.choice(sorted(self._member().glob(f"{kind}*")))

    def add(self) -> None:
        self.number += 1
        (self._member() / f"t{self.number}.csv").write_bytes(self._rows())

    def correct(self) -> None:
        self.number += 1
        (self._member() / f"fix{self.number}.csv").write_bytes(self._rows())

    def rename(self) -> None:
        self.number += 1
        file = self._file()
        file.rename(file.with_name(f"t{self.number}{''.join(file.suffixes)}"))

    def pack(self) -> None:
        file = self._file()
        if file.suffix == ".csv":
            file.with_name(f"{file.name}.gz").write_bytes(gzip.compress(file.read_bytes()))
            file.unlink()

    def drop(self) -> None:
        file = self._file()
        if len(list(file.parent.glob("t*"))) > 1:
            file.unlink()

    def withdraw(self) -> None:
        withdraw(self._member())

    def take_back(self) -> None:
        place = self._member() / "contribution.toml"
        place.write_text(place.read_text().partition(TAKEN_BACK)[0])

    def clock(self) -> None:
        place = self._member() / "contribution.toml"
        zones = ("Europe/Amsterdam", "Asia/Tokyo")
        here = next(zone for zone in zones if zone in place.read_text())
        place.write_text(place.read_text().replace(here, self.chance.choice(zones)))

    def flip(self) -> None:
        for path in self._some_kept():
            text = bytearray(path.read_bytes())
            text[self.chance.randrange(len(text))] ^= 1 << self.chance.randrange(8)
            path.write_bytes(bytes(text))

    def cut(self) -> None:
        for path in self._some_kept():
            path.write_bytes(path.read_bytes()[: self.chance.randrange(path.stat().st_size)])

    def clear(self) -> None:
        for path in self._some_kept():
            path.unlink()

    def _some_kept(self) -> list[Path]:
        kept = sorted(self.kept.glob("*"))
        return self.chance.sample(kept, min(2, len(kept)))
