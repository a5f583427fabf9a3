"""Synthetic payment worlds with a known answer, as banks see them."""

from .background import background
from .frames import Coalition
from .plant import plant

__all__ = ["Coalition", "background", "plant"]
