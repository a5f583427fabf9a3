"""A ledger that is kept: what was read once is scored again and again, without a file of a member."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finpath.lazy import lazily

if TYPE_CHECKING:
    from finpath.kept_ledger.keep import keep_ledger
    from finpath.kept_ledger.record import is_kept_ledger
    from finpath.kept_ledger.score import score

__all__ = ["is_kept_ledger", "keep_ledger", "score"]

lazily(
    __name__,
    {
        "is_kept_ledger": "finpath.kept_ledger.record",
        "keep_ledger": "finpath.kept_ledger.keep",
        "score": "finpath.kept_ledger.score",
    },
)
