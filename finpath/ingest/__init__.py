"""Loads contributions into a ledger: checks every row and replaces every identifier by a token."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finpath.lazy import lazily

if TYPE_CHECKING:
    from finpath.ingest.currency import Rate
    from finpath.ingest.in_memory import Contribution, Contributions, manifest_digests
    from finpath.ingest.keys import Keys, new_key, read_keys
    from finpath.ingest.ledger import Ledger, Provider, Refusal, SourceFile
    from finpath.ingest.load import load
    from finpath.ingest.options import LoadOptions
    from finpath.ingest.reasons import Reason
    from finpath.ingest.reidentify import OwnPayer, reidentify_payers

__all__ = [
    "Contribution",
    "Contributions",
    "Keys",
    "Ledger",
    "LoadOptions",
    "OwnPayer",
    "Provider",
    "Rate",
    "Reason",
    "Refusal",
    "SourceFile",
    "load",
    "manifest_digests",
    "new_key",
    "read_keys",
    "reidentify_payers",
]

lazily(
    __name__,
    {
        "Contribution": "finpath.ingest.in_memory",
        "Contributions": "finpath.ingest.in_memory",
        "Keys": "finpath.ingest.keys",
        "Ledger": "finpath.ingest.ledger",
        "LoadOptions": "finpath.ingest.options",
        "OwnPayer": "finpath.ingest.reidentify",
        "Provider": "finpath.ingest.ledger",
        "Rate": "finpath.ingest.currency",
        "Reason": "finpath.ingest.reasons",
        "Refusal": "finpath.ingest.ledger",
        "SourceFile": "finpath.ingest.ledger",
        "manifest_digests": "finpath.ingest.in_memory",
        "load": "finpath.ingest.load",
        "new_key": "finpath.ingest.keys",
        "reidentify_payers": "finpath.ingest.reidentify",
        "read_keys": "finpath.ingest.keys",
    },
)
