"""What one desk sends another: whatever is not as it must be is refused in a sentence, and nothing has changed."""

from __future__ import annotations

import datetime as dt
import random
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from finpath.bundle.archive import pack_contents, unpack_contents
from finpath.bundle.make import SIGNATURE
from finpath.bundle.manifest import NAME
from finpath.desk.chain import read_log
from finpath.desk.config import read_desk_config
from finpath.desk.exchange.envelope import FILES, KINDS, LARGEST, PAYLOAD, Envelope, open_envelope, seal_envelope
from finpath.desk.exchange.receive import Incoming, Taken, receive
from finpath.desk.exchange.send import Message, deliver, put
from finpath.desk.people.person import today
from finpath.desk.store.tables import CAME, METADATA, SENT
from finpath.errors import ConfigError, ContributionError
from finpath.keyring import open_bytes, read_identity, read_signer, seal_bytes, write_pair
from tests.desk.conftest import Office
from tests.desk.two_desks import NORTH, SOUTH, Pair, amend, known_as, make_pair, outbox, pair, reopen, small_pair
from tests.running import finpath as start

__all__ = ["pair", "small_pair"]


BESIDE, KEYS = '[exchange]\norg = "a"\nopens = "x"\n', 'sign = "hub.sign.pub"\nage = "hub.age.pub"\n'


def take(incoming: Incoming) -> str:
    return f"Taken: {incoming.opened.payload['said']}."


def sent(office: Office, to: str = SOUTH, kind: str = "question", said: str = "hello") -> Path:
    with office.desk.store.act() as acting:
        put(acting, known_as(office), Message(kind, to, {"said": said}))
    return outbox(office)[-1]


def came(office: Office, path: Path, accept_gap: str = "") -> Taken:
    takers = dict.fromkeys(KINDS, take)
    return receive(office.desk.store, known_as(office), path, takers, accept_gap=accept_gap)


def rows(office: Office) -> list[list[tuple[object, ...]]]:
    with office.desk.store.read() as db:
        return [[tuple(row) for row in db.execute(table.select())] for table in METADATA.sorted_tables]


def refused(office: Office, path: Path, words: str, accept_gap: str = "") -> None:
    """It is refused in one sentence, and nothing has changed."""
    before = rows(office)
    with pytest.raises(ContributionError, match=words) as caught:
        came(office, path, accept_gap)
    assert "\n" not in str(caught.value)
    assert rows(office) == before


def test_what_is_sent_is_taken_once_and_in_order(pair: Pair) -> None:
    first, second, third = (sent(pair.north, said=word) for word in ("one", "two", "three"))
    refused(pair.south, second, "number 1 is missing before number 2")
    assert came(pair.south, first) == Taken("question", NORTH, "Taken: one.")
    refused(pair.south, first, "It came before")
    refused(pair.south, third, "number 2 is missing")
    assert came(pair.south, third, "a stick was lost").sentence == "Taken: three."
    refused(pair.south, second, "Number 2 of hub-north was not waited for")
    assert came(pair.south, sent(pair.north, said="four")).sentence == "Taken: four."
    for office in (pair.north, pair.south):
        assert not read_log(office.desk.store).faults()
    with pair.south.desk.store.read() as db:
        kinds = [row.kind for row in db.execute(select(CAME).order_by(CAME.c.sequence))]
    assert kinds == ["question", "gap", "question", "question"]
    told = [line[0].act for line in read_log(pair.south.desk.store).lines if line]
    assert told[-4:] == ["received", "accepted_gap", "received", "received"]


def test_it_holds_nothing_in_clear_and_other_programs_open_it(small_pair: Pair, tmp_path: Path) -> None:
    path = sent(small_pair.north, said="zqplanted")
    assert b"zqplanted" not in path.read_bytes()
    with small_pair.north.desk.store.read() as db:
        assert db.execute(select(SENT.c.content)).scalar() is None, "it lies in the outbox"
    assert path.stat().st_mode & 0o077 == 0
    south = small_pair.south.home
    subprocess.run(["age", "-d", "-i", south / "hub.age", "-o", tmp_path / "x.tar", path], check=True)
    subprocess.run(["tar", "-xf", tmp_path / "x.tar", "-C", tmp_path], check=True)
    public = small_pair.north.home / "hub.sign.pub"
    said = subprocess.run(
        ["minisign", "-V", "-p", public, "-m", tmp_path / "SHA256SUMS"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert "finpath 1 question hub-north EFC-2026-014 1" in said
    subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=tmp_path, check=True)
    assert "zqplanted" in (tmp_path / PAYLOAD).read_text()


def envelope(pair: Pair, **values: object) -> Envelope:
    to = known_as(pair.north).config.partners[SOUTH].recipient
    made = Envelope("question", NORTH, SOUTH, to, 1, "", today(), "0", "EFC-2026-014")
    return replace(made, **values)  # type: ignore[arg-type]


def forged(pair: Pair, tmp_path: Path, key: str = "north", payload: object = None, **values: object) -> Path:
    """An envelope that somebody makes with North's key, or another."""
    signer = read_signer((pair.north.home / "hub.sign") if key == "north" else Path(key))
    _, content = seal_envelope(envelope(pair, **values), payload or {"said": "forged"}, signer)  # type: ignore[arg-type]
    path = tmp_path / "forged.age"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"sender": "hub-west"}, "no partner of this desk"),
        ({"sender": SOUTH, "receiver": NORTH}, "no partner of this desk"),
        ({"receiver": "hub-west"}, "for another desk"),
        ({"kind": "gift"}, "which this finpath does not know"),
        ({"kind": "gap"}, "which this finpath does not know"),
        ({"agreement": "OTHER-1"}, "under the agreement OTHER-1"),
        ({"agreement": ""}, "under the agreement of nobody"),
        ({"made_on": dt.date.max}, "set their clock"),
        ({"sequence": 0}, "cannot be"),
        ({"sequence": -1}, "cannot be"),
        ({"previous": "x"}, "cannot be"),
        ({"about": "../x"}, "cannot be"),
        ({"sender": "hub/north"}, "cannot be"),
        ({"sender": "hub north"}, "cannot be"),
        ({"sequence": 9}, "number 1 is missing"),
    ],
)
def test_what_says_something_else_is_refused(
    small_pair: Pair, tmp_path: Path, values: dict[str, object], words: str
) -> None:
    refused(small_pair.south, forged(small_pair, tmp_path, **values), words)  # type: ignore[arg-type]


def test_a_stranger_signs_in_vain(small_pair: Pair, tmp_path: Path) -> None:
    write_pair(tmp_path / "west")
    refused(small_pair.south, forged(small_pair, tmp_path, str(tmp_path / "west.sign")), "not signed by hub-north")
    own = forged(small_pair, tmp_path, str(small_pair.south.home / "hub.sign"))
    refused(small_pair.south, own, "not signed by hub-north")


def test_what_was_sealed_anew_for_another_is_refused(small_pair: Pair, tmp_path: Path) -> None:
    """South passes on what North has sent it, as if it had been for West."""
    west = make_pair((f"sqlite:///{tmp_path}/w.sqlite", f"sqlite:///{tmp_path}/x.sqlite"), tmp_path / "more").south
    path = sent(small_pair.north)
    plain = open_bytes(path.read_bytes(), read_identity(small_pair.south.home / "hub.age"))
    assert plain is not None
    passed = tmp_path / "passed.age"
    passed.write_bytes(seal_bytes(plain, known_as(west).identity.recipients[:1]))
    partners = known_as(small_pair.south).config.partners
    amend(west, config=replace(known_as(west).config, partners=partners))
    refused(west, passed, "for another desk")
    refused(small_pair.north, path, "not encrypted for this desk")


def altered(change: Callable[[dict[str, bytes]], None], pair: Pair, path: Path) -> Path:
    plain = open_bytes(path.read_bytes(), known_as(pair.south).identity)
    assert plain is not None
    files = unpack_contents(plain, FILES)
    change(files)
    path.write_bytes(seal_bytes(pack_contents(files), known_as(pair.south).identity.recipients))
    return path


@pytest.mark.parametrize(
    "change",
    [
        lambda files: files.update({PAYLOAD: files[PAYLOAD].replace(b"hello", b"hullo")}),
        lambda files: files.update({NAME: files[NAME].replace(b"EFC-2026-014", b"EFC-2026-015")}),
        lambda files: files.update({"SHA256SUMS": files["SHA256SUMS"] + b"\n"}),
        lambda files: files.update({SIGNATURE: files[SIGNATURE].replace(b"question", b"case")}),
        lambda files: files.pop(SIGNATURE),
        lambda files: files.pop(PAYLOAD),
        lambda files: files.update({"more": b"x"}),
    ],
)
def test_an_altered_envelope_is_refused(small_pair: Pair, change: Callable[[dict[str, bytes]], None]) -> None:
    refused(small_pair.south, altered(change, small_pair, sent(small_pair.north)), "It|archive")


def test_no_flip_and_no_cut_is_taken(small_pair: Pair) -> None:
    content = sent(small_pair.north).read_bytes()
    office, drawn = known_as(small_pair.south), random.Random(5)  # noqa: S311 - no secret
    plain = open_bytes(content, office.identity)
    assert plain is not None
    for _ in range(150):
        place = drawn.randrange(len(plain))
        flipped = bytearray(plain)
        flipped[place] ^= 1 << drawn.randrange(8)
        resealed = seal_bytes(bytes(flipped), office.identity.recipients)
        try:
            opened = open_envelope(resealed, office.identity, office.config.partners)
        except ContributionError:
            continue
        assert opened.payload == {"said": "hello"}, "only what tar itself does not read may differ"
    for end in range(0, len(content), 211):
        with pytest.raises(ContributionError):
            open_envelope(content[:end], office.identity, office.config.partners)


@pytest.mark.parametrize("content", [b"[]", b"null", b'{"a":', b"\xff", b"[" * 100_000])
def test_what_is_no_table_is_refused(
    small_pair: Pair, tmp_path: Path, content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("finpath.desk.exchange.envelope.canonical", lambda _: content)
        path = forged(small_pair, tmp_path)
    refused(small_pair.south, path, "payload.json is none")


def test_what_is_too_large_is_refused_before_it_is_opened(small_pair: Pair, tmp_path: Path) -> None:
    path = tmp_path / "large.age"
    with path.open("wb") as file:
        file.truncate(LARGEST * 64)
    refused(small_pair.south, path, "larger than 8 MB")
    with pytest.raises(ConfigError, match="cannot be read"):
        came(small_pair.south, tmp_path / "nowhere.age")


def test_an_agreement_that_has_ended_lets_nothing_in_but_what_takes_away(small_pair: Pair) -> None:
    paths = {kind: sent(small_pair.north, kind=kind) for kind in ("question", "recall", "receipt")}
    amend(small_pair.south, ends_on=(today() - dt.timedelta(days=1)).isoformat())
    refused(small_pair.south, paths["question"], "ended on")
    assert came(small_pair.south, paths["recall"]).kind == "recall", "it waits for nothing that is missing"
    assert came(small_pair.south, paths["receipt"], "number 1 is refused").kind == "receipt"


def test_a_fork_is_seen(small_pair: Pair, tmp_path: Path) -> None:
    came(small_pair.south, sent(small_pair.north))
    refused(small_pair.south, forged(small_pair, tmp_path), "Number 1 of hub-north came, and was another")
    forked = forged(small_pair, tmp_path, sequence=2, previous="0" * 64)
    refused(small_pair.south, forked, "follows another number 1")


def test_a_kind_that_nobody_takes_and_a_taker_that_refuses_change_nothing(small_pair: Pair) -> None:
    path = sent(small_pair.north)
    with pytest.raises(ContributionError, match="does not take"):
        receive(small_pair.south.desk.store, known_as(small_pair.south), path, {})

    def refuse(incoming: Incoming) -> str:
        put(incoming.acting, incoming.desk, Message("receipt", NORTH, {}))
        raise ContributionError("No.")

    before = rows(small_pair.south)
    with pytest.raises(ContributionError, match="No"):
        receive(small_pair.south.desk.store, known_as(small_pair.south), path, {"question": refuse})
    assert rows(small_pair.south) == before
    assert came(small_pair.south, path).sentence == "Taken: hello."


def test_a_clock_that_is_turned_back_makes_nothing_valid_again(
    small_pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = sent(small_pair.north)
    amend(small_pair.south, ends_on=(today() - dt.timedelta(days=1)).isoformat())
    monkeypatch.setattr("finpath.desk.chain.today", lambda: today() - dt.timedelta(days=30))
    refused(small_pair.south, path, "ended on")


KILLED = """
import os, signal, sys
from pathlib import Path
from finpath.desk.desk import open_desk
from finpath.desk.exchange.send import Message, put
desk = open_desk(Path(sys.argv[1]))
with desk.store.act() as acting:
    put(acting, desk.partners(), Message("question", "hub-south", {"said": "kept"}))
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_who_is_killed_before_the_file_is_there_finds_it_at_the_next_start(small_pair: Pair) -> None:
    north = small_pair.north
    subprocess.run([sys.executable, "-c", KILLED, north.home / "desk.toml"], check=False)
    assert not list(north.desk.hub.outbox.glob("*")), "nothing is there yet"
    reopen(north)
    north.desk.tidy()
    (path,) = north.desk.hub.outbox.glob("*")
    assert deliver(north.desk.store, north.desk.hub.outbox) == ()
    assert came(small_pair.south, path).sentence == "Taken: kept."


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ('[[partners]]\norg = "a"\n', "need a table"),
        ('[exchange]\norg = "a b"\nopens = "hub.age"\n', "org is 'a b'"),
        ('[exchange]\norg = "a"\n', "opens is ''"),
        ('[exchange]\norg = "a"\nopens = "hub.age"\nask = "never"\n', "is no standing"),
        ('[exchange]\norg = "a"\nopens = "hub.age"\nkeep_days = 0\n', "1 to 730 days"),
        ('[exchange]\norg = "a"\nopens = "hub.age"\nport = 1\n', "has port"),
        (f'{BESIDE}[[partners]]\norg = "b"\nsign = "hub.age"\nage = "hub.age.pub"\n', "key"),
        (f'{BESIDE}[[partners]]\norg = "b"\n{KEYS}tlp = "red"\n', "red never leaves"),
        (f'{BESIDE}[[partners]]\norg = "a"\n{KEYS}', "same org"),
    ],
)
def test_what_is_wrong_of_partners_is_said(small_office: Office, lines: str, words: str) -> None:
    path = small_office.home / "desk.toml"
    path.write_text(path.read_text() + lines)
    with pytest.raises(ConfigError, match=words):
        read_desk_config(path)


def test_a_desk_without_an_agreement_or_a_key_exchanges_with_nobody(small_office: Office, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="has no partners"):
        small_office.desk.receive(tmp_path / "x")
    (tmp_path / "desk.toml").write_text('[exchange]\norg = "a"\nopens = "hub.age"\n')
    with pytest.raises(ConfigError, match="needs signing_key"):
        read_desk_config(tmp_path / "desk.toml")


def test_the_command_says_in_a_sentence_what_it_does_not_take(small_pair: Pair, tmp_path: Path) -> None:
    (tmp_path / "x.age").write_bytes(b"x")
    done = start("desk", "receive", tmp_path / "x.age", "--config", small_pair.south.home / "desk.toml")
    assert done.returncode == 1
    assert "not encrypted for this desk" in done.stderr
