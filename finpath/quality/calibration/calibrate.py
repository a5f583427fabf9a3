"""The calibration of a run on past decisions, and how much better it says than the score did."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from finpath.config import Calibration
from finpath.config.calibration import Line
from finpath.errors import ConfigError, NothingToDo
from finpath.output.folder import Run
from finpath.output.folder.manifest import NAME
from finpath.output.folder.seal import digest
from finpath.quality.calibration.crossed import crossed
from finpath.quality.calibration.decisions import Decisions, read_decisions
from finpath.quality.calibration.fit import isotonic, logistic
from finpath.quality.calibration.judged import DecisionsLeftOut, Floats, JudgedMerchant, join, marks
from finpath.quality.calibration.measures import Quality, measure, surprise

FEWEST = 20
"""Decisions of either kind below which nothing is calibrated."""

FEWEST_CASES = 5
"""Cases of either kind: accounts of one case were decided on together, and say one thing."""

MANY = 500
MANY_OF_EITHER = 100
"""Decisions from which steps are tried beside the straight line."""


@dataclass(frozen=True)
class Calibrated:
    """What past decisions say about the scores of a run.

    Args:
        calibration: To be used by runs.
        kind: Of line: logistic or isotonic.
        why: It was chosen.
        before, after: How well the score agrees with the decisions, and how well it does once calibrated
            (cross-validated).
        cases: Distinct ones among those decided on.
        replaced: Rows that a later decision on the same merchant replaces.
        left_out: Decisions that say nothing here.
        as_of: Of the run.
        run, decisions: Digests of what went in.
    """

    calibration: Calibration
    kind: str
    why: str
    before: Quality
    after: Quality
    cases: int
    replaced: int
    left_out: DecisionsLeftOut
    as_of: str
    run: str
    decisions: str

    @property
    def notes(self) -> tuple[str, ...]:
        """What a person must know of the decisions, one sentence each."""
        unknown = self.left_out.unknown
        more = f" and {len(unknown) - 3} more" if len(unknown) > 3 else ""  # noqa: PLR2004 - three are named
        told = (
            (len(unknown), f"the run does not have the merchant ({', '.join(unknown[:3])}{more})"),
            (self.replaced, "a later one on the same merchant replaces them"),
            (self.left_out.reported, "a report names the merchant, and may be the decision come back as evidence"),
            (self.left_out.protected, "the merchant is in the lane protect, and nobody's suspect"),
        )
        worse = "It says no better than the score itself: do not use it." if not self.better else ""
        left = tuple(f"{count:,} left out: {reason}." for count, reason in told if count)
        return (*left, worse) if worse else left

    @property
    def better(self) -> bool:
        """Whether decisions that it did not see surprise it less than they surprise the score."""
        return self.after.log_loss < self.before.log_loss


def calibrate(run: Run | Path | str, decisions: Decisions | Path | str) -> Calibrated:
    """Learn from past decisions how often merchants of a score were confirmed.

    Args:
        run: A run folder; whether it was calibrated itself makes no difference.
        decisions: A CSV file: provider_id, merchant_id, decision (confirmed or cleared), decided_on.

    Raises:
        ConfigError: No such run, no such file, or no decision on a merchant of the run.
        NothingToDo: Too few decisions of either kind, or all of them on a few cases.
    """
    run = run if isinstance(run, Run) else Run(Path(run))
    told = decisions if isinstance(decisions, Decisions) else read_decisions(Path(decisions))
    try:
        judged, left_out = join(run.path, told)
        rules = marks(run.path)
        as_of = str(json.loads((run.path / NAME).read_text(encoding="utf-8"))["as_of"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ConfigError(f"{run.path} cannot be read as a run ({error}): run again, with --force.") from None
    _enough(judged)
    line, kind, why, after = _fit(judged)
    return Calibrated(
        Calibration(line, *judged.counts, rules),
        kind,
        why,
        measure(Line().score(judged.evidence), judged.confirmed),
        measure(after, judged.confirmed),
        len(np.unique(judged.case)),
        told.replaced,
        left_out,
        as_of,
        digest(run.path / NAME),
        told.sha256,
    )


def _enough(judged: JudgedMerchant) -> None:
    for kind, chosen in (("confirmed", judged.confirmed), ("cleared", ~judged.confirmed)):
        merchants, cases = int(chosen.sum()), len(np.unique(judged.case[chosen]))
        if merchants < FEWEST:
            raise NothingToDo(
                f"{merchants} merchants are {kind}, of those that can be used; at least {FEWEST} are needed: calibrate"
                " when more are decided on."
            )
        if cases < FEWEST_CASES:
            raise NothingToDo(
                f"The {merchants} merchants that are {kind} belong to {cases} cases; at least {FEWEST_CASES} are"
                " needed: calibrate when more are decided on."
            )


def _fit(judged: JudgedMerchant) -> tuple[Line, str, str, Floats]:
    """The line, which kind it is and why, and what it says of decisions that it did not see."""
    straight = crossed(judged, logistic)
    if len(judged.evidence) < MANY or min(judged.counts) < MANY_OF_EITHER:
        why = f"steps (isotonic) need {MANY} decisions, {MANY_OF_EITHER} of either kind"
        return logistic(judged), "logistic", why, straight
    steps = crossed(judged, isotonic)
    gain = surprise(straight, judged.confirmed) - surprise(steps, judged.confirmed)
    by_case = np.bincount(np.unique(judged.case, return_inverse=True)[1], gain)
    spread = float(np.sqrt(np.sum((by_case - by_case.mean()) ** 2)))
    told = f"of decisions not seen, steps (isotonic) lower the log loss by {gain.mean():.4f} each"
    if gain.sum() > spread:
        return isotonic(judged), "isotonic", f"{told}, more than its standard error of {spread / len(gain):.4f}", steps
    told += f"; more than its standard error of {spread / len(gain):.4f} was asked"
    return logistic(judged), "logistic", told, straight
