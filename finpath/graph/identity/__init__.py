"""Which accounts are one merchant, which one controller holds: dated, sourced edges, and entities."""

from __future__ import annotations

from finpath.graph.identity.build import build_identity
from finpath.graph.identity.kinds import HUB

__all__ = ["HUB", "build_identity"]
