"""What past decisions made of scores: a line that only ever rises, and the file `finpath calibrate` writes it into.

More evidence never lowers a calibrated score, and no two merchants change places.
"""

from __future__ import annotations

import hashlib
import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from finpath.config.tiers import PRIOR
from finpath.config.toml import reading
from finpath.errors import ConfigError

T = TypeVar("T")
Floats = npt.NDArray[np.float64]


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


def probability(log_odds: Floats) -> Floats:
    """Log-odds as a probability, rounded as every score is."""
    rounded: Floats = np.round(1 / (1 + np.exp(-log_odds)), 9)
    return rounded


def read_calibration(path: Path) -> Calibration:
    """Read `calibration.toml`.

    Raises:
        ConfigError: It is not there, is not what finpath calibrate writes, or its line does not rise.
    """
    with reading(path, "calibration", "correct its path in the case file"):
        content = path.read_bytes()
        table = tomllib.loads(content.decode("utf-8"))
    try:
        decisions, rules = _table(table, "decisions"), _table(table, "rules")
        return Calibration(
            _line(_table(table, "map")),
            _of(int, decisions["confirmed"]),
            _of(int, decisions["cleared"]),
            {name: _of(str, said) for name, said in rules.items()},
            hashlib.sha256(content).hexdigest(),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ConfigError(
            f"The calibration {path} is not as finpath calibrate writes it ({error}): write it anew."
        ) from None


def _line(table: Mapping[str, object]) -> Line:
    evidence, log_odds, slopes = (_numbers(table[name]) for name in ("evidence", "log_odds", "slopes"))
    before, after = slopes
    return Line(evidence, log_odds, (before, after))


def _table(table: Mapping[str, object], name: str) -> Mapping[str, object]:
    return _of(dict, table[name])


def _numbers(values: object) -> tuple[float, ...]:
    return tuple(float(each if isinstance(each, int) else _of(float, each)) for each in _of(list, values))


def _of(kind: type[T], value: object) -> T:
    if not isinstance(value, kind):
        raise TypeError(f"{value!r} stands where a {kind.__name__} was expected")
    return value
