"""A key that ends names its successor; whoever may not speak for a party names nobody."""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from finpath.bundle.make import make_bundle
from finpath.bundle.open import open_bundle
from finpath.cli import app
from finpath.engine import DuckDB
from finpath.errors import ConfigError, ContributionError
from finpath.ingest import Keys, LoadOptions
from finpath.keyring import (
    Succession,
    Trust,
    TrustedKey,
    read_recipient,
    read_signer,
    read_succession,
    read_trust,
    roster_lines,
    write_pair,
    write_succession,
)
from tests.bundle.both_ways import MEMBER
from tests.bundle.test_bundle import TODAY, Parties, parties

__all__ = ["parties"]

BEGINS = dt.date(2026, 8, 1)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    write_pair(tmp_path / "next")
    return tmp_path


def trust(parties: Parties, **span: dt.date | None) -> Trust:
    public = read_signer(parties.place / "north.sign").public
    days = {"begins": dt.date(2026, 1, 1), "until": None, "compromised_since": None, **span}
    hub = read_signer(parties.place / "hub.sign").public
    return Trust((TrustedKey("north", public, **days),), (), (hub,))  # type: ignore[arg-type]


def state(parties: Parties, place: Path, signer: str = "north", **said: object) -> Path:
    """A statement of a key about the next one."""
    old, new = read_signer(parties.place / f"{signer}.sign"), read_signer(place / "next.sign")
    about = Succession("sign", "north", old.public, new.public, BEGINS, TODAY)
    path = place / f"{len(list(place.iterdir()))}.toml"
    write_succession(replace(about, **said), path, old, new)  # type: ignore[arg-type]
    return path


def test_what_is_printed_makes_the_new_key_speak_from_its_day_on(parties: Parties, place: Path) -> None:
    lines = roster_lines(read_succession(state(parties, place), trust(parties), TODAY))
    hub = parties.hub(place)
    roster = (place / "coalition.toml").read_text() + lines
    (place / "coalition.toml").write_text(roster)
    grown = read_trust(place / "coalition.toml")
    assert [(key.begins, key.until) for key in grown.of("north")] == [(dt.date(2026, 1, 1), None), (BEGINS, None)]
    assert "gets until = 2026-07-31" in lines
    sender = replace(parties.sender(), key=read_signer(place / "next.sign"), outbox=place / "outbox")
    for day, taken in ((BEGINS - dt.timedelta(days=1), False), (BEGINS, True)):
        with DuckDB() as engine:
            options = LoadOptions(Keys(MEMBER))
            made = make_bundle(
                parties.place / "raw" / "north", replace(sender, today=day), engine=engine, options=options
            )
        now = replace(hub, trust=grown, today=day, accept_gap="of another outbox")
        if taken:
            assert open_bundle(made.path, now).kind == "taken"
        else:
            with pytest.raises(ContributionError, match=f"signs from {BEGINS} on"):
                open_bundle(made.path, now)


SPANS = {
    "ended": ({"until": TODAY - dt.timedelta(days=1)}, "signed until 2026-06-29, and cannot name a successor"),
    "not yet": ({"begins": TODAY + dt.timedelta(days=1)}, "signs from 2026-07-01 on, and cannot name a successor"),
    "compromised": ({"compromised_since": TODAY}, "is compromised since 2026-06-30, and cannot name a successor"),
}


@pytest.mark.parametrize("name", sorted(SPANS))
def test_a_key_that_does_not_speak_names_nobody(parties: Parties, place: Path, name: str) -> None:
    span, why = SPANS[name]
    with pytest.raises(ConfigError, match=why):
        read_succession(state(parties, place), trust(parties, **span), TODAY)


def test_a_statement_that_is_dated_back_is_held_against_today_as_well(parties: Parties, place: Path) -> None:
    early = state(parties, place, made_on=dt.date(2026, 2, 1))
    ended = trust(parties, until=dt.date(2026, 3, 1))
    with pytest.raises(ConfigError, match=f"signed until 2026-03-01, and cannot name a successor on {TODAY}"):
        read_succession(early, ended, TODAY)
    with pytest.raises(ConfigError, match="set the clock where it was made"):
        read_succession(state(parties, place, made_on=dt.date(2026, 7, 2)), trust(parties), TODAY)


def test_who_speaks_for_another_names_nobody(parties: Parties, place: Path) -> None:
    north, other = (read_signer(parties.place / f"{name}.sign").public for name in ("north", "other"))
    unknown = "signed by no key that the roster gives"
    for path in (
        state(parties, place, "other"),
        state(parties, place, "other", old=north),
        state(parties, place, party="south"),
        state(parties, place, party="hub"),
        state(parties, place, "hub"),
    ):
        with pytest.raises(ConfigError, match=unknown):
            read_succession(path, trust(parties), TODAY)
    with pytest.raises(ConfigError, match="The new key has not signed the statement"):
        read_succession(state(parties, place, new=other), trust(parties), TODAY)
    known = trust(parties)
    known = replace(known, keys=(*known.keys, replace(known.keys[0], member="south", public=other)))
    old, new = (read_signer(parties.place / f"{name}.sign") for name in ("north", "other"))
    path = place / "anothers.toml"
    write_succession(Succession("sign", "north", old.public, new.public, BEGINS, TODAY), path, old, new)
    with pytest.raises(ConfigError, match="as one of south: nothing is to be added"):
        read_succession(path, known, TODAY)


def test_a_statement_brings_no_line_of_its_own_into_the_roster(parties: Parties, place: Path) -> None:
    """Base64 is read past what is none of it; a person would copy that."""
    new, evil = read_signer(place / "next.sign").public, f'"\n[[member.key]]\nsign = "{"A" * 56}'
    for wrong in (new[:-4] + evil + new[-4:], f"{new}\n", f" {new}", new + evil):
        with pytest.raises(ConfigError):
            read_succession(state(parties, place, new=wrong), trust(parties), TODAY)
        with pytest.raises(ConfigError):
            read_succession(state(parties, place, kind="age", new=f"age1{wrong}"), trust(parties), TODAY)
    with pytest.raises(ConfigError):
        read_succession(state(parties, place, party=f"north{evil}"), trust(parties), TODAY)


def test_every_flip_in_a_statement_is_found(parties: Parties, place: Path) -> None:
    path, known = state(parties, place), trust(parties)
    read_succession(path, known, TODAY)
    for each in (path, path.with_name(f"{path.name}.minisig"), path.with_name(f"{path.name}.new.minisig")):
        whole = each.read_bytes()
        for at in range(0, len(whole), 2):
            each.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
            with pytest.raises(ConfigError):
                read_succession(path, known, TODAY)
        each.write_bytes(whole)
    for wrong in (b"", b"]", b"format = 2\n", b"a" * (1 << 15), b"format = 1\nkind = []\n", b"\xff"):
        path.write_bytes(wrong)
        with pytest.raises(ConfigError, match="no statement about a key"):
            read_succession(path, known, TODAY)


def test_the_hub_names_its_next_keys_and_what_it_had_stays(parties: Parties, place: Path) -> None:
    said = read_succession(state(parties, place, "hub", party="hub"), trust(parties), TODAY)
    assert f'"{said.new}",' in roster_lines(said)
    old = read_signer(parties.place / "hub.sign")
    recipient = read_recipient(str(place / "next.age.pub"))
    path = place / "age.toml"
    write_succession(Succession("age", "hub", old.public, recipient, BEGINS, TODAY), path, old, None)
    assert roster_lines(read_succession(path, trust(parties), TODAY)).endswith(f"\n{recipient}\n")
    with pytest.raises(ConfigError, match="a statement is never overwritten"):
        write_succession(said, path, old, None)


def test_the_commands_make_and_accept_a_statement(parties: Parties, place: Path) -> None:
    parties.hub(place)

    def run(*words: str | Path) -> tuple[int, str]:
        done = CliRunner().invoke(app, ["keys", *map(str, words)])
        return done.exit_code, done.stdout

    succeed = ("succeed", "--sign", parties.place / "north.sign", "--party", "north", "--from", "2099-01-01", "--out")
    assert run(*succeed, place / "s.toml", "--new", place / "next.sign")[0] == 0
    code, said = run("accept", place / "s.toml", "--trust", place / "coalition.toml")
    assert code == 0
    (entry,) = tomllib.loads(said)["member"]["key"]
    assert entry == {"sign": read_signer(place / "next.sign").public, "from": dt.date(2099, 1, 1)}
    for wrong in ((), ("--new", place / "next.sign", "--age", place / "next.age.pub"), ("--new", succeed[2])):
        assert run(*succeed, place / "none.toml", *wrong)[0] != 0
    assert not (place / "none.toml").exists()
