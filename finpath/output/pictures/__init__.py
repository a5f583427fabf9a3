"""What a run keeps so that any of its merchants can be drawn later, and the drawings: trail, neighbours, network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finpath.lazy import lazily

if TYPE_CHECKING:
    from finpath.output.pictures.picture import Beside, Picture
    from finpath.output.pictures.record import keep

__all__ = ["Beside", "Picture", "keep"]

lazily(
    __name__,
    {
        "Beside": "finpath.output.pictures.picture",
        "Picture": "finpath.output.pictures.picture",
        "keep": "finpath.output.pictures.record",
    },
)
