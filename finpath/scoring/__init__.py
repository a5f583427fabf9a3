"""PaymentGraph and findings in, one score per merchant out: families weighed, groups heard, tiers set."""

from __future__ import annotations

from finpath.scoring.anew import Judged, safeguard
from finpath.scoring.calibration import Calibration
from finpath.scoring.calibration_file import read_calibration
from finpath.scoring.score import Scores, score
from finpath.scoring.strangeness import strange
from finpath.scoring.suppression import Reviewed, Suppression, set_aside
from finpath.scoring.suppression_file import read_suppressions, written
from finpath.scoring.tiers import Bars
from finpath.scoring.weigh import Evidence, weigh

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
