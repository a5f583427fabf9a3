"""Which accounts are one merchant, which one controller holds: dated, sourced edges, and entities."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finpath.lazy import lazily

if TYPE_CHECKING:
    from finpath.graph.identity.account_lifetimes import date_accounts
    from finpath.graph.identity.build import JOIN_ACCOUNTS, decided
    from finpath.graph.identity.identifiers import list_identifiers
    from finpath.graph.identity.kinds import HUB
    from finpath.graph.identity.sellers import list_sellers

__all__ = [
    "HUB",
    "JOIN_ACCOUNTS",
    "date_accounts",
    "decided",
    "list_identifiers",
    "list_sellers",
]

lazily(
    __name__,
    {
        "HUB": "finpath.graph.identity.kinds",
        "JOIN_ACCOUNTS": "finpath.graph.identity.build",
        "date_accounts": "finpath.graph.identity.account_lifetimes",
        "decided": "finpath.graph.identity.build",
        "list_identifiers": "finpath.graph.identity.identifiers",
        "list_sellers": "finpath.graph.identity.sellers",
    },
)
