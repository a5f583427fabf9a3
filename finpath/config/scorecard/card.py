"""A scorecard: how much each figure of a merchant raises or lowers its score, as a file that a person reads and edits.

The form is the weight-of-evidence scorecard that banks know: Good, Probability and the Weighing of Evidence (1950);
Siddiqi, Credit Risk Scorecards (2006); additive models with shapes that a person can edit: Lou, Caruana, Gehrke, KDD
(2012). What the file says beside the shapes is what supervisors ask of a model: Federal Reserve, SR 11-7 (2011).
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from dataclasses import dataclass, field

from finpath.config.scorecard.trait import Trait
from finpath.config.scorecard.traits import NAMES
from finpath.errors import ConfigError

VERSION = 1
"""Of the form of the file."""

MOST = 3.0
"""Nats that one step of a shape may weigh at most."""

DOCUMENTS = (
    "purpose",
    "data",
    "stability",
    "limits",
    "owner",
    "approved_by",
    "challenger",
    "drift",
)
"""What the file says of the model, in words."""


@dataclass(frozen=True)
class Shape:
    """What one trait weighs: a step for each stretch between its bounds.

    Args:
        trait: What is looked at.
        at: Where one step ends and the next begins, rising.
        nats: The weight of each step, one more than there are bounds; nothing where the trait says nothing.
        tied: Speak only of merchants that share payers with others beyond chance.
    """

    trait: str
    at: tuple[float, ...]
    nats: tuple[float, ...]
    tied: bool = False

    @property
    def about(self) -> Trait:
        """The trait."""
        return NAMES[self.trait]


@dataclass(frozen=True)
class Scorecard:
    """A scorecard.

    Args:
        name: Of this card; it stands in the run's manifest.
        shapes: One for each trait that weighs.
        raises: Nats by which all shapes together raise a score at most.
        lowers: Nats by which they lower it at most: sellers control what they declare.
        documents: What is said of the model, by `DOCUMENTS`.
        approved_on: By `approved_by`; None where nobody did.
        expires_on: The last day of use.
    """

    name: str
    shapes: tuple[Shape, ...]
    raises: float = 3.0
    lowers: float = 2.0
    documents: dict[str, str] = field(default_factory=dict)
    approved_on: dt.date | None = None
    expires_on: dt.date | None = None

    @property
    def approved(self) -> bool:
        """Whether somebody approved it."""
        return bool(self.documents.get("approved_by")) and self.approved_on is not None


def check_card(card: Scorecard) -> Scorecard:
    """Make sure that a card can be used.

    Raises:
        ConfigError: It names what is unknown, is not monotone where a direction is known, or has a figure that is none.
    """
    for wrong in _faults(card):
        raise ConfigError(f"The scorecard {card.name}: {wrong}")
    return card


def require_valid(card: Scorecard, as_of: dt.date) -> None:
    """Make sure that a card has not expired.

    Raises:
        ConfigError: It has.
    """
    if card.expires_on is not None and as_of > card.expires_on:
        raise ConfigError(
            f"The scorecard {card.name} expired on {card.expires_on}: validate it anew with finpath scorecard compare,"
            " and give it another day of expiry, or leave it out to use finpath's own."
        )


def _faults(card: Scorecard) -> Iterator[str]:
    for what, value in (("raises", card.raises), ("lowers", card.lowers)):
        if not math.isfinite(value) or not 0 <= value <= 2 * MOST:
            yield f"{what} is {value}: from 0 to {2 * MOST} nats were expected."
    seen: set[str] = set()
    for shape in card.shapes:
        if shape.trait not in NAMES:
            yield f"{shape.trait} is no trait: known are {', '.join(NAMES)}."
        elif shape.trait in seen:
            yield f"{shape.trait} has two shapes: one was expected."
        else:
            yield from _faults_of(shape)
        seen.add(shape.trait)


def _faults_of(shape: Shape) -> Iterator[str]:
    if len(shape.nats) != len(shape.at) + 1:
        yield f"{shape.trait} has {len(shape.at)} bounds and {len(shape.nats)} weights: one more weight was expected."
    elif not all(math.isfinite(each) for each in (*shape.at, *shape.nats)):
        yield f"{shape.trait} has a figure that is no number."
    elif any(abs(each) > MOST for each in shape.nats):
        yield f"{shape.trait} weighs more than {MOST} nats."
    elif list(shape.at) != sorted(set(shape.at)):
        yield f"the bounds of {shape.trait} do not rise."
    elif not _is_monotone(shape):
        way = "rise" if shape.about.direction > 0 else "fall"
        yield f"the weights of {shape.trait} must {way}, or stay: {shape.about.meaning} tells in one direction only."


def _is_monotone(shape: Shape) -> bool:
    steps = [later - earlier for earlier, later in zip(shape.nats, shape.nats[1:], strict=False)]
    return all(step * shape.about.direction >= 0 for step in steps)
