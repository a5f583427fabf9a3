"""What waits for a minute begins with the first test here, and is asked at the end."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

PATIENT = "test_whoever_listens_and_is_no_master_is_named"
"""Spark asks a master that does not answer three times, twenty seconds each."""


@dataclass(frozen=True)
class Unanswered:
    """A session that is asked for at an address where somebody listens and nobody answers."""

    address: str
    process: subprocess.Popen[str]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Ask what was begun first at the very end."""
    items.sort(key=lambda item: item.name == PATIENT)


@pytest.fixture(scope="session", autouse=True)
def unanswered(request: pytest.FixtureRequest) -> Iterator[Unanswered | None]:
    """Begun where the test that asks it runs; nothing elsewhere."""
    chosen = any(item.name == PATIENT for item in request.session.items)
    if not chosen:
        yield None
        return
    with socket.create_server(("127.0.0.1", 0)) as listening:
        address = f"spark://127.0.0.1:{listening.getsockname()[1]}"
        command = [sys.executable, "-c", f"import finpath; finpath.Spark.on('{address}')"]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        yield Unanswered(address, process)
        process.kill()
        process.communicate()
