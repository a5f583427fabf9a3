"""Synthetic payment coalitions with a known answer; see `background`, `plant` and `combine`."""

from .background import background
from .combine import combine
from .model import Coalition
from .plant import plant

__all__ = ["Coalition", "background", "combine", "plant"]
