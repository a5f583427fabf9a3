"""What a run keeps so that any of its merchants can be drawn later, and the drawings: trail, neighbours, network."""

from __future__ import annotations

from finpath.output.pictures.picture import Beside, Picture
from finpath.output.pictures.record import keep

__all__ = ["Beside", "Picture", "keep"]
