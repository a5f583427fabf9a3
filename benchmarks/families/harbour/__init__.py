"""Synthetic payment worlds of a coalition of acquirers, a facilitator and a wallet, with a known answer."""

from .background import background
from .model import Coalition
from .planting import plant

__all__ = ["Coalition", "background", "plant"]
