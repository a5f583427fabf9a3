"""De-confliction: an authority's list stops a release, and one person alone is told why."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from finpath.desk.cases.conditions import Hub, conditions, find_proposal, referral_content, subjects_of, told
from finpath.desk.cases.decide import read_record
from finpath.desk.cases.release import build, release
from finpath.desk.people.person import today
from finpath.desk.policy.deconflict import DeconflictionList, ask_lists, hash_account, write_list
from finpath.desk.store.tables import PROPOSALS
from finpath.desk.web.app import make_app
from finpath.errors import ConfigError
from finpath.keyring import read_signer, sign, write_pair
from tests.desk.conftest import Office, Runs
from tests.desk.deeds import approved, signed
from tests.desk.test_pages import enter
from tests.running import finpath as start

Make = Callable[..., DeconflictionList]


@pytest.fixture
def landed(small_office: Office, runs: Runs) -> Office:
    small_office.desk.land(small_office.people["ada"], runs.later)
    return small_office


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """A list of some accounts, signed by the police."""
    write_pair(tmp_path / "police")
    write_pair(tmp_path / "stranger")
    key = tmp_path / "police.key"
    key.write_text(secrets.token_hex(32))
    key.chmod(0o600)

    def made(*accounts: str, days: int = 0, by: str = "police", age: int = 14) -> DeconflictionList:
        content = write_list("Police", accounts, bytes.fromhex(key.read_text()), today() - dt.timedelta(days=days))
        path = tmp_path / "list.toml"
        path.write_bytes(content)
        signature = sign(content, read_signer(tmp_path / f"{by}.sign"), "list")
        path.with_name("list.toml.minisig").write_bytes(signature)
        return DeconflictionList(path, tmp_path / "police.sign.pub", key, "eve", age)

    return made


def note(office: Office, hub: Hub, proposal: str) -> tuple[bool, str]:
    with office.desk.store.read() as db:
        row = find_proposal(db, proposal)
        case, _ = read_record(db, str(row.case_id))
        assert case is not None
        packed = build(db, hub, str(row.group_id), str(row.recipient), str(row.run))
        found = [each for each in conditions(db, hub, row, case, packed) if "de-confliction" in each.words]
    return found[0].holds, found[0].note


def test_a_list_stops_a_release_and_tells_one_person(landed: Office, make: Make) -> None:
    _, proposal = approved(landed)
    with landed.desk.store.read() as db:
        account = subjects_of(referral_content(db, find_proposal(db, proposal)))[0]
    free = replace(landed.desk.hub, lists=(make("acquirer-north/nobody"),))
    assert note(landed, free, proposal) == (True, "")
    named = replace(landed.desk.hub, lists=(make(account),))
    said = note(landed, named, proposal)
    assert not said[0]
    with pytest.raises(ConfigError, match="cannot be released: The de-confliction lists"):
        release(landed.desk.store, named, landed.person("cem"), proposal, signed(landed, "cem", "release", proposal))
    with landed.desk.store.read() as db:
        assert db.scalars(select(PROPOSALS.c.state)).all() == ["approved"]
        (sentence,) = told(db, named, landed.people["eve"])
        assert account in sentence
        assert "Police" in sentence
        for login in ("ada", "ben", "cem", "fay"):
            assert told(db, named, landed.people[login]) == ()
    old = replace(landed.desk.hub, lists=(make(account, days=15),))
    assert note(landed, old, proposal) == said, "to everybody else a hit and an old list are one and the same"


def test_the_page_of_today_tells_that_one_person(landed: Office, make: Make) -> None:
    approved(landed)
    desk = replace(landed.desk, hub=replace(landed.desk.hub, lists=(make("a/b", days=20),)))
    app = make_app(desk)
    assert "For you alone" in enter(app, "eve").client.get("/").text
    assert "For you alone" not in enter(app, "ben").client.get("/").text


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda _, make: make("a/1", by="stranger"), "not signed by"),
        (lambda _, make: make("a/1", days=-1), "ask Police for one of today"),
        (lambda _, make: make("a/1", days=15), "ask Police for one of today"),
        (lambda one, _: one.path.unlink(), "cannot be read"),
        (
            lambda one, _: one.path.write_bytes(one.path.read_bytes().replace(b"format = 1", b"format = 2")),
            "not signed",
        ),
        (lambda one, _: one.key_file.write_text("short"), "64 hexadecimal digits"),
        (lambda one, _: one.public_key.unlink(), "cannot be read"),
    ],
)
def test_a_list_that_is_not_in_order_stops_too(
    make: Make, spoil: Callable[[DeconflictionList, Make], object], words: str
) -> None:
    one = make("a/1")
    assert ask_lists([one], ["a/2"], today()).free
    spoil(one, make)
    found = ask_lists([one], ["a/2"], today())
    assert not found.free
    assert words in found.faults[0][1]


def test_a_list_names_no_account(make: Make) -> None:
    content = make("acquirer-north/4711").path.read_text()
    assert "4711" not in content
    assert hash_account(b"k" * 32, "a/1") != hash_account(b"l" * 32, "a/1")


def test_the_command_writes_what_the_desk_reads(tmp_path: Path, make: Make) -> None:
    one = make("a/1")
    (tmp_path / "accounts.txt").write_text("# ours\nb/2\n\na/1 # a shop\n")
    told_of = ["desk", "deconflict", str(tmp_path / "accounts.txt"), "--authority", "Police",
               "--key", str(one.key_file), "--out", str(one.path)]  # fmt: skip
    assert start(*told_of).returncode == 0
    signature = sign(one.path.read_bytes(), read_signer(tmp_path / "police.sign"), "list")
    one.path.with_name("list.toml.minisig").write_bytes(signature)
    assert [hit.account for hit in ask_lists([one], ["a/1", "b/2", "c/3"], today()).hits] == ["a/1", "b/2"]
    (tmp_path / "accounts.txt").write_text("no account\n")
    assert "line 1" in start(*told_of).stderr


def test_hashes_are_those_of_any_other_program() -> None:
    """`printf a/1 | openssl dgst -sha256 -hmac key`."""
    assert hash_account(b"key", "a/1") == "c677009542bf64850364b755794049ec68b11c1ad67482fd42bd815b48ede2d6"
