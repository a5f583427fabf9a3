"""Synthetic payment worlds with a known answer."""

from __future__ import annotations

from .background import background
from .model import Coalition
from .planting import plant

__all__ = ["Coalition", "background", "plant"]
