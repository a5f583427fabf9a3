"""How long an honest report takes while 10,000 others a minute come in, against the quiet server.

    python -m benchmarks.intake [--seconds 20] [--rate 10000]

An intake as an operator starts it, behind a proxy that is believed. A flood from one address, then one from 5,000: half
of it without a proof, half replaying one that was used. Honest reports, each with a proof of its own, come in four
times a second; what is timed is `check` and `send`, not the proof, which is the work of the browser. On a machine that
does other things as well, read the ratio to the quiet server rather than the milliseconds.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import Process, Value
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path
from urllib.parse import urlencode

from finpath.intake.take import read_spool
from finpath.keyring import read_identity
from tests.intake.served import Served, served
from tests.intake.site import EVER, proven

HONEST_A_SECOND = 4
STORY = {"kind": "page", "place": "NL", "amount": "19.90", "currency": "EUR"}


@dataclass(frozen=True)
class Measured:
    """Seconds of each request of the honest, and what their requests were answered with."""

    seconds: list[float]
    arrived: int
    sent: int

    def p95(self) -> float:
        """In milliseconds."""
        return 1000 * statistics.quantiles(self.seconds, n=100)[94]


async def post(port: int, page: str, body: bytes, source: str) -> tuple[int, str]:
    """One request on a connection of its own, as from one more visitor."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head = (
        f"POST /en/{page} HTTP/1.1\r\nhost: intake\r\nconnection: close\r\nx-forwarded-for: {source}\r\n"
        f"content-type: application/x-www-form-urlencoded\r\ncontent-length: {len(body)}\r\n\r\n"
    )
    writer.write(head.encode() + body)
    answered = (await reader.read()).decode()
    writer.close()
    return int(answered.split(" ", 2)[1]), answered


async def flood(port: int, rate: int, addresses: int, answered: Synchronized[int]) -> None:
    """So many a minute, until somebody ends it; a request that is not answered in time does not hold the next."""
    chance = random.Random(1)  # noqa: S311 - the same flood each time
    _, page = await post(port, "check", urlencode(STORY | {"host": "flooded.example"}).encode(), "10.255.0.1")
    replayed = urlencode(proven(page)).encode()
    bare = urlencode(STORY | {"host": "flooded.example"}).encode()
    begun, number, open_ones = time.monotonic(), 0, set[asyncio.Task[None]]()

    async def one(body: bytes, source: str) -> None:
        try:
            await post(port, "send", body, source)
            answered.value += 1
        except (OSError, IndexError, ValueError):
            return

    while True:
        number += 1
        each = chance.randrange(addresses)
        body = replayed if number % 2 else bare
        task = asyncio.create_task(one(body, f"10.{each // 250}.{each % 250}.1"))
        open_ones.add(task)
        task.add_done_callback(open_ones.discard)
        await asyncio.sleep(max(0.0, begun + number * 60 / rate - time.monotonic()))


def run_flood(port: int, rate: int, addresses: int, answered: Synchronized[int]) -> None:
    """In a process of its own, so that it does not wait for the honest."""
    asyncio.run(flood(port, rate, addresses, answered))


@contextmanager
def flooded(port: int, rate: int, addresses: int) -> Iterator[Callable[[], float]]:
    """While a flood comes in; gives how many a minute were answered."""
    answered: Synchronized[int] = Value("i", 0)
    process = Process(target=run_flood, args=(port, rate, addresses, answered))
    process.start()
    time.sleep(1)
    begun, before = time.monotonic(), answered.value
    yield lambda: 60 * (answered.value - before) / (time.monotonic() - begun)
    process.terminate()
    process.join()


async def honest(process: Served, seconds: int, name: str) -> Measured:
    """Honest reporters, each from a network of their own, whose proofs were made before the clock starts."""
    count, took, arrived = seconds * HONEST_A_SECOND, list[float](), 0
    forms = [STORY | {"host": f"{name}{number}.example"} for number in range(count)]

    async def timed(page: str, body: bytes, number: int) -> tuple[int, str]:
        begun = time.perf_counter()
        answered = await post(process.port, page, body, f"172.{16 + number // 200}.{number % 200}.1")
        took.append(time.perf_counter() - begun)
        return answered

    for number, form in enumerate(forms):
        begun = time.monotonic()
        _, page = await timed("check", urlencode(form).encode(), number)
        code, _ = await timed("send", urlencode(proven(page)).encode(), number)
        arrived += code == 200  # noqa: PLR2004 - HTTP
        await asyncio.sleep(max(0.0, begun + 1 / HONEST_A_SECOND - time.monotonic()))
    return Measured(took, arrived, count)


def megabytes(process: Served) -> float:
    """What the server holds."""
    status = Path(f"/proc/{process.process.pid}/status").read_text(encoding="utf-8")
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def measure(rate: int, seconds: int, say: Callable[[str], None]) -> None:
    """Quiet, then each flood, each on a server of its own."""
    quiet = 0.0
    for name, addresses in (("quiet", 0), ("one address", 1), ("5,000 addresses", 5000)):
        with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as process:
            before, came = megabytes(process), 0.0
            if addresses:
                with flooded(process.port, rate, addresses) as a_minute:
                    found = asyncio.run(honest(process, seconds, "h"))
                    came = a_minute()
            else:
                found = asyncio.run(honest(process, seconds, "h"))
            quiet = quiet or found.p95()
            after = megabytes(process)
            taken, _ = read_spool(process.spool, read_identity(process.folder / "desk.age"), EVER)
            clear = sum(each.report.facts.said["host"].startswith("h") and not each.report.held for each in taken)
        say(
            f"{name}, {came:,.0f} a minute: p95 {found.p95():.0f} ms ({found.p95() / quiet:.1f} of quiet), median"
            f" {1000 * statistics.median(found.seconds):.0f} ms; {clear} of {found.sent} honest ones wait for the desk;"
            f" {len(taken) - clear} others kept; memory {before:.0f} to {after:.0f} MB"
        )


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser(description="An honest report while others flood the intake.")
    asked.add_argument("--seconds", type=int, default=20)
    asked.add_argument("--rate", type=int, default=10_000, help="posts a minute")
    told = asked.parse_args()
    measure(told.rate, told.seconds, lambda line: print(line, flush=True))


if __name__ == "__main__":
    sys.exit(main())
