"""`calibration.toml`, for a configuration to name, and `calibration.html`, to be read first."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from finpath.output.folder import Study
from finpath.quality.calibration.calibrate import Calibrated
from finpath.quality.calibration.crossed import FOLDS
from finpath.quality.calibration.page import page

STUDY = Study("a calibration", "calibration.html", "calibration.toml")


def vacant(out: Path, *, force: bool) -> None:
    """Make sure that a calibration may be written there.

    Raises:
        ConfigError: It may not.
    """
    STUDY.check_vacant(out, force=force)


def write(told: Calibrated, out: Path, *, force: bool = False) -> Path:
    """Write both into a folder.

    Returns:
        The page.

    Raises:
        ConfigError: The folder holds something else, or cannot be written.
    """
    return STUDY.write(page(told), to_toml(told), out, force=force)


def to_toml(calibrated: Calibrated) -> str:
    """The file's text; the same calibration gives the same bytes."""
    return "\n".join(_lines(calibrated)) + "\n"


def _lines(told: Calibrated) -> Iterator[str]:
    line, out = told.calibration.line, told.left_out
    yield '# Written by finpath calibrate. To use it, a case file says: calibration = "calibration.toml"'
    yield "# It holds for merchants like those that were reviewed, and only while the rules are those listed below."
    yield from _table("map", {"kind": told.kind, "why": told.why})
    yield from _pairs({"evidence": list(line.evidence), "log_odds": list(line.log_odds), "slopes": list(line.slopes)})
    counts = {"confirmed": told.calibration.confirmed, "cleared": told.calibration.cleared, "cases": told.cases}
    left = {"replaced": told.replaced, "unknown": len(out.unknown), "reported": out.reported}
    yield from _table("decisions", {**counts, **left, "protected": out.protected})
    yield from _table("measured", {"folds": FOLDS, "cross_validated": "a case is never in both folds"})
    for name in ("brier", "log_loss", "error"):
        key = "expected_calibration_error" if name == "error" else name
        yield from _pairs({f"{key}_{when}": getattr(getattr(told, when), name) for when in ("before", "after")})
    version = metadata.version("finpath")
    made = {"finpath": version, "as_of": told.as_of, "run_manifest": told.run, "decisions": told.decisions}
    yield from _table("made_from", made)
    yield from _table("rules", dict(sorted(told.calibration.rules.items())))


def _table(name: str, told: dict[str, object] | dict[str, str] | dict[str, int]) -> Iterator[str]:
    yield f"\n[{name}]"
    yield from _pairs(dict(told))


def _pairs(told: dict[str, object]) -> Iterator[str]:
    """Text, numbers and lists of numbers are written in JSON as they are in TOML."""
    return (f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in told.items())
