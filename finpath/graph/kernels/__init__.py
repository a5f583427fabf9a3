"""Graph mathematics: numbers about merchants from links.

The mathematics stands once, over an `Incidence`: who pays where. On one machine that is a sparse matrix; elsewhere it
is a table, and nothing comes to where Python runs but this:

- vectors of merchants (one number for each), and of crowds: at most `PRICES` streams and `PARTNERS` pairs a merchant;
- surprising pairs: at most `OverlapLimits.nearest` for each merchant or crowd;
- probabilities from reported merchants to those traced back: `nearness.CELLS` at most;
- links of merchants in groups, to be peeled: `blocks.LINKS` at most.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from finpath.lazy import lazily

if TYPE_CHECKING:
    from finpath.graph.kernels.arrays.incidence import SparseIncidence, incidence
    from finpath.graph.kernels.blocks import Blocks, blocks
    from finpath.graph.kernels.components import components
    from finpath.graph.kernels.incidence import Incidence, Pairs
    from finpath.graph.kernels.incidence_of import who_pays_where
    from finpath.graph.kernels.linkage import gather
    from finpath.graph.kernels.meeting import OverlapLimits
    from finpath.graph.kernels.outsiders import AT_HOME, outsiders
    from finpath.graph.kernels.overlap import Crowds, Hints, Overlap, overlap
    from finpath.graph.kernels.seed_attribution import LikeliestPaths, likeliest_paths, origins
    from finpath.graph.kernels.walk import Walk, walk

__all__ = [
    "AT_HOME",
    "Blocks",
    "Crowds",
    "Hints",
    "Incidence",
    "LikeliestPaths",
    "Overlap",
    "OverlapLimits",
    "Pairs",
    "SparseIncidence",
    "Walk",
    "blocks",
    "components",
    "gather",
    "incidence",
    "likeliest_paths",
    "origins",
    "outsiders",
    "overlap",
    "walk",
    "who_pays_where",
]

lazily(
    __name__,
    {
        "AT_HOME": "finpath.graph.kernels.outsiders",
        "Blocks": "finpath.graph.kernels.blocks",
        "Crowds": "finpath.graph.kernels.overlap",
        "Hints": "finpath.graph.kernels.overlap",
        "Incidence": "finpath.graph.kernels.incidence",
        "Overlap": "finpath.graph.kernels.overlap",
        "OverlapLimits": "finpath.graph.kernels.meeting",
        "Pairs": "finpath.graph.kernels.incidence",
        "SparseIncidence": "finpath.graph.kernels.arrays.incidence",
        "Walk": "finpath.graph.kernels.walk",
        "LikeliestPaths": "finpath.graph.kernels.seed_attribution",
        "blocks": "finpath.graph.kernels.blocks",
        "components": "finpath.graph.kernels.components",
        "gather": "finpath.graph.kernels.linkage",
        "incidence": "finpath.graph.kernels.arrays.incidence",
        "origins": "finpath.graph.kernels.seed_attribution",
        "outsiders": "finpath.graph.kernels.outsiders",
        "overlap": "finpath.graph.kernels.overlap",
        "walk": "finpath.graph.kernels.walk",
        "likeliest_paths": "finpath.graph.kernels.seed_attribution",
        "who_pays_where": "finpath.graph.kernels.incidence_of",
    },
)
