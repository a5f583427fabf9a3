"""Who pays where on one machine: sparse arrays, as fast as they come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finpath.lazy import lazily

if TYPE_CHECKING:
    from finpath.graph.kernels.arrays.incidence import SparseIncidence, incidence

__all__ = ["SparseIncidence", "incidence"]

lazily(
    __name__,
    {
        "SparseIncidence": "finpath.graph.kernels.arrays.incidence",
        "incidence": "finpath.graph.kernels.arrays.incidence",
    },
)
