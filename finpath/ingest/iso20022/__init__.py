"""ISO 20022 messages in, rows of the contract out: what the families camt, pacs and pain have in common."""

from __future__ import annotations
