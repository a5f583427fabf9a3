"""PaymentGraph and findings in, one score per merchant out: families weighed, groups heard, tiers set."""

from __future__ import annotations

from finpath.config.calibration_file import read_calibration
from finpath.config.suppression_file import read_suppressions, written
from finpath.scoring.calibration import Calibration
from finpath.scoring.evidence import Evidence, weigh
from finpath.scoring.outliers import strange
from finpath.scoring.retier import Judged, safeguard
from finpath.scoring.score import Scores, score
from finpath.scoring.suppression import Reviewed, Suppression, set_aside
from finpath.scoring.tiers import Bars

__all__ = [
    "Bars",
    "Calibration",
    "Evidence",
    "Judged",
    "Reviewed",
    "Scores",
    "Suppression",
    "read_calibration",
    "read_suppressions",
    "safeguard",
    "score",
    "set_aside",
    "strange",
    "weigh",
    "written",
]
