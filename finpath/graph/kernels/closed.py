"""Large groups that keep to themselves: tied inside more than outside, and everybody alike.

Of a hundred sites with the same customers each has a hundredth of its ties with any other: no two are close, and yet
nothing could be closer than all together. A town of shops has weak ties too, but they go on and on: what is cut out of
it is tied outside as much as inside, and the whole of it has far ends (Lovász and Simonovits 1993: a walker forgets
soon where he began if, and only if, there is no cut). Both are looked at, and neither depends on how many members
there are.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy import sparse

from finpath.graph.kernels.components import components
from finpath.graph.kernels.incidence import Floats, Ints

LEVELS = 0.08 / np.sqrt(2) ** np.arange(12)
"""What is tied at least so much hangs together; from what average linkage joins down to three thousandths."""

FEWEST, MOST = 6, 400
"""Members; fewer are joined by average linkage, and more are a market."""

INSIDE = 0.85
"""Share of all ties of its members that stay inside; of a corner cut out of a town it is four fifths at most."""

FAR_ENDS = 1.25
"""Times the second eigenvalue of d ties each drawn at random, 2 √(d - 1) / d (Friedman 2008); more has far ends."""

SOON, LATE = 0.5, 0.8
"""Of where a walker began, what a step may leave at least, and at most, however few the ties."""


def closed(ties: sparse.csr_array) -> Ints:
    """The group of each merchant, named by its smallest member; of groups within groups the largest.

    Args:
        ties: Merchants by merchants, symmetric: each tie as a part of what both ends have.

    >>> ring = np.full((20, 20), 1 / 19) - np.eye(20) / 19
    >>> closed(sparse.csr_array(sparse.block_diag([ring, np.zeros((2, 2))]))).tolist() == [0] * 20 + [20, 21]
    True
    """
    group = np.arange(ties.shape[0])
    if not ties.nnz:
        return group
    from threadpoolctl import threadpool_limits  # noqa: PLC0415 - slow to import: only where there are ties

    seen: set[tuple[int, int]] = set()
    with threadpool_limits(limits=1):  # matrices are too small to share among threads
        for members in (members for level in LEVELS for members in _keeping(ties, level)):
            name = (int(members[0]), len(members))  # what hangs together only grows: its size tells it apart
            if name not in seen and _forgetful(ties, members):
                group[members] = members[0]
            seen.add(name)
    return group


def _keeping(ties: sparse.csr_array, level: float) -> Iterator[Ints]:
    """What hangs together by ties of a level, and has most of its ties inside."""
    one, two = (end.astype(np.int64) for end in ties.tocoo().coords)
    strong = ties.data >= level
    label = components(one[strong], two[strong], ties.shape[0])
    size = np.bincount(label, minlength=len(label))
    inside = label[one] == label[two]
    kept = np.bincount(label[one], ties.data * inside, len(label))
    whole = np.bincount(label[one], ties.data, len(label))
    wanted = (size >= FEWEST) & (size <= MOST) & (np.round(kept - INSIDE * whole, 9) >= 0)
    order = np.flatnonzero(wanted[label])
    order = order[np.argsort(label[order], kind="stable")]
    yield from np.split(order, np.flatnonzero(np.diff(label[order])) + 1) if len(order) else ()


def _forgetful(ties: sparse.csr_array, members: Ints) -> bool:
    """Whether the group has no far ends: a step from tie to tie leaves little of where one began."""
    inside: Floats = ties[members][:, members].toarray()
    tied = np.count_nonzero(inside) / len(members)
    root = np.sqrt(inside.sum(axis=1))
    left = np.linalg.eigvalsh(inside / np.outer(root, root))[-2]
    return bool(np.round(left, 9) <= np.clip(FAR_ENDS * 2 * np.sqrt(tied - 1) / tied, SOON, LATE))
