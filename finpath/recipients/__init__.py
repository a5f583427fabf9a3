"""A run folder and a routing table in, one package for each recipient out: what it may see, and nothing else."""

from __future__ import annotations

from finpath.recipients.package import Package
from finpath.recipients.packages import Packed, packages
from finpath.recipients.routing import Routing, read_routing
from finpath.recipients.write import write

__all__ = ["Package", "Packed", "Routing", "packages", "read_routing", "write"]
