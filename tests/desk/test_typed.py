"""An identifier of a controller is typed, found as its token, and kept nowhere."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import finpath
from finpath.config import read_config
from finpath.desk.search import Search
from finpath.desk.typed_tokens import keys_of, tokens_of
from finpath.desk.web.app import make_app
from finpath.ingest.keys import HUB, MEMBER, Keys, read_keys
from finpath.ingest.tokens import finish_token
from tests.desk.conftest import Office, Runs, make_office, quiet
from tests.desk.test_pages import enter
from tests.running import CASE, KEY

COLUMNS = {"phone": "phone", "email": "email", "domain": "domain", "settlement_account": "settlement_account"}


@pytest.fixture(scope="module")
def kept(runs: Runs, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run that kept its controllers' tokens."""
    folder = tmp_path_factory.mktemp("kept")
    (folder / "kept.toml").write_text(f"as_of = 2026-03-01\nkeep_keys = true\n{CASE}")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FINPATH_KEY", KEY)
        config = read_config(folder / "kept.toml")
        return finpath.run(runs.folder / "contributions", folder / "run", config=config, progress=quiet).path


@pytest.fixture(scope="module")
def office(kept: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    home = tmp_path_factory.mktemp("typed")
    made = make_office(f"sqlite:///{home}/desk.sqlite", home / "home")
    made.desk.land(made.people["ada"], kept)
    yield made
    made.desk.store.close()


def known(runs: Runs, kept: Path) -> Iterator[tuple[str, str, str]]:
    """Account, kind and the identifier in clear, of accounts of which the run kept a token of that kind."""
    rows = pq.read_table(kept / "explanations" / "keys.parquet").to_pylist()
    kinds = {(row["provider_id"], row["merchant_id"], row["kind"]) for row in rows}
    with (runs.folder / "contributions" / "acquirer-south" / "merchants.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            for kind, column in COLUMNS.items():
                if ("acquirer-south", row["merchant_id"], kind) in kinds and row[column]:
                    yield f"acquirer-south/{row['merchant_id']}", kind, row[column]


def found(office: Office, keys: Keys | None, text: str, login: str = "ada") -> set[str]:
    hits = Search(office.desk.store, keys).find(office.person(login), text).hits
    return {hit.account for hit in hits}


def test_each_kind_of_identifier_finds_its_account(office: Office, runs: Runs, kept: Path) -> None:
    keys = read_keys({MEMBER: KEY})
    asked = list(known(runs, kept))
    assert {kind for _, kind, _ in asked} == set(COLUMNS)
    for account, kind, clear in asked[:12]:
        assert account in found(office, keys, clear), kind
        assert account not in found(office, None, clear) or kind == "domain", "without keys nothing in clear is known"
    account, _, number = next(each for each in asked if each[1] == "phone")
    spelled = f"{number[:3]} {number[3:6]}-{number[6:]}"
    assert account in found(office, keys, spelled)
    account, _, address = next(each for each in asked if each[1] == "email")
    assert account in found(office, keys, address.upper())


def test_a_token_is_typed_at_a_hub_that_has_no_members_key(office: Office, runs: Runs, kept: Path) -> None:
    account, kind, clear = next(known(runs, kept))
    (token,) = {
        row["token"]
        for row in pq.read_table(kept / "explanations" / "keys.parquet").to_pylist()
        if (f"{row['provider_id']}/{row['merchant_id']}", row["kind"]) == (account, kind)
    }
    assert account in found(office, None, token)
    hub = read_keys({HUB: KEY})
    assert tokens_of(clear, hub, ()) == ()
    assert hub.hub is not None
    assert tokens_of(token, hub, ()) == (token, finish_token(token, hub.hub))


def test_who_works_under_another_law_finds_nothing(office: Office, runs: Runs, kept: Path) -> None:
    account, _, clear = next(known(runs, kept))
    person = replace(office.person("ada"), countries=frozenset({"XK"}))
    keys = read_keys({MEMBER: KEY})
    assert account not in {hit.account for hit in Search(office.desk.store, keys).find(person, clear).hits}


def test_what_was_typed_is_kept_nowhere(
    office: Office, runs: Runs, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    account, _, clear = next(each for each in known(runs, kept) if each[1] == "email")
    monkeypatch.setattr(office.desk.search, "_keys", read_keys({MEMBER: KEY}))
    page = enter(make_app(office.desk), "ada").client.get("/search", params={"q": clear}).text
    assert account in page
    for file in office.home.parent.glob("desk.sqlite*"):
        assert clear.encode() not in file.read_bytes()


def test_a_desk_takes_the_keys_of_its_environment() -> None:
    assert keys_of({}) is None
    found = keys_of({MEMBER: KEY})
    assert found is not None
    assert found.member is not None
