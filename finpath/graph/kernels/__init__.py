"""Graph mathematics: numbers about merchants from links.

The mathematics stands once, over an `Incidence`: who pays where. On one machine that is a sparse matrix; elsewhere it
is a table, and nothing comes to where Python runs but this:

- vectors of merchants (one number for each), and of crowds: at most `PRICES` streams and `PARTNERS` pairs a merchant;
- surprising pairs: at most `OverlapLimits.nearest` for each merchant or crowd;
- probabilities from reported merchants to those traced back: `nearness.CELLS` at most;
- links of merchants in groups, to be peeled: `blocks.LINKS` at most.
"""

from __future__ import annotations

from finpath.graph.kernels.arrays import SparseIncidence, incidence
from finpath.graph.kernels.blocks import Blocks, blocks
from finpath.graph.kernels.components import components
from finpath.graph.kernels.incidence import Incidence, Pairs
from finpath.graph.kernels.incidence_of import who_pays_where
from finpath.graph.kernels.linkage import gather
from finpath.graph.kernels.meeting import OverlapLimits
from finpath.graph.kernels.outsiders import AT_HOME, outsiders
from finpath.graph.kernels.overlap import Crowds, Hints, Overlap, overlap
from finpath.graph.kernels.seed_attribution import Ways, origins, ways
from finpath.graph.kernels.walk import Walk, walk

__all__ = [
    "AT_HOME",
    "Blocks",
    "Crowds",
    "Hints",
    "Incidence",
    "Overlap",
    "OverlapLimits",
    "Pairs",
    "SparseIncidence",
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
    "who_pays_where",
]
