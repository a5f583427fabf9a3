"""A referral in, what a reader is told of it out: one content for every form that people read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finpath.lazy import lazily

if TYPE_CHECKING:
    from finpath.referral.writers.dossier.content import Dossier
    from finpath.referral.writers.dossier.tell import tell

__all__ = ["Dossier", "tell"]

lazily(
    __name__,
    {
        "Dossier": "finpath.referral.writers.dossier.content",
        "tell": "finpath.referral.writers.dossier.tell",
    },
)
