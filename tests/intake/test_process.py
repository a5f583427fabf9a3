"""The process that listens: what it holds, what it writes, and what is left where it is killed or flooded."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from finpath.intake.facts import TEXTS
from finpath.intake.take import read_spool
from finpath.keyring import read_identity
from tests.intake.served import Served, memory_of, served
from tests.intake.site import EVER, HOST
from tests.running import finpath

SECRET = re.compile(rb"AGE-SECRET-KEY-1[A-Z0-9]{58}")


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("served")) as made:
        yield made


def test_it_holds_the_public_key_and_no_secret_one(process: Served) -> None:
    process.post("send", process.proven(HOST | {"host": "held.example"}))
    public = (process.folder / "desk.age.pub").read_bytes().strip()
    secret = read_identity(process.folder / "desk.age").secrets[0].encode()
    saw_public = False
    for piece in memory_of(process.process.pid):
        assert not SECRET.search(piece)
        assert secret not in piece
        saw_public |= public in piece
    assert saw_public, "the search finds what is there"
    own = b"".join(path.read_bytes() for path in (process.folder / "in").rglob("*") if path.is_file())
    assert not SECRET.search(own)
    assert b"held.example" not in own


def test_it_writes_nothing_but_reports_and_says_nobody(process: Served) -> None:
    process.post("send", HOST | {"descriptor": "NOWHERE*TOLD"}, source="198.51.100.77")
    process.post("send", dict.fromkeys(TEXTS, "x" * 3000) | HOST, source="198.51.100.77")
    said = (process.folder / "said").read_text()
    assert said.count("\n") == 1
    assert "The intake listens on" in said
    written = {path.relative_to(process.folder / "in").parts[0] for path in (process.folder / "in").rglob("*")}
    assert written == {"receipts.key", "spool"}


def test_killed_while_it_writes_it_leaves_no_half_report(tmp_path: Path) -> None:
    with served(tmp_path) as process:
        stop = threading.Event()
        receipts: list[str] = []

        def send() -> None:
            number = 0
            while not stop.is_set():
                number += 1
                try:
                    _, text = process.post("send", HOST, source=f"10.{number % 200}.1.1")
                except OSError:
                    return
                receipts.extend(re.findall(r'dir="ltr">([0-9A-Z-]{19})<', text))

        threads = [threading.Thread(target=send) for _ in range(3)]
        for each in threads:
            each.start()
        while len(receipts) < 40:
            time.sleep(0.01)
        process.kill()
        stop.set()
        for each in threads:
            each.join()
    taken, faults = read_spool(tmp_path / "in" / "spool", read_identity(tmp_path / "desk.age"), EVER)
    assert faults == []
    assert len(taken) >= len(receipts) >= 40, "whoever has a receipt has a report"
    with served(tmp_path) as again:
        assert list((again.spool / "parts").iterdir()) == []
        assert again.post("send", again.proven(HOST))[0] == 200


def test_under_a_flood_from_many_networks_the_honest_arrive(tmp_path: Path) -> None:
    with served(tmp_path) as process:
        stop = threading.Event()
        sent: list[int] = []

        def flood(lane: int) -> None:
            number = 0
            replayed = process.proven(HOST | {"host": "flooded.example"}, source=f"10.{lane}.0.1")
            while not stop.is_set():
                number += 1
                source = f"10.{lane}.{number % 250}.1" if lane else "10.0.0.1"
                fields = replayed if number % 2 else HOST | {"host": "flooded.example"}
                sent.append(process.post("send", fields, source)[0])

        threads = [threading.Thread(target=flood, args=(lane,)) for lane in range(3)]
        for each in threads:
            each.start()
        for number in range(8):
            honest = process.proven(HOST | {"host": f"honest{number}.example"}, source=f"172.16.{number}.1")
            assert process.post("send", honest, source=f"172.16.{number}.1")[0] == 200
        while len(sent) < 300:
            time.sleep(0.02)
        stop.set()
        for each in threads:
            each.join()
        taken, _ = read_spool(process.spool, read_identity(tmp_path / "desk.age"), EVER)
    hosts = [each.report.facts.said["host"] for each in taken if not each.report.held]
    assert {f"honest{number}.example" for number in range(8)} <= set(hosts)
    assert hosts.count("flooded.example") <= 3, "a proof is good once"
    assert sum(bool(each.report.held) for each in taken) <= 300
    assert set(sent) == {200, 503}


def test_it_says_that_its_door_is_taken_and_ends_as_it_should_when_it_is_told_to(tmp_path: Path) -> None:
    with served(tmp_path) as process:
        second = finpath("intake", "serve", "--config", tmp_path / "intake.toml")
        assert second.returncode == 2
        assert f"Nobody can listen on 127.0.0.1:{process.port}: Address already in use." in second.stderr
        process.process.terminate()
        assert process.process.wait(20) == 0
    assert (tmp_path / "said").read_text().count("\n") == 1
