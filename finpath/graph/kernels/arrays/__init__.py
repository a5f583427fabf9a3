"""Who pays where on one machine: sparse arrays, as fast as they come."""

from __future__ import annotations

from finpath.graph.kernels.arrays.incidence import SparseIncidence, incidence

__all__ = ["SparseIncidence", "incidence"]
