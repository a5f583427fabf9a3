"""A run folder and a routing table in, one package for each recipient out: what it may see, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finpath.lazy import lazily

if TYPE_CHECKING:
    from finpath.dissemination.package import Package
    from finpath.dissemination.packages import Packed, packages
    from finpath.dissemination.routing import Routing, read_routing
    from finpath.dissemination.write import write

__all__ = ["Package", "Packed", "Routing", "packages", "read_routing", "write"]

lazily(
    __name__,
    {
        "Package": "finpath.dissemination.package",
        "Packed": "finpath.dissemination.packages",
        "Routing": "finpath.dissemination.routing",
        "packages": "finpath.dissemination.packages",
        "read_routing": "finpath.dissemination.routing",
        "write": "finpath.dissemination.write",
    },
)
