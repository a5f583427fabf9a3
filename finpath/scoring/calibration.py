"""Whether a run weighs evidence as it was weighed when its calibration was fitted."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping

from finpath.config.calibration import Calibration
from finpath.errors import ConfigError
from finpath.rules import Origin
from finpath.scoring.character import CARD_IDS
from finpath.scoring.outliers import DETECTORS


def require_same_rules(calibration: Calibration, rules: Iterable[Origin]) -> None:
    """Make sure that the evidence is weighed as it was when the decisions were looked at.

    Args:
        calibration: In force.
        rules: Those that a run asks; detectors are finpath's own.

    Raises:
        ConfigError: A rule was added, left out, changed or tuned since.
    """
    weighing = (each for each in (*rules, *DETECTORS) if not each.shadow)
    now = {each.id: mark(each.version, each.weight, each.thresholds) for each in weighing}
    found_nothing = {
        *(each.id for each in DETECTORS),
        *CARD_IDS,
    }  # a detector, or a step, that spoke of nobody left no mark
    silent = {name: told for name, told in now.items() if name in found_nothing}
    then = silent | dict(calibration.rules)
    if other := sorted(name for name in now | then if now.get(name) != then.get(name)):
        more = f" and {len(other) - 1} more" if len(other) > 1 else ""
        fitted, asked = (told.get(other[0]) or "none" for told in (then, now))
        raise ConfigError(
            f"The calibration was fitted on other rules than this run asks ({other[0]}: {fitted}, now"
            f" {asked}{more}): run without it, and finpath calibrate on that run with the same decisions."
        )


def mark(version: int, weight: float, thresholds: Mapping[str, float | int | str]) -> str:
    """What makes an indicator weigh what it weighs, in a few words.

    >>> mark(2, 1.5, {"share": 0.8})
    'version 2, 1.5 nats, thresholds 3796ed0b'
    """
    written = json.dumps(dict(thresholds), sort_keys=True)
    digest = hashlib.sha256(written.encode()).hexdigest()[:8]
    return f"version {version}, {weight:g} nats, thresholds {digest}"
