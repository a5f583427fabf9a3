"""The contributions of the members in, a ledger out: checked row by row, with tokens for every identifier."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finpath.lazy import lazily

if TYPE_CHECKING:
    from finpath.ingest.currency import Rate
    from finpath.ingest.in_memory import Contribution, Contributions, digests
    from finpath.ingest.keys import Keys, new_key, read_keys
    from finpath.ingest.ledger import Ledger, Provider, Refusal, SourceFile
    from finpath.ingest.load import load
    from finpath.ingest.options import LoadOptions
    from finpath.ingest.reasons import Reason
    from finpath.ingest.reidentify import OwnPayer, own_payers

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
    "digests",
    "load",
    "new_key",
    "own_payers",
    "read_keys",
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
        "digests": "finpath.ingest.in_memory",
        "load": "finpath.ingest.load",
        "new_key": "finpath.ingest.keys",
        "own_payers": "finpath.ingest.reidentify",
        "read_keys": "finpath.ingest.keys",
    },
)
