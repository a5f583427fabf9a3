"""What a run keeps so that any of its merchants can be drawn later, and the drawings: trail, neighbours, network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finpath.lazy import lazily

if TYPE_CHECKING:
    from finpath.output.pictures.picture import MerchantPicture, PriceAtPeers
    from finpath.output.pictures.record import write_pictures

__all__ = ["MerchantPicture", "PriceAtPeers", "write_pictures"]

lazily(
    __name__,
    {
        "PriceAtPeers": "finpath.output.pictures.picture",
        "MerchantPicture": "finpath.output.pictures.picture",
        "write_pictures": "finpath.output.pictures.record",
    },
)
