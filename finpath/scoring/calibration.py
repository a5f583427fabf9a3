"""Weight of evidence in; out come scores that past decisions have calibrated: a line that only ever rises.

More evidence never lowers a calibrated score, and no two merchants change places.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from finpath.errors import ConfigError
from finpath.rules import Origin
from finpath.scoring.evidence import PRIOR, Floats
from finpath.scoring.outliers import DETECTORS


@dataclass(frozen=True)
class Line:
    """Log-odds of being confirmed, over weight of evidence: straight between knots, and beyond them.

    Args:
        evidence: Where the knots are, in nats, rising.
        log_odds: What is said there, rising.
        slopes: Before the first knot and after the last; above 0.

    Raises:
        ValueError: It does not rise throughout.
    """

    evidence: tuple[float, ...] = (0.0,)
    log_odds: tuple[float, ...] = (PRIOR,)
    slopes: tuple[float, float] = (1.0, 1.0)

    def __post_init__(self) -> None:
        """See that it rises."""
        numbers = (*self.evidence, *self.log_odds, *self.slopes)
        steps = [after - before for told in (self.evidence, self.log_odds) for before, after in pairwise(told)]
        if len(self.evidence) != len(self.log_odds) or not self.evidence or not all(map(math.isfinite, numbers)):
            raise ValueError("evidence and log_odds are not as many numbers")
        if not all(step > 0 for step in (*steps, *self.slopes)):
            raise ValueError("the line does not rise throughout")

    def score(self, evidence: Floats) -> Floats:
        """The probability of being confirmed, 0 to 1, rounded as every score is.

        >>> Line().score(np.array([0.0, 4.82, 9.0])).round(3).tolist()
        [0.008, 0.5, 0.985]
        """
        before = np.minimum(evidence - self.evidence[0], 0) * self.slopes[0]
        after = np.maximum(evidence - self.evidence[-1], 0) * self.slopes[1]
        return probability(np.interp(evidence, self.evidence, self.log_odds) + before + after)


@dataclass(frozen=True)
class Calibration:
    """What past decisions made of the scores.

    Args:
        line: From evidence to log-odds.
        confirmed: Decisions that it was fitted on, by what was decided.
        cleared: The same.
        rules: The indicators that it was fitted on, each with its mark; those in shadow weigh nothing, and are none.
        sha256: Of the file it was read from.
    """

    line: Line = field(default_factory=Line)
    confirmed: int = 0
    cleared: int = 0
    rules: Mapping[str, str] = field(default_factory=dict)
    sha256: str = ""

    @property
    def sentence(self) -> str:
        """What a reader of scores must know."""
        return (
            f"Scores are calibrated on {self.confirmed} merchants that were confirmed and {self.cleared} that were"
            " cleared: they say how often merchants like those reviewed were confirmed. Tiers and ranks are as without."
        )

    def hold(self, rules: Iterable[Origin]) -> None:
        """Make sure that the evidence is weighed as it was when the decisions were looked at.

        Args:
            rules: Those that a run asks; detectors are finpath's own.

        Raises:
            ConfigError: A rule was added, left out, changed or tuned since.
        """
        heard = (each for each in (*rules, *DETECTORS) if not each.shadow)
        now = {each.id: mark(each.version, each.weight, each.thresholds) for each in heard}
        silent = {each.id: now.get(each.id) for each in DETECTORS}  # a detector that found nothing left no mark
        then = silent | dict(self.rules)
        if other := sorted(name for name in now | then if now.get(name) != then.get(name)):
            more = f" and {len(other) - 1} more" if len(other) > 1 else ""
            fitted, asked = (told.get(other[0]) or "none" for told in (then, now))
            raise ConfigError(
                f"The calibration was fitted on other rules than this run asks ({other[0]}: {fitted}, now"
                f" {asked}{more}): run without it, and finpath calibrate on that run with the same decisions."
            )


def probability(log_odds: Floats) -> Floats:
    """Log-odds as a probability, rounded as every score is."""
    rounded: Floats = np.round(1 / (1 + np.exp(-log_odds)), 9)
    return rounded


def mark(version: int, weight: float, thresholds: Mapping[str, float | int | str]) -> str:
    """What makes an indicator weigh what it weighs, in a few words.

    >>> mark(2, 1.5, {"share": 0.8})
    'version 2, 1.5 nats, thresholds 3796ed0b'
    """
    told = json.dumps(dict(thresholds), sort_keys=True)
    digest = hashlib.sha256(told.encode()).hexdigest()[:8]
    return f"version {version}, {weight:g} nats, thresholds {digest}"
