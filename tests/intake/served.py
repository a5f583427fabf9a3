"""`finpath intake serve` as an operator starts it, in a process of its own; and a client that needs no library."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from finpath.keyring import write_pair
from tests.intake.site import proven
from tests.running import COMMAND, environment


@dataclass(frozen=True)
class Served:
    """A process that listens."""

    folder: Path
    port: int
    process: subprocess.Popen[str]

    @property
    def spool(self) -> Path:
        return self.folder / "in" / "spool"

    def post(self, page: str, fields: Mapping[str, str], source: str = "192.0.2.1") -> tuple[int, str]:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        headers = {
            "content-type": "application/x-www-form-urlencoded",
            "x-forwarded-for": source,
            "connection": "close",
        }
        line.request("POST", f"/en/{page}", urlencode(fields), headers)
        answered = line.getresponse()
        text = answered.read().decode()
        line.close()
        return answered.status, text

    def proven(self, fields: Mapping[str, str], source: str = "192.0.2.1") -> dict[str, str]:
        return proven(self.post("check", fields, source)[1])

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


def free_port() -> int:
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        return int(tried.getsockname()[1])


def prepare(folder: Path, port: int, more: str = "") -> None:
    """The desk's pair, of which the intake is shown the public half; and its settings."""
    if not (folder / "desk.age").exists():
        write_pair(folder / "desk")
    settings = f'recipient = "desk.age.pub"\nfolder = "in"\nlisten = "127.0.0.1:{port}"\n{more}'
    (folder / "intake.toml").write_text(settings)


@contextmanager
def served(folder: Path, more: str = 'trusted_proxies = ["127.0.0.1"]\n') -> Iterator[Served]:
    """Serve until this ends."""
    port = free_port()
    prepare(folder, port, more)
    command = [*COMMAND, "intake", "serve", "--config", str(folder / "intake.toml")]
    with (folder / "said").open("w") as said:
        process = subprocess.Popen(command, stdout=said, stderr=said, text=True, env=environment(), cwd=folder)
        try:
            _wait(process, port, folder / "said")
            yield Served(folder, port, process)
        finally:
            process.kill()
            process.wait()


def _wait(process: subprocess.Popen[str], port: int, said: Path) -> None:
    for _ in range(600):
        assert process.poll() is None, said.read_text()
        with socket.socket() as tried:
            tried.settimeout(0.2)
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError(said.read_text())


def memory_of(process: int) -> Iterator[bytes]:
    """Everything that a process holds, piece by piece."""
    maps = Path(f"/proc/{process}/maps").read_text().splitlines()
    with Path(f"/proc/{process}/mem").open("rb", buffering=0) as memory:
        for line in maps:
            found = re.match(r"([0-9a-f]+)-([0-9a-f]+) r", line)
            if not found or "[v" in line:
                continue
            start, end = (int(each, 16) for each in found.groups())
            memory.seek(start)
            while start < end:
                try:
                    piece = os.read(memory.fileno(), min(end - start, 1 << 24))
                except OSError:
                    break
                if not piece:
                    break
                yield piece
                start += len(piece)
