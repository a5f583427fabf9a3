"""What a run keeps so that any of its merchants can be drawn later, and the drawings: trail, neighbours, network."""

from __future__ import annotations

from finpath.pictures.keep import keep
from finpath.pictures.picture import Beside, Picture

__all__ = ["Beside", "Picture", "keep"]
