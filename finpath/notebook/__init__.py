"""How objects show themselves in a notebook, and how progress is told."""

from __future__ import annotations
