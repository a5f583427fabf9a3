"""The closed list of what is entered."""

from __future__ import annotations

ACTS = (
    "made", "sent", "received", "accepted_gap", "opened", "looked", "decided", "proposed", "approved", "released",
    "recalled", "withdrawn", "held", "freed", "purged", "rotated",
    "landed", "carried", "noted", "asked", "answered", "assigned", "set_aside", "sent_back", "filed", "exported",
    "signed_in", "signed_out", "denied", "added", "granted", "taken_away", "searched", "upgraded", "met",
)  # fmt: skip
"""Verbs, each of which one entry records."""
