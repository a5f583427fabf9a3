"""The dossier: what a reader is shown of a referral, one content for every form that people read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finpath.lazy import lazily

if TYPE_CHECKING:
    from finpath.referral.writers.dossier.compose import compose_dossier
    from finpath.referral.writers.dossier.content import Dossier

__all__ = ["Dossier", "compose_dossier"]

lazily(
    __name__,
    {
        "Dossier": "finpath.referral.writers.dossier.content",
        "compose_dossier": "finpath.referral.writers.dossier.compose",
    },
)
