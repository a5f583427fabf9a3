"""`finpath desk …` as it is typed, and kills in the middle of it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import select

from finpath.config.roles import read_roles
from finpath.config.suppressions import read_suppressions
from finpath.desk.chain import read_log
from finpath.desk.config import read_desk_config
from finpath.desk.desk import open_desk
from finpath.desk.store.tables import WORDS
from finpath.errors import ConfigError
from tests.desk.conftest import Office, Runs
from tests.running import environment
from tests.running import finpath as start


def test_a_desk_from_its_making_to_its_backup(runs: Runs, tmp_path: Path) -> None:
    config = tmp_path / "desk" / "desk.toml"
    password = environment(FINPATH_DESK_PASSWORD="a first password")  # noqa: S106 - of nobody

    def ask(*words: str | Path) -> subprocess.CompletedProcess[str]:
        done = start("desk", *words, env=password)
        assert done.returncode == 0, done.stderr
        return done

    ask("new", tmp_path / "desk")
    assert (tmp_path / "desk" / "desk.key").stat().st_mode & 0o077 == 0
    ask("add-person", "ada", "--config", config, "--name", "Ada", "--org", "hub", "--role", "analyst")
    landed = ask("land", runs.later, "--config", config, "--json")
    assert '"new"' in landed.stdout
    token = ask("token", "ada", "--config", config, "--scope", "see", "--until", "2027-06-30").stdout
    assert len(token.strip()) > 30
    ask("files", "--config", config, "--out", tmp_path / "decided")
    assert read_suppressions(tmp_path / "decided" / "suppressions.toml") == ()
    assert read_roles(tmp_path / "decided" / "roles.toml") == ()
    ask("custody", "--config", config, "--out", tmp_path / "log")
    assert start("custody", "verify", tmp_path / "log").returncode == 0
    ask("backup", "--config", config, "--out", tmp_path / "desk.zip")
    (tmp_path / "second").mkdir()
    (tmp_path / "second" / "desk.toml").write_text("")
    (tmp_path / "second" / "desk.key").write_bytes((tmp_path / "desk" / "desk.key").read_bytes())
    (tmp_path / "second" / "desk.key").chmod(0o600)
    ask("restore", tmp_path / "desk.zip", "--config", tmp_path / "second" / "desk.toml")
    refused = start("desk", "land", tmp_path, "--config", config)
    assert refused.returncode == 2
    assert "holds no finished run" in refused.stderr


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ('databse = "x"', "databse"),
        ('listen = "everywhere:80"', "an address and a port"),
        ('listen = "0.0.0.0:80"', "through TLS alone"),
        (
            'listen = "0.0.0.0:80"\npublic_origin = "http://desk.example"\ntrusted_proxy = "10.0.0.1"',
            "through TLS alone",
        ),
        ('public_origin = "https://desk.example/path"\ntrusted_proxy = "10.0.0.1"', "as browsers say it"),
        ("capacity = 0", "a number of cases"),
        ('[agreement]\nexpires_on = "soon"', "a day"),
        ("database = 7", "a text"),
    ],
)
def test_a_configuration_that_must_not_be_is_refused(said: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "desk.toml").write_text(said)
    with pytest.raises(ConfigError, match=message):
        read_desk_config(tmp_path / "desk.toml")


def test_a_key_that_others_may_read_or_that_is_another_is_refused(small_office: Office, runs: Runs) -> None:
    small_office.desk.land("console", runs.later)
    key = small_office.home / "desk.key"
    key.chmod(0o644)
    with pytest.raises(ConfigError, match="Others may read"):
        open_desk(small_office.home / "desk.toml")
    key.write_text("00" * 32)
    key.chmod(0o600)
    other = open_desk(small_office.home / "desk.toml")
    small_office.desk.store.close()
    with pytest.raises(ConfigError, match="does not open"):
        Office(other, small_office.home, small_office.people, {}).queue("ada")
    other.store.close()


WRITE = """
import sys
from pathlib import Path
from finpath.desk.cases.decide import write_words
from finpath.desk.cases.queue import read_queue
from finpath.desk.desk import open_desk
from finpath.desk.people.person import find_person, today

desk = open_desk(Path(sys.argv[1]))
with desk.store.read() as db:
    person = find_person(db, sys.argv[2], today())
    case = read_queue(db, desk.store.key, person).rows[0].id
while True:
    print(write_words(desk.store, person, case, "note", "One of many."), flush=True)
"""


def test_what_was_acknowledged_survives_a_kill(small_office: Office, runs: Runs) -> None:
    """Two processes write at once, and are killed; every act that was acknowledged is there, and the chain is whole."""
    office = small_office
    office.desk.land("console", runs.later)
    acknowledged: list[str] = []
    for wait in (0.1, 0.4, 0.7):
        writers = [
            subprocess.Popen(
                [sys.executable, "-c", WRITE, str(office.home / "desk.toml"), office.people["ada"]],
                stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
            )
            for _ in range(2)
        ]  # fmt: skip
        for writer in writers:
            assert writer.stdout is not None
            acknowledged.append(writer.stdout.readline().strip())
        time.sleep(wait)
        for writer in writers:
            writer.send_signal(signal.SIGKILL)
            assert writer.stdout is not None
            lines = writer.stdout.read().splitlines(keepends=True)
            acknowledged += [line.strip() for line in lines if line.endswith("\n")]
            writer.stdout.close()
            writer.wait()
    with office.desk.store.read() as db:
        kept = set(db.scalars(select(WORDS.c.id)))
    assert len(acknowledged) > 6
    assert set(acknowledged) <= kept
    chain = read_log(office.desk.store)
    assert not chain.faults()
    assert sum(line is not None and line[0].act == "noted" for line in chain.lines) == len(kept)
