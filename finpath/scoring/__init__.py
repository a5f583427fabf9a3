"""One score and one tier for every merchant: families weighed, groups heard, the safeguarding queue set apart."""

from __future__ import annotations

from finpath.scoring.calibration import require_same_rules
from finpath.scoring.evidence import Evidence, weigh
from finpath.scoring.outliers import detect_outliers
from finpath.scoring.ranking import Ranking, rank_merchants
from finpath.scoring.score import Scores, score
from finpath.scoring.suppression import Reviewed

__all__ = [
    "Evidence",
    "Ranking",
    "Reviewed",
    "Scores",
    "detect_outliers",
    "rank_merchants",
    "require_same_rules",
    "score",
    "weigh",
]
