"""The closed list of what is entered."""

from __future__ import annotations

ACTS = (
    "made", "sent", "received", "accepted_gap", "opened", "looked", "decided", "proposed", "approved", "released",
    "recalled", "withdrawn", "held", "freed", "purged", "rotated",
)  # fmt: skip
"""Verbs, each of which one entry records."""
