"""Lands a run at a case desk and reads its queue, with nothing but Python's own library.

    DESK_TOKEN=… python client.py http://localhost:8765 /srv/finpath/run

The token comes from `finpath desk token LOGIN --scope see --scope land --until DAY`.
"""

from __future__ import annotations

import json
import os
import sys
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen


@dataclass(frozen=True)
class QueuedCase:
    """A case that waits for a decision."""

    id: str
    title: str
    tier: str
    score: float
    state: str
    change: str
    why: str


@dataclass(frozen=True)
class DeskClient:
    """A desk, asked with a token."""

    origin: str
    token: str

    def land(self, path: str, key: str = "") -> dict[str, int]:
        """Land a run; with the same key, a second call does nothing and has the first's answer."""
        answer = self._ask("POST", "/runs", {"path": path}, key or str(uuid.uuid4()))
        return {str(kind): int(count) for kind, count in answer["changes"].items()}

    def queue(self) -> Iterator[QueuedCase]:
        """Every case that waits, page by page."""
        after = ""
        while True:
            page = self._ask("GET", f"/cases?{urlencode({'after': after})}")
            for each in page["cases"]:
                yield QueuedCase(**{name: each[name] for name in QueuedCase.__dataclass_fields__})
            after = page["after"]
            if not after:
                return

    def _ask(self, method: str, path: str, body: object = None, key: str = "") -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        if key:
            headers["Idempotency-Key"] = key
        content = json.dumps(body).encode() if body is not None else None
        request = Request(f"{self.origin}/api/v1{path}", content, headers, method=method)  # noqa: S310 - the desk's own
        with urlopen(request, timeout=300) as answer:  # noqa: S310 - as that
            return dict(json.load(answer))


def main() -> None:
    """Land the run, and say what waits."""
    origin, run = sys.argv[1:]
    client = DeskClient(origin, os.environ["DESK_TOKEN"])
    for kind, count in client.land(run).items():
        sys.stdout.write(f"{count} {kind}\n")
    for case in client.queue():
        sys.stdout.write(f"{case.id}  {case.tier:8}  {case.score:.3f}  {case.title}\n")


if __name__ == "__main__":
    main()
