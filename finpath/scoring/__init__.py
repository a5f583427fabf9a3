"""One score and one tier for every merchant: families weighed, groups heard, the safeguarding queue set apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finpath.lazy import lazily

if TYPE_CHECKING:
    from finpath.scoring.calibration import require_same_rules
    from finpath.scoring.character import judge, origins
    from finpath.scoring.evidence import Evidence, weigh
    from finpath.scoring.outliers import detect_outliers
    from finpath.scoring.ranking import Ranking, rank_merchants
    from finpath.scoring.score import Scores, score
    from finpath.scoring.suppression import Reviewed
    from finpath.scoring.tiers import safeguarded_accounts

__all__ = [
    "Evidence",
    "Ranking",
    "Reviewed",
    "Scores",
    "detect_outliers",
    "judge",
    "origins",
    "rank_merchants",
    "require_same_rules",
    "safeguarded_accounts",
    "score",
    "weigh",
]

lazily(
    __name__,
    {
        "Evidence": "finpath.scoring.evidence",
        "Ranking": "finpath.scoring.ranking",
        "Reviewed": "finpath.scoring.suppression",
        "Scores": "finpath.scoring.score",
        "detect_outliers": "finpath.scoring.outliers",
        "judge": "finpath.scoring.character",
        "origins": "finpath.scoring.character",
        "rank_merchants": "finpath.scoring.ranking",
        "require_same_rules": "finpath.scoring.calibration",
        "safeguarded_accounts": "finpath.scoring.tiers",
        "score": "finpath.scoring.score",
        "weigh": "finpath.scoring.evidence",
    },
)
