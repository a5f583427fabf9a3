"""Accounts in; out come dated, sourced edges: which are one merchant, which one controller holds; and entities."""

from __future__ import annotations

from finpath.config.identity_decisions import Decision, Decisions, read_decisions
from finpath.graph.identity.build import build_identity
from finpath.graph.identity.earlier_entities import Identities, read_earlier
from finpath.graph.identity.kinds import HUB

__all__ = ["HUB", "Decision", "Decisions", "Identities", "build_identity", "read_decisions", "read_earlier"]
