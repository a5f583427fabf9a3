"""One score for every merchant: families weighed, groups heard, tiers set."""

from __future__ import annotations

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
