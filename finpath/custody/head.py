"""The head of a chain, and heads of it that others have seen: in receipts, and in bundles that they opened.

A chain alone cannot show that its owner cut off the end, or wrote all of it anew. Whoever has seen a head can.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SAID = re.compile(r"([0-9]{1,15}):([0-9a-f]{64})")


@dataclass(frozen=True)
class Head:
    """The last entry of a chain at some time."""

    n: int
    hash: str

    def __str__(self) -> str:
        """As receipts say it."""
        return f"{self.n}:{self.hash}"


def read_head(said: object) -> Head | None:
    """A head, as a receipt says it."""
    found = SAID.fullmatch(said) if isinstance(said, str) else None
    return Head(int(found[1]), found[2]) if found else None


def find_heads(place: Path) -> Iterator[tuple[str, Head]]:
    """The heads that the receipts and manifests of a folder, or one of them, bear; each with the name of its file."""
    return ((path.name, head) for path, head in find_witnessed(place))


def find_witnessed(place: Path) -> Iterator[tuple[Path, Head]]:
    """The same, each with its file."""
    for path in sorted(place.rglob("*.toml")) if place.is_dir() else [place]:
        try:
            head = read_head(tomllib.loads(path.read_text(encoding="utf-8")).get("head"))
        except (OSError, ValueError, RecursionError):
            continue
        if head is not None:
            yield path, head
