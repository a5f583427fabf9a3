"""What each tier asks for, and the prior that evidence is added to."""

from __future__ import annotations

import math
from dataclasses import dataclass

PRIOR = math.log(0.008 / 0.992)
"""Log-odds before any evidence: eight merchants in a thousand. An assumption, stated; ranks do not depend on it."""


@dataclass(frozen=True)
class TierThresholds:
    """What each tier asks for.

    The defaults are set by false alarms: no innocent merchant at `review` or above on untouched payments of others, and
    few at `refer` in worlds of honest twins. docs/model-card.md has the figures.

    Args:
        refer: Least score.
        families: Independent families that must speak for `refer`.
        corroboration: Weight (nats) that must remain for `refer` when all reports are left out.
        review: Least score for `review`.
        capacity: Merchants that can be reviewed; the best ranked are.
        watch: Least score for `watch`.
    """

    refer: float = 0.987
    families: int = 2
    corroboration: float = 4.0
    review: float = 0.7
    capacity: int = 200
    watch: float = 0.15
