"""PaymentGraph and findings in, one score per merchant out: families weighed, groups heard, tiers set."""

from __future__ import annotations

from finpath.scoring.calibration import Calibration
from finpath.scoring.calibration_file import read_calibration
from finpath.scoring.score import Scores, score
from finpath.scoring.strangeness import strange
from finpath.scoring.tiers import Bars
from finpath.scoring.weigh import Evidence, weigh

__all__ = ["Bars", "Calibration", "Evidence", "Scores", "read_calibration", "score", "strange", "weigh"]
