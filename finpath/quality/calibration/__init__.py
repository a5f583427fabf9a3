"""How often each score was confirmed, by what people decided about the merchants of a run.

Decisions are about merchants that somebody chose to look at. What is learnt from them holds for such merchants.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from finpath.lazy import lazily

if TYPE_CHECKING:
    from finpath.quality.calibration.calibrate import Calibrated, calibrate
    from finpath.quality.calibration.decisions import Decision, Decisions, read_decisions
    from finpath.quality.calibration.write import vacant, write

__all__ = ["Calibrated", "Decision", "Decisions", "calibrate", "read_decisions", "vacant", "write"]

lazily(
    __name__,
    {
        "Calibrated": "finpath.quality.calibration.calibrate",
        "Decision": "finpath.quality.calibration.decisions",
        "Decisions": "finpath.quality.calibration.decisions",
        "calibrate": "finpath.quality.calibration.calibrate",
        "read_decisions": "finpath.quality.calibration.decisions",
        "vacant": "finpath.quality.calibration.write",
        "write": "finpath.quality.calibration.write",
    },
)
