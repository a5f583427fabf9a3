"""The page of a calibration: reliability curves, what they mean, and what they do not."""

from __future__ import annotations

from finpath.presentation.page import environment
from finpath.quality.calibration import curve
from finpath.quality.calibration.calibrate import Calibrated
from finpath.quality.calibration.crossed import FOLDS

NOTICE = (
    "A calibrated score says how often merchants of that score were confirmed by those who reviewed them. It is a lead"
    " for assessment, and proves nothing about any one merchant."
)


def page(calibrated: Calibrated) -> str:
    """The page: opens from disk, asks nothing of any network, needs no script."""
    pictures = (
        curve.picture("before", "Before: the score as it follows from the weights", calibrated.before),
        curve.picture("after", "After: calibrated, each decision by a line that never saw its case", calibrated.after),
    )
    return (
        environment("finpath.quality.calibration")
        .get_template("calibration.html.j2")
        .render(
            told=calibrated,
            decided=calibrated.calibration.confirmed + calibrated.calibration.cleared,
            line=calibrated.calibration.line,
            pictures=pictures,
            values=curve.values(calibrated.calibration.line),
            frame=curve,
            folds=FOLDS,
            notice=NOTICE,
        )
    )
