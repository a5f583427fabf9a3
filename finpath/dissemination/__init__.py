"""A run folder and a routing table in, one package for each recipient out: what it may see, and nothing else."""

from __future__ import annotations

from finpath.dissemination.package import Package
from finpath.dissemination.packages import Packed, packages
from finpath.dissemination.routing import Routing, read_routing
from finpath.dissemination.write import write

__all__ = ["Package", "Packed", "Routing", "packages", "read_routing", "write"]
