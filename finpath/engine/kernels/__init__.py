"""Graph mathematics: links in, numbers about merchants out, on sparse arrays where one machine holds them."""

from __future__ import annotations

from finpath.engine.kernels.approach import Ways, origins, ways
from finpath.engine.kernels.blocks import Blocks, blocks
from finpath.engine.kernels.components import components
from finpath.engine.kernels.incidence import Incidence, incidence
from finpath.engine.kernels.linkage import gather
from finpath.engine.kernels.outsiders import AT_HOME, outsiders
from finpath.engine.kernels.overlap import Crowds, Hints, Overlap, OverlapLimits, overlap
from finpath.engine.kernels.walk import Walk, walk

__all__ = [
    "AT_HOME",
    "Blocks",
    "Crowds",
    "Hints",
    "Incidence",
    "Overlap",
    "OverlapLimits",
    "Walk",
    "Ways",
    "blocks",
    "components",
    "gather",
    "incidence",
    "origins",
    "outsiders",
    "overlap",
    "walk",
    "ways",
]
