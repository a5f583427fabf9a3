"""A seed in, a synthetic coalition out: contributions of five members, and apart from them the known answer."""

from __future__ import annotations

from finpath.synth.coalition import write

__all__ = ["write"]
