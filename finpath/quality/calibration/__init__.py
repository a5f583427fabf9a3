"""A run and what people decided about its merchants in; out comes how often each score was confirmed.

Decisions are about merchants that somebody chose to look at. What is learnt from them holds for such merchants.
"""

from __future__ import annotations

from finpath.quality.calibration.calibrate import Calibrated, calibrate
from finpath.quality.calibration.decisions import Decision, Decisions, read_decisions
from finpath.quality.calibration.write import vacant, write

__all__ = ["Calibrated", "Decision", "Decisions", "calibrate", "read_decisions", "vacant", "write"]
