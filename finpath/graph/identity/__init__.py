"""Which accounts are one merchant, which one controller holds: dated, sourced edges, and entities."""

from __future__ import annotations

from finpath.graph.identity.account_lifetimes import date_accounts
from finpath.graph.identity.build import JOIN_ACCOUNTS, decided
from finpath.graph.identity.identifiers import list_identifiers
from finpath.graph.identity.kinds import HUB

__all__ = ["HUB", "JOIN_ACCOUNTS", "date_accounts", "decided", "list_identifiers"]
