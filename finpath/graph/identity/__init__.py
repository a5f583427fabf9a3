"""Which accounts are one merchant, which one controller holds: dated, sourced edges, and entities."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finpath.lazy import lazily

if TYPE_CHECKING:
    from finpath.graph.identity.build import build_identity
    from finpath.graph.identity.kinds import HUB

__all__ = ["HUB", "build_identity"]

lazily(
    __name__,
    {
        "HUB": "finpath.graph.identity.kinds",
        "build_identity": "finpath.graph.identity.build",
    },
)
