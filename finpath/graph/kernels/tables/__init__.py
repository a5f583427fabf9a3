"""Who pays where on many machines: SQL over a table of links, of which none comes here but what a kernel asks for."""

from __future__ import annotations

from finpath.graph.kernels.tables.incidence import TableIncidence

__all__ = ["TableIncidence"]
