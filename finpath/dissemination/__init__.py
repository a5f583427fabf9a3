"""Dissemination: one package for each recipient, with what it may see and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finpath.lazy import lazily

if TYPE_CHECKING:
    from finpath.dissemination.package import Package
    from finpath.dissemination.packages import PackageSet, build_case_packages, build_packages, members_that_may
    from finpath.dissemination.routing import Routing, read_routing
    from finpath.dissemination.write import write_packages

__all__ = [
    "Package",
    "PackageSet",
    "Routing",
    "build_case_packages",
    "build_packages",
    "members_that_may",
    "read_routing",
    "write_packages",
]

lazily(
    __name__,
    {
        "Package": "finpath.dissemination.package",
        "PackageSet": "finpath.dissemination.packages",
        "Routing": "finpath.dissemination.routing",
        "build_case_packages": "finpath.dissemination.packages",
        "build_packages": "finpath.dissemination.packages",
        "members_that_may": "finpath.dissemination.packages",
        "read_routing": "finpath.dissemination.routing",
        "write_packages": "finpath.dissemination.write",
    },
)
