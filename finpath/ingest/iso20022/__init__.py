"""What the ISO 20022 families camt, pacs and pain have in common."""

from __future__ import annotations
