"""A member that has its own key and signs what it likes: what is in its bundle is refused, or rejected row by row."""

from __future__ import annotations

import itertools
import tarfile
import tracemalloc
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from finpath.bundle.archive import MOST_FILES, unpack_files
from finpath.bundle.open import open_bundle
from finpath.bundle.rotation_table import NAME as ROTATION
from finpath.engine import DuckDB
from finpath.errors import ContributionError
from finpath.ingest import Keys, LoadOptions, load
from finpath.ingest.tokens import key_id
from tests.bundle.both_ways import HUB, MEMBER, all_of
from tests.bundle.test_bundle import Parties, opened_tar, parties, reseal

__all__ = ["parties"]

KEY = key_id(MEMBER)
CARD, PHONE, SHORT = "4111111111111111", "+31201234567", f"{KEY}:{'a' * 51}"
OTHER = f"aaaaaaaa:{'b' * 52}"
UNMADE, OTHER_KEY = "is no token: key id", f"is a token of the key aaaaaaaa, and tokens of the key {KEY} were expected"
PLANTED = {
    "a phone": (PHONE, UNMADE),
    "a card": (CARD, UNMADE),
    "a letter short": (SHORT, UNMADE),
    "a letter long": (f"{KEY}:{'a' * 53}", UNMADE),
    "capitals": (f"{KEY}:{'A' * 52}", UNMADE),
    "a line end": (f"{KEY}:{'a' * 52}\n", UNMADE),
    "a mark of ours": (f"\x1e{KEY}:{'a' * 52}", UNMADE),
    "another key": (OTHER, OTHER_KEY),
}


def plant(parties: Parties, work: Path, table: str, column: str, value: str) -> Path:
    """A bundle, properly signed, in which the first row of a column holds what no door of a member lets pass."""
    folder = work / "planted"
    folder.mkdir()
    unpack_files(opened_tar(parties, work), folder)
    (path,) = folder.glob(f"*-{table}-*.parquet")
    content = pq.read_table(path)
    values = [value, *content[column].to_pylist()[1:]]
    place = content.schema.get_field_index(column)
    content = content.set_column(place, content.schema.field(place), pa.array(values, pa.string()))
    pq.write_table(content, path)
    return reseal(folder, parties, parties.first, work / "planted.age")


@pytest.mark.parametrize("table", ["transactions", "merchants"])
@pytest.mark.parametrize("name", sorted(PLANTED))
def test_what_is_no_token_in_a_column_of_tokens_is_a_reject(
    parties: Parties, tmp_path: Path, name: str, table: str
) -> None:
    value, why = PLANTED[name]
    column = {"transactions": "payer_ref", "merchants": "phone"}[table]
    hub = parties.hub(tmp_path)
    open_bundle(plant(parties, tmp_path, table, column, value), hub)
    with DuckDB() as engine:
        load(hub.contributions, engine=engine, options=LoadOptions(Keys(None, HUB)))
        rejects = engine.rows("SELECT \"column\", reason FROM rejects WHERE reason LIKE 'is %token%'")
        assert [(column, why) for _ in rejects] == [(one, str(reason)[: len(why)]) for one, reason in rejects]
        assert len(rejects) == 1
    with DuckDB() as engine:
        said = repr(all_of(hub.contributions, LoadOptions(Keys(None, HUB)), engine))
    assert value.strip() not in said


@pytest.mark.parametrize("value", [PHONE, CARD, SHORT, OTHER])
def test_a_host_whose_token_is_none_is_refused(parties: Parties, tmp_path: Path, value: str) -> None:
    hub = parties.hub(tmp_path)
    open_bundle(plant(parties, tmp_path, "merchants", "domain_token", value), hub)
    with DuckDB() as engine:
        said = all_of(hub.contributions, LoadOptions(Keys(None, HUB)), engine)
    assert "has hosts without a token beside them" in str(said["failed"])
    assert value not in str(said["failed"])


def test_a_card_in_a_text_is_masked_at_the_hub_once_more(parties: Parties, tmp_path: Path) -> None:
    hub = parties.hub(tmp_path)
    open_bundle(plant(parties, tmp_path, "merchants", "trading_name", f"Shop {CARD}"), hub)
    with DuckDB() as engine:
        assert CARD not in repr(all_of(hub.contributions, LoadOptions(Keys(None, HUB)), engine))


def test_a_whole_file_of_another_key_is_told_by_the_roster(parties: Parties, tmp_path: Path) -> None:
    """Without a roster, a file is taken at its word; with one, its door is closed at once."""
    hub = parties.hub(tmp_path)
    told = replace(hub, trust=replace(hub.trust, token_keys={"north": ("aaaaaaaa",)}))
    with pytest.raises(ContributionError, match=f"are of the key {KEY}, and the roster gives north aaaaaaaa"):
        open_bundle(parties.first.path, told)
    assert open_bundle(parties.first.path, hub).kind == "taken"


def test_a_contribution_holds_no_table_of_a_rotation_that_counts(parties: Parties, tmp_path: Path) -> None:
    folder = tmp_path / "with"
    folder.mkdir()
    unpack_files(opened_tar(parties, tmp_path), folder)
    pq.write_table(pa.table({"old": [PHONE], "new": [CARD]}), folder / ROTATION)
    hub = parties.hub(tmp_path)
    with pytest.raises(ContributionError, match="holds the table of a rotation"):
        open_bundle(reseal(folder, parties, parties.first, tmp_path / "b.age"), hub)


def header(name: str, kind: bytes, size: int) -> bytes:
    about = tarfile.TarInfo(name)
    about.type, about.size = kind, size
    return about.tobuf(tarfile.USTAR_FORMAT)


BOMBS = {
    "headers about headers": b"".join([header("x", b"L", 0)] * 100_000),
    "headers beside headers": b"".join([header("x", b"x", 0)] * 100_000),
    "a header of two gigabytes": header("x", b"x", 2 << 30),
    "a global header of two gigabytes": header("x", b"g", 2 << 30),
    "a manifest of two gigabytes": header("bundle.toml", tarfile.REGTYPE, 2 << 30),
    "sums of two gigabytes": header("SHA256SUMS", tarfile.REGTYPE, 2 << 30),
    "a sparse file": header("bundle.toml", tarfile.GNUTYPE_SPARSE, 2 << 30),
    "less than nothing": header("bundle.toml", tarfile.REGTYPE, 0)[:124] + b"\xff" * 12
    + header("bundle.toml", tarfile.REGTYPE, 0)[136:],
    "more entries than a bundle has": b"".join(
        header(f"{one:03}-transactions-{two:05}.parquet", tarfile.REGTYPE, 0)
        for one, two in itertools.product((100, 101), range(MOST_FILES // 2 + 2_500))
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(BOMBS))
def test_a_bomb_is_refused_in_little_memory(tmp_path: Path, name: str) -> None:
    """What it claims is there as holes of the file: who reads it holds it, who believes nothing does not."""
    packed = tmp_path / "packed.tar"
    packed.write_bytes(BOMBS[name] + bytes(1024))
    if "gigabytes" in name or "sparse" in name:
        with packed.open("r+b") as file:
            file.truncate((2 << 30) + 4096)
    (tmp_path / "out").mkdir()
    tracemalloc.start()
    try:
        with pytest.raises(ContributionError, match="nothing of it was taken"):
            unpack_files(packed, tmp_path / "out")
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 16 << 20
    assert len(list((tmp_path / "out").iterdir())) <= MOST_FILES
    assert sum(path.stat().st_size for path in (tmp_path / "out").iterdir()) == 0
