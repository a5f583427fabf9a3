"""A text in, a trial out: one merchant a line, as `id score tier group typology`, and words about it."""

from __future__ import annotations

import numpy as np

from finpath.quality.evaluation.trial import NOTHING, Trial


def trial(text: str, provider: str = "north") -> Trial:
    """Make a trial; `-` is no group, and the word `reported` at the end of a line says so."""
    rows = [line.split() for line in text.strip().splitlines()]
    group = [NOTHING if row[3] == "-" else row[3] for row in rows]
    return Trial(
        provider=np.array([provider] * len(rows)),
        merchant_id=np.array([row[0] for row in rows]),
        score=np.array([float(row[1]) for row in rows]),
        tier=np.array([row[2] for row in rows]),
        category=np.array(["5999" if row[0].startswith("s") else "card" for row in rows]),
        group=np.array(group),
        typology=np.array([name.rpartition("-")[0] for name in group]),
        reported=np.array(["reported" in row for row in rows]),
        first_day=np.arange(len(rows)),
    )


SMALL = trial(
    """
    a  0.99 refer  ring-1
    b  0.98 refer  ring-1 reported
    s1 0.97 refer  -
    c  0.60 review front-1
    s2 0.50 review -
    d  0.10 watch  ring-2
    e  0.05 none   front-1
    s3 0.04 none   -
    """
)
