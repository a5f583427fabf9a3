"""One score for every merchant: families weighed, groups heard, tiers set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finpath.lazy import lazily

if TYPE_CHECKING:
    from finpath.scoring.calibration import require_same_rules
    from finpath.scoring.evidence import Evidence, weigh
    from finpath.scoring.outliers import strange
    from finpath.scoring.retier import ScoredRun, safeguard
    from finpath.scoring.score import Scores, score
    from finpath.scoring.suppression import Reviewed, set_aside

__all__ = [
    "Evidence",
    "Reviewed",
    "ScoredRun",
    "Scores",
    "require_same_rules",
    "safeguard",
    "score",
    "set_aside",
    "strange",
    "weigh",
]

lazily(
    __name__,
    {
        "Evidence": "finpath.scoring.evidence",
        "Reviewed": "finpath.scoring.suppression",
        "ScoredRun": "finpath.scoring.retier",
        "Scores": "finpath.scoring.score",
        "require_same_rules": "finpath.scoring.calibration",
        "safeguard": "finpath.scoring.retier",
        "score": "finpath.scoring.score",
        "set_aside": "finpath.scoring.suppression",
        "strange": "finpath.scoring.outliers",
        "weigh": "finpath.scoring.evidence",
    },
)
