"""A referral in, what a reader is told of it out: one content for every form that people read."""

from __future__ import annotations

from finpath.referral.writers.dossier.content import Dossier
from finpath.referral.writers.dossier.tell import tell

__all__ = ["Dossier", "tell"]
