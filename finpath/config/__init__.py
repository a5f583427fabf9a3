"""What a user may set: run configuration, tiers, suppressions, roles and decisions on identity."""

from __future__ import annotations
